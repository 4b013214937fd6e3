// One chat of the agent over the published ChatJS: a session on the agent's socket
// from when he takes the chat on and the desk is seen, tried again until there is one.

import type { Agent } from '../agent/agent.ts';
import { configure, REGION } from '../chat/chatjs.ts';
import type { Item } from '../chat/item.ts';
import { Talk } from '../chat/talk.ts';
import type { Case } from './cases.ts';
import type { Keepsakes } from './keepsakes.ts';

/** waiting: not taken on yet, or nobody looks at the desk. over: nothing more can be said. */
export type ChatState = 'waiting' | 'opening' | 'failing' | 'open' | 'over';

export interface ChatListener {
  changed(): void;
  heard(item: Item): void;
  /** A message was read here. */
  read(item: string): void;
  /** The chat is over, and nothing is known of what was said. */
  forgot(): void;
}

const FIRST_RETRY = 1000;
const LAST_RETRY = 15_000;

export class AgentChat {
  readonly talk: Talk;
  readonly #agent: Agent;
  readonly #listener: ChatListener;
  readonly #keepsakes: Keepsakes;
  #case: Case;
  #state: ChatState = 'waiting';
  #awake = false;
  #shown = false;
  #unread = 0;
  #elsewhere = ''; // the newest message that was read in another tab
  #opened = false; // there was a session, here or before the page was loaded anew
  #pause = FIRST_RETRY;
  #retry = 0; // a timer
  #closed = false;

  constructor(agent: Agent, first: Case, keepsakes: Keepsakes, listener: ChatListener) {
    this.#agent = agent;
    this.#case = first;
    this.#keepsakes = keepsakes;
    this.#listener = listener;
    const self = {
      name: agent.configuration?.name ?? '',
      role: 'AGENT',
      contact: first.id,
      mine: ({ ParticipantId }: { ParticipantId?: string }) => ParticipantId === first.participant,
      watching: () => this.#watching,
      crowded: () => this.#case.others.length > 0,
    } as const;
    this.talk = new Talk(self, { changed: () => this.#changed(), heard: (item) => this.#heard(item) });
    document.addEventListener('visibilitychange', this.#looks);
    this.update(first);
  }

  get case(): Case {
    return this.#case;
  }

  get state(): ChatState {
    return this.#state;
  }

  /** How many messages came while nobody looked. */
  get unread(): number {
    return this.#unread;
  }

  /** Whether there is, or was, a session: what was said can be shown. */
  get readable(): boolean {
    return this.#opened;
  }

  get #watching(): boolean {
    return this.#shown && document.visibilityState === 'visible';
  }

  /** Takes what the newest snapshot says of the contact. */
  update(to: Case): void {
    this.#case = to;
    if (this.#awake && to.phase === 'talking' && this.#state === 'waiting') void this.#open();
    if ((to.phase === 'after' || to.phase === 'failed') && this.#state !== 'over') this.#over();
  }

  /** The desk has been seen: the page around it may be all that an agent looks at. */
  wake(): void {
    this.#awake = true;
    this.update(this.#case);
  }

  /** Says whether the chat is the one that is before the agent's eyes. */
  show(shown: boolean): void {
    this.#shown = shown;
    this.#looks();
  }

  /** Everything up to a message was read in another tab, where it may have been first. */
  readElsewhere(item: string): void {
    this.#elsewhere = item;
    if (this.#unread === 0 || !this.talk.transcript.has(item)) return;
    this.#unread = 0;
    this.#changed();
  }

  /** What is known of what was said. */
  get said(): readonly Item[] {
    return this.#opened ? this.talk.transcript.items : [];
  }

  /** Shows what another tab knows, where it is not known here. */
  recall(items: readonly Item[]): void {
    if (this.#state !== 'over' || this.#opened) return;
    this.talk.transcript.add(items);
    this.#opened = items.length > 0;
    this.#changed();
  }

  /** Has what was said be there after a reload of the page. */
  keep(): void {
    if (this.#opened) this.#keepsakes.keep(this.#case.id, this.said);
  }

  /** Takes no further events; the chat itself goes on. */
  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.talk.close();
    document.removeEventListener('visibilitychange', this.#looks);
  }

  async #open(): Promise<void> {
    configure();
    this.#to(this.#state === 'failing' ? 'failing' : 'opening');
    const { id, initialId, participant, token } = this.#case;
    // What a session of an agent takes besides is not among the published types.
    const chatDetails = {
      contactId: id,
      initialContactId: initialId,
      participantId: participant,
      participantToken: token,
      getConnectionToken: () => this.#agent.chatToken(id, participant),
    };
    const session = connect.ChatSession.create({
      type: 'AGENT',
      chatDetails,
      options: { region: REGION },
      websocketManager: this.#agent.push as unknown as connect.WebSocketManager,
    });
    this.talk.attach(session);
    session.onConnectionLost(() => this.talk.lost());
    session.onConnectionEstablished(() => void this.talk.refresh()); // also once connect has succeeded
    try {
      await session.connect();
    } catch {
      if (this.#closed || this.#state === 'over') return;
      session.cleanUpOnParticipantDisconnect();
      this.#to('failing');
      this.#retry = window.setTimeout(() => void this.#open(), this.#pause);
      this.#pause = Math.min(2 * this.#pause, LAST_RETRY);
      return;
    }
    if (this.#closed || this.#state === 'over') return;
    this.#opened = true;
    this.#to('open');
  }

  #over(): void {
    window.clearTimeout(this.#retry);
    this.talk.quiet = true;
    this.talk.still();
    if (!this.#opened && this.#case.phase === 'after') {
      const items = this.#keepsakes.of(this.#case.id);
      this.talk.transcript.add(items);
      this.#opened = items.length > 0;
      if (!this.#opened) this.#listener.forgot();
    }
    this.#to('over');
  }

  #heard(item: Item): void {
    if (this.#watching) this.#listener.read(item.id);
    else if (!item.notice && item.id !== this.#elsewhere) this.#unread++;
    this.#listener.heard(item);
  }

  readonly #looks = (): void => {
    if (this.#watching && this.#unread > 0) {
      this.#unread = 0;
      const newest = this.talk.transcript.newestHeard;
      if (newest) this.#listener.read(newest.id);
      this.#changed();
    }
    this.talk.seen();
  };

  #to(state: ChatState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    if (!this.#closed) this.#listener.changed();
  }
}
