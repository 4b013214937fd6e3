// The list of chats, side by side: who, how it stands, since when, what is new.

import { element } from '../chat/element.ts';
import type { AgentChat } from './agent-chat.ts';
import type { Case } from './cases.ts';
import { duration } from './duration.ts';
import { rove } from './roving.ts';
import type { TextKey, Texts } from './texts.ts';

interface Tab {
  readonly node: HTMLButtonElement;
  readonly state: HTMLElement;
  readonly badge: HTMLElement;
  readonly since: HTMLElement;
  readonly name: HTMLElement;
}

export const tabId = (contact: string): string => `tab-${contact}`;
export const panelId = (contact: string): string => `panel-${contact}`;

export class ChatTabs {
  readonly node: HTMLElement;
  readonly #texts: Texts;
  readonly #choose: (contact: string) => void;
  readonly #tabs = new Map<string, Tab>();

  constructor(texts: Texts, choose: (contact: string) => void) {
    this.#texts = texts;
    this.#choose = choose;
    this.node = element('div', { class: 'tabs', attributes: { role: 'tablist', 'aria-label': texts.say('chats') } });
    this.node.addEventListener('keydown', (event) => {
      const tabs = [...this.#tabs.values()];
      const to = rove(event.key, tabs.findIndex(({ node }) => node === document.activeElement), tabs.length);
      if (to === undefined || event.altKey) return;
      event.preventDefault();
      tabs[to]?.node.focus();
    });
  }

  show(chats: ReadonlyMap<string, AgentChat>, chosen: string | undefined): void {
    for (const [id, { node }] of this.#tabs) {
      if (chats.has(id)) continue;
      node.remove();
      this.#tabs.delete(id);
    }
    for (const [id, chat] of chats) this.#show(chat, id === chosen);
    this.node.hidden = chats.size === 0;
  }

  /** Writes how long each chat is as it is. */
  tick(chats: ReadonlyMap<string, AgentChat>, now: number): void {
    for (const [id, { since }] of this.#tabs) {
      const chat = chats.get(id);
      if (chat) since.textContent = duration(now - chat.case.since);
    }
  }

  focus(contact: string): void {
    this.#tabs.get(contact)?.node.focus();
  }

  #show(chat: AgentChat, chosen: boolean): void {
    const { id, phase, customer } = chat.case;
    let tab = this.#tabs.get(id);
    if (!tab) {
      tab = this.#tab(id);
      this.#tabs.set(id, tab);
      this.node.append(tab.node);
    }
    const texts = this.#texts;
    tab.node.dataset['phase'] = phase;
    tab.node.ariaSelected = String(chosen);
    tab.node.tabIndex = chosen ? 0 : -1;
    if (chosen) tab.node.setAttribute('aria-controls', panelId(id));
    else tab.node.removeAttribute('aria-controls');
    tab.name.textContent = customer || texts.say('anonymous');
    tab.state.textContent = texts.say(chat.talk.typing ? 'typingShort' : stateOf(chat.case));
    tab.badge.hidden = chat.unread === 0;
    tab.badge.textContent = chat.unread > 0 ? texts.say('unread', { count: String(chat.unread) }) : '';
  }

  #tab(id: string): Tab {
    const name = element('span', { class: 'name' });
    const state = element('span', { class: 'state' });
    const badge = element('span', { class: 'badge' });
    const since = element('span', { class: 'since', attributes: { 'aria-hidden': 'true' } });
    const node = element(
      'button',
      { class: 'tab', attributes: { type: 'button', role: 'tab', id: tabId(id) }, click: () => this.#choose(id) },
      name, ' ', since, ' ', state, ' ', badge,
    );
    return { node, name, state, badge, since };
  }
}

/** How a chat stands, in a word. */
export function stateOf({ phase, failure }: Case): TextKey {
  switch (phase) {
    case 'offered':
      return 'phaseOffered';
    case 'talking':
      return 'phaseTalking';
    case 'after':
      return 'phaseAfter';
    case 'failed':
      return ({ missed: 'phaseMissed', rejected: 'phaseRejected', error: 'phaseError' } as const)[failure];
  }
}
