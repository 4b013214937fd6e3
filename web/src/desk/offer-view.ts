// A chat that is offered: from whom, and how long there is to answer.

import { button, element } from '../chat/element.ts';
import type { Case } from './cases.ts';
import { attributesOf } from './details-view.ts';
import { keys } from './shortcuts.ts';
import type { Texts } from './texts.ts';

export interface OfferActions {
  accept(): void;
  reject(): void;
}

export class OfferView {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #until: number;
  readonly #left = element('p', { class: 'faint' });
  readonly #bar = element('progress', { attributes: { 'aria-hidden': 'true' } });
  readonly #buttons: HTMLButtonElement[];

  constructor(texts: Texts, of: Case, actions: OfferActions) {
    this.#texts = texts;
    this.#until = of.since + of.lasts;
    this.#bar.hidden = this.#left.hidden = of.lasts === 0;
    this.#bar.max = of.lasts || 1;
    const accept = button(texts.say('accept'), actions.accept, { attributes: { 'aria-keyshortcuts': keys('accept') } });
    const reject = button(texts.say('reject'), actions.reject, { class: 'quiet', attributes: { 'aria-keyshortcuts': keys('reject') } });
    this.#buttons = [accept, reject];
    const attributes = attributesOf(of);
    this.node = element(
      'div',
      { class: 'offer' },
      element('p', { class: 'kind' }, texts.say('offer')),
      element('h2', {}, of.customer || texts.say('anonymous')),
      ...(of.queue ? [element('p', {}, texts.say('offerFrom', { queue: of.queue }))] : []),
      ...(of.transferred ? [element('p', {}, texts.say('offerTransferred'))] : []),
      ...(attributes ? [attributes] : []),
      this.#bar,
      this.#left,
      element('div', { class: 'buttons' }, reject, accept),
    );
  }

  tick(now: number): void {
    const left = Math.max(0, this.#until - now);
    this.#bar.value = left;
    this.#left.textContent = this.#texts.say('offerLeft', { seconds: String(Math.ceil(left / 1000)) });
  }

  /** While an answer is under way there is no other. */
  busy(busy: boolean): void {
    for (const b of this.#buttons) b.disabled = busy;
  }
}
