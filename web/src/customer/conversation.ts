// One chat of the customer over the published ChatJS: whether there is a connection,
// and whether the chat lasts. What is said in it is a Talk.

import { configure, REGION } from '../chat/chatjs.ts';
import type { Unread } from '../chat/file-view.ts';
import type { HistoryState } from '../chat/history.ts';
import type { Attached } from '../chat/item.ts';
import { statusOf } from '../chat/status.ts';
import { Talk, type TalkListener } from '../chat/talk.ts';
import type { Transcript } from '../chat/transcript.ts';
import type { Visit } from './visits.ts';

export type State = 'connecting' | 'connected' | 'reconnecting' | 'broken' | 'leaving' | 'ended';

export interface Listener extends TalkListener {
  /** The chat is over. */
  ended(): void;
}

// After ChatJS has given up, the page tries again by itself, at longer and longer
// intervals in milliseconds.
const FIRST_RETRY = 2000;
const LAST_RETRY = 30_000;

export class Conversation {
  readonly visit: Visit;
  readonly #talk: Talk;
  readonly #listener: Listener;
  #session!: connect.CustomerChatSession;
  #state: State = 'connecting';
  #closed = false;
  #pause = FIRST_RETRY;
  #retry = 0; // a timer

  constructor(visit: Visit, listener: Listener) {
    this.visit = visit;
    this.#listener = listener;
    const self = {
      name: visit.name,
      role: 'CUSTOMER',
      contact: visit.contactId,
      mine: ({ ParticipantRole }: { ParticipantRole?: string }) => ParticipantRole === 'CUSTOMER',
      watching: () => document.visibilityState === 'visible',
    } as const;
    this.#talk = new Talk(self, listener);
  }

  get state(): State {
    return this.#state;
  }

  get transcript(): Transcript {
    return this.#talk.transcript;
  }

  get history(): HistoryState {
    return this.#talk.history;
  }

  /** Who else is typing, by name. */
  get typing(): string | undefined {
    return this.#talk.typing;
  }

  /** Connects, or connects anew at once after ChatJS has given up. */
  async connect(): Promise<void> {
    configure();
    window.clearTimeout(this.#retry);
    if (this.#state !== 'broken') this.#to('connecting'); // else it is told once there is news
    const { contactId, participantId, participantToken } = this.visit;
    const session = connect.ChatSession.create({
      type: 'CUSTOMER',
      chatDetails: { contactId, participantId, participantToken },
      options: { region: REGION },
      disableCSM: true,
    });
    this.#session = session;
    this.#talk.attach(session);
    this.#listen(session);
    try {
      await session.connect();
    } catch (error) {
      if (this.#session !== session || this.#closed) return;
      if (statusOf(error) === 403) this.#end(); // the token is good for as long as the chat lasts
      else this.#without('broken');
    }
  }

  // Events of a session that was replaced are nobody's.
  #listen(session: connect.CustomerChatSession): void {
    const on = (handle: () => void) => () => {
      if (this.#session === session && !this.#closed) handle();
    };
    session.onConnectionEstablished(on(() => {
      this.#pause = FIRST_RETRY;
      if (this.#state !== 'leaving') this.#to('connected');
      void this.#talk.refresh();
    }));
    session.onConnectionLost(on(() => this.#without('reconnecting')));
    session.onConnectionBroken(on(() => this.#without('broken')));
    session.onEnded(on(() => this.#end()));
    session.onChatRehydrated(on(() => void this.#talk.extend()));
  }

  #without(state: 'reconnecting' | 'broken'): void {
    this.#talk.lost();
    this.#to(state);
    if (state !== 'broken' || this.#closed) return;
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => void this.connect(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LAST_RETRY);
  }

  /** Gets the page of the past before what is shown. */
  async earlier(): Promise<void> {
    await this.#talk.earlier();
  }

  async send(text: string): Promise<void> {
    await this.#talk.send(text);
  }

  /** Sends a message or a file once more that failed. */
  async resend(token: string): Promise<void> {
    await this.#talk.resend(token);
  }

  async sendFiles(files: readonly File[]): Promise<void> {
    await this.#talk.sendFiles(files);
  }

  /** Gives up a file that failed. */
  discard(token: string): void {
    this.#talk.discard(token);
  }

  /** Gets a file that somebody sent onto the customer's device, or tells why not. */
  async open(file: Attached): Promise<Unread | undefined> {
    return this.#talk.open(file);
  }

  /** Tells the others that the customer is typing. */
  types(): void {
    if (this.#state === 'connected') this.#talk.types();
  }

  /** Leaves the chat. It has ended once the server says so: a flow may have a last word. */
  async leave(): Promise<boolean> {
    this.#to('leaving');
    this.#talk.quiet = true; // who leaves tells no more
    await this.#talk.told();
    try {
      await this.#session.disconnectParticipant();
      return true;
    } catch {
      if (this.state === 'leaving') {
        this.#talk.quiet = false;
        this.#to('connected');
      }
      return false;
    }
  }

  /** Takes no further events; the chat itself goes on. */
  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#talk.close();
  }

  #end(): void {
    if (this.#state === 'ended') return;
    window.clearTimeout(this.#retry);
    this.#talk.quiet = true;
    this.#talk.still();
    this.#to('ended');
    this.#listener.ended();
  }

  #to(state: State): void {
    if (this.#state === 'ended') return;
    this.#state = state;
    if (!this.#closed) this.#listener.changed();
  }
}
