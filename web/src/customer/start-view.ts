// The page before a chat: a name, and the chats that one can go on with.

import { button, element } from '../chat/element.ts';
import type { Texts } from './texts.ts';
import type { Visit } from './visits.ts';

export interface StartActions {
  start(name: string): Promise<void>;
  rejoin(visit: Visit): Promise<void>;
  forget(visit: Visit): void;
}

export class StartView {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #actions: StartActions;
  readonly #name = element('input', {
    attributes: { id: 'name', name: 'name', type: 'text', required: '', maxlength: '256', autocomplete: 'name' },
  });
  readonly #start = element('button', { attributes: { type: 'submit' } });
  readonly #problem = element('p', { class: 'problem', attributes: { role: 'alert' } });
  readonly #past = element('section', { class: 'past' });

  constructor(texts: Texts, actions: StartActions, name: string) {
    this.#texts = texts;
    this.#actions = actions;
    this.#name.value = name;
    this.#start.textContent = texts.say('start');
    const form = element(
      'form',
      { class: 'begin' },
      element('label', { attributes: { for: 'name' } }, texts.say('nameLabel')),
      this.#name,
      this.#start,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#during(() => actions.start(this.#name.value.trim()));
    });
    this.node = element(
      'main',
      { class: 'start' },
      element('h1', { attributes: { tabindex: '-1' } }, texts.say('title')),
      form,
      this.#problem,
      this.#past,
    );
  }

  focus(): void {
    this.#name.focus();
  }

  problem(text: string): void {
    this.#problem.textContent = text;
  }

  list(visits: readonly Visit[]): void {
    const texts = this.#texts;
    const title = element('h2', {}, texts.say('pastTitle'));
    if (visits.length === 0) {
      this.#past.replaceChildren(title, element('p', {}, texts.say('pastNone')));
      return;
    }
    const lines = visits.map((visit) => {
      const time = texts.time(visit.startedAt);
      const named = (key: 'rejoinNamed' | 'forgetNamed') => ({ 'aria-label': texts.say(key, { time }) });
      return element(
        'li',
        {},
        element('span', {}, texts.say('pastLine', { name: visit.name, time })),
        button(texts.say('rejoin'), () => void this.#during(() => this.#actions.rejoin(visit)), { attributes: named('rejoinNamed') }),
        button(texts.say('forget'), () => this.#actions.forget(visit), { class: 'quiet', attributes: named('forgetNamed') }),
      );
    });
    this.#past.replaceChildren(title, element('ul', {}, ...lines));
  }

  // Nothing else can be started while a chat starts.
  async #during(work: () => Promise<void>): Promise<void> {
    const focused = document.activeElement;
    this.problem('');
    this.#busy(true);
    try {
      await work();
    } finally {
      this.#busy(false);
      if (this.node.isConnected && focused instanceof HTMLElement) focused.focus();
    }
  }

  #busy(busy: boolean): void {
    this.#start.textContent = this.#texts.say(busy ? 'starting' : 'start');
    for (const b of this.node.querySelectorAll('button')) b.disabled = busy;
  }
}
