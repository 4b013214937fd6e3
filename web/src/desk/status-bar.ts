// Who works here, in which status and for how long, and how to change that.

import type { Agent } from '../agent/agent.ts';
import type { Status } from '../agent/wire.ts';
import { button, element } from '../chat/element.ts';
import { duration } from './duration.ts';
import { Menu, type Choice } from './menu.ts';
import { keys } from './shortcuts.ts';
import type { Texts } from './texts.ts';

export class StatusBar {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #agent: Agent;
  readonly #name = element('span', { class: 'agent' });
  readonly #dot = element('span', { class: 'dot', attributes: { 'aria-hidden': 'true' } });
  readonly #status = element('span', { class: 'status' });
  readonly #next = element('span', { class: 'next faint' });
  readonly #since = element('span', { class: 'since', attributes: { 'aria-hidden': 'true' } });
  readonly #menu: Menu;

  constructor(texts: Texts, agent: Agent, more: () => readonly Choice[], set: (status: Status) => void) {
    this.#texts = texts;
    this.#agent = agent;
    const chooser = element(
      'button',
      { class: 'chooser', attributes: { type: 'button', 'aria-keyshortcuts': keys('status') } },
      this.#dot, this.#status, this.#next, this.#since,
    );
    this.#menu = new Menu(chooser, () => this.#choices(set));
    const others = new Menu(button('⋯', () => {}, { class: 'quiet', attributes: { 'aria-label': texts.say('more') } }), more);
    others.node.classList.add('end');
    this.node = element('header', { class: 'bar' }, this.#menu.node, this.#name, others.node);
  }

  open(): void {
    this.#menu.open();
  }

  focus(): void {
    this.#menu.button.focus();
  }

  show(): void {
    const { snapshot, configuration } = this.#agent;
    if (!snapshot) return;
    const texts = this.#texts;
    const { state, nextState } = snapshot;
    this.#name.title = this.#name.textContent = configuration?.name ?? ''; // there may be no room for all of it
    this.#dot.className = `dot ${state.type}`;
    this.#status.textContent = state.name;
    this.#next.textContent = nextState ? texts.say('statusNext', { status: nextState.name }) : '';
    this.#menu.button.ariaLabel = [texts.say('status', { status: state.name }), this.#next.textContent].filter((t) => t !== '').join(', ');
  }

  tick(now: number): void {
    const from = this.#agent.snapshot?.state.startTimestamp.getTime();
    if (from !== undefined) this.#since.textContent = duration(now - from);
  }

  #choices(set: (status: Status) => void): Choice[] {
    const { snapshot, configuration } = this.#agent;
    const now = snapshot?.nextState ?? snapshot?.state;
    return (configuration?.agentStates ?? []).map((status) => ({
      text: status.name,
      mark: status.type,
      checked: status.agentStateARN === now?.agentStateARN,
      choose: () => set(status),
    }));
  }
}
