// The chats of the agent, as the snapshots have them: each from when it is offered
// until it is cleared, in the order in which they came.

import type { Agent } from '../agent/agent.ts';
import type { Item } from '../chat/item.ts';
import { AgentChat } from './agent-chat.ts';
import { caseOf, type Case, type Phase } from './cases.ts';
import { Keepsakes } from './keepsakes.ts';
import { Memories } from './memories.ts';

export interface ChatsListener {
  changed(): void;
  /** Somebody said something in a chat. */
  heard(chat: AgentChat, item: Item): void;
  /** A chat is another than before; one that is new was nothing. */
  turned(to: Case, before: Phase | undefined): void;
  gone(of: Case): void;
  /** A message was read here. */
  read(contact: string, item: string): void;
}

export class Chats {
  readonly all = new Map<string, AgentChat>();
  readonly #agent: Agent;
  readonly #listener: ChatsListener;
  readonly #keepsakes = new Keepsakes();
  readonly #memories = new Memories({
    known: (contact) => this.all.get(contact)?.said ?? [],
    told: (contact, items) => this.all.get(contact)?.recall(items),
  });
  #awake = false;

  constructor(agent: Agent, listener: ChatsListener) {
    this.#agent = agent;
    this.#listener = listener;
    window.addEventListener('pagehide', this.#keep);
  }

  /** Takes the newest snapshot. */
  update(): void {
    const cases = new Map((this.#agent.snapshot?.contacts ?? []).map((c) => [c.contactId, caseOf(c)]));
    for (const [id, chat] of this.all) {
      if (cases.has(id)) continue;
      chat.close();
      this.all.delete(id);
      this.#listener.gone(chat.case);
    }
    this.#keepsakes.only(new Set(cases.keys()));
    for (const [id, to] of cases) {
      const chat = this.all.get(id);
      const before = chat?.case.phase;
      if (chat) chat.update(to);
      else this.#add(to);
      if (to.phase !== before) this.#listener.turned(to, before);
    }
  }

  /** The desk has been seen. */
  wake(): void {
    this.#awake = true;
    for (const chat of this.all.values()) chat.wake();
  }

  #add(to: Case): void {
    const chat: AgentChat = new AgentChat(this.#agent, to, this.#keepsakes, {
      changed: () => this.#listener.changed(),
      heard: (item) => this.#listener.heard(chat, item),
      read: (item) => this.#listener.read(to.id, item),
      forgot: () => this.#memories.ask(to.id),
    });
    this.all.set(to.id, chat);
    if (this.#awake) chat.wake();
  }

  readonly #keep = (): void => {
    for (const chat of this.all.values()) chat.keep();
  };

  close(): void {
    this.#keep();
    window.removeEventListener('pagehide', this.#keep);
    this.#memories.close();
    for (const chat of this.all.values()) chat.close();
    this.all.clear();
  }
}
