// Says that a chat is offered while another one is looked at.

import { button, element } from '../chat/element.ts';
import type { Case } from './cases.ts';
import { keys } from './shortcuts.ts';
import type { Texts } from './texts.ts';

export interface CallActions {
  show(contact: string): void;
  accept(): void;
}

export class CallStrip {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #text = element('p', {});
  #contact = '';

  constructor(texts: Texts, actions: CallActions) {
    this.#texts = texts;
    this.node = element(
      'div',
      { class: 'call' },
      this.#text,
      button(texts.say('show'), () => actions.show(this.#contact), { class: 'quiet' }),
      button(texts.say('accept'), () => actions.accept(), { attributes: { 'aria-keyshortcuts': keys('accept') } }),
    );
    this.show(undefined);
  }

  /** Shows the oldest offer that is not looked at, or nothing. */
  show(of: Case | undefined): void {
    this.node.hidden = of === undefined;
    if (!of) return;
    this.#contact = of.id;
    this.#text.textContent = this.#texts.say('offerNamed', { name: of.customer || this.#texts.say('anonymous') });
  }
}
