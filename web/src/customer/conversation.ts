// One chat of the customer over the published ChatJS: what was said, whether there is
// a connection, and who is typing. It tells its listener when any of that changes.

import 'amazon-connect-chatjs';

import { uuid } from './door.ts';
import { History, type HistoryState, type Page } from './history.ts';
import { DELIVERED, READ, read, readReceipt, TYPING, type Item, type WireItem } from './item.ts';
import { Transcript } from './transcript.ts';
import type { Visit } from './visits.ts';

export type State = 'connecting' | 'connected' | 'reconnecting' | 'broken' | 'leaving' | 'ended';

export interface Listener {
  /** Something that is shown has changed. */
  changed(): void;
  /** Somebody else said something just now. */
  heard(item: Item): void;
  /** The chat is over. */
  ended(): void;
}

// A name that this server does not look at, but ChatJS keeps a client for.
const REGION = 'local-1';
// ChatJS asks for 15 items by default; 30 fill a screen at once.
const PAGE = 30;
// How long somebody types who does not say so again.
const TYPING_LASTS = 12_000;

// After ChatJS has given up, the page tries again by itself, at longer and longer
// intervals in milliseconds.
const FIRST_RETRY = 2000;
const LAST_RETRY = 30_000;

let configured = false;

// ChatJS keeps its configuration for all sessions of a page.
function configure(): void {
  if (configured) return;
  configured = true;
  const config = {
    endpoint: location.origin, // not among the published types, but read
    region: REGION,
    loggerConfig: { useDefaultLogger: false }, // it tells the console of every frame
    features: { messageReceipts: { shouldSendMessageReceipts: true, throttleTime: 1000 } },
  };
  connect.ChatSession.setGlobalConfig(config);
}

/** How long leaving waits for events that are under way, in milliseconds. */
const LEAVE_PATIENCE = 3_000;

export class Conversation {
  readonly visit: Visit;
  readonly transcript = new Transcript();
  readonly #history: History;
  readonly #listener: Listener;
  #session!: connect.CustomerChatSession;
  #state: State = 'connecting';
  readonly #telling = new Set<Promise<unknown>>(); // events that are under way
  #typing: { name: string; timer: number } | undefined;
  #reported = ''; // the newest message that was told to be read
  #closed = false;
  #pause = FIRST_RETRY;
  #retry = 0; // a timer

  constructor(visit: Visit, listener: Listener) {
    this.visit = visit;
    this.#listener = listener;
    this.#history = new History(this.transcript, (next) => this.#page(next));
    document.addEventListener('visibilitychange', this.#seen);
  }

  get state(): State {
    return this.#state;
  }

  get history(): HistoryState {
    return this.#history.state;
  }

  /** Who is typing. */
  get typing(): string | undefined {
    return this.#typing?.name;
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
    const on = <E>(handle: (event: E) => void) => (event: E) => {
      if (this.#session === session && !this.#closed) handle(event);
    };
    session.onConnectionEstablished(on(() => {
      this.#pause = FIRST_RETRY;
      if (this.#state !== 'leaving') this.#to('connected');
      void this.#refresh();
    }));
    session.onConnectionLost(on(() => this.#without('reconnecting')));
    session.onConnectionBroken(on(() => this.#without('broken')));
    session.onEnded(on(() => this.#end()));
    session.onMessage(on(({ data }) => this.#take(data)));
    session.onTyping(on(({ data }) => this.#types(data)));
    session.onChatRehydrated(on(() => void this.#history.extend().then(() => this.#changed(), () => {})));
    const receipt = on(({ data }: connect.ChatMessageEvent) => {
      const told = readReceipt(data);
      if (told) this.transcript.receipt(told.id, told.receipt);
      this.#changed();
    });
    session.onReadReceipt(receipt);
    session.onDeliveredReceipt(receipt);
  }

  #without(state: 'reconnecting' | 'broken'): void {
    this.#history.lost();
    this.#to(state);
    if (state !== 'broken' || this.#closed) return;
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => void this.connect(), this.#pause);
    this.#pause = Math.min(2 * this.#pause, LAST_RETRY);
  }

  #take(wire: WireItem): void {
    const item = read(wire);
    if (!item) return;
    const added = this.transcript.add([item]);
    if (item.speaker === 'other') this.#stopsTyping();
    for (const news of added) if (news.speaker !== 'me') this.#listener.heard(news);
    this.#changed();
    this.#seen();
  }

  #types(wire: WireItem): void {
    if (wire.ParticipantRole === 'CUSTOMER') return; // another window of one's own
    window.clearTimeout(this.#typing?.timer);
    const timer = window.setTimeout(() => {
      this.#stopsTyping();
      this.#changed();
    }, TYPING_LASTS);
    this.#typing = { name: wire.DisplayName ?? '', timer };
    this.#changed();
  }

  #stopsTyping(): void {
    window.clearTimeout(this.#typing?.timer);
    this.#typing = undefined;
  }

  async #page(next?: string): Promise<Page> {
    const { data } = await this.#session.getTranscript({
      maxResults: PAGE,
      scanDirection: 'BACKWARD',
      sortOrder: 'ASCENDING',
      ...(next !== undefined && { nextToken: next }),
    });
    const items = (data?.Transcript ?? []).map((wire) => read(wire)).filter((item) => item !== undefined);
    return { items, ...(data?.NextToken && { next: data.NextToken }) };
  }

  async #refresh(): Promise<void> {
    try {
      await this.#history.refresh();
    } catch {
      return; // the connection is gone again, and its return asks again
    }
    this.#changed();
    this.#seen();
  }

  /** Gets the page of the past before what is shown. */
  async earlier(): Promise<void> {
    const loading = this.#history.earlier();
    this.#changed();
    await loading.catch(() => {}); // its state says so
    this.#changed();
  }

  /** Sends a message, or one that failed once more under its token. */
  async send(text: string, token = uuid()): Promise<void> {
    this.transcript.send(token, text);
    this.#changed();
    try {
      const { data } = await this.#session.sendMessage({ contentType: 'text/plain', message: text, clientToken: token });
      if (!data) throw new Error('the answer is empty');
      this.transcript.sent(token, {
        id: data.Id, time: data.AbsoluteTime, contact: this.visit.contactId, past: false, speaker: 'me', name: this.visit.name, text,
      });
    } catch {
      this.transcript.failed(token);
    }
    this.#changed();
  }

  /** Sends a message once more that failed. */
  async resend(token: string): Promise<void> {
    const text = this.transcript.textOf(token);
    if (text !== undefined) await this.send(text, token);
  }

  /** Tells the others that the customer is typing; ChatJS does so at most every ten seconds. */
  types(): void {
    if (this.#state === 'connected') this.#event(TYPING);
  }

  /** Leaves the chat. It has ended once the server says so: a flow may have a last word. */
  async leave(): Promise<boolean> {
    this.#to('leaving');
    await this.#told();
    try {
      await this.#session.disconnectParticipant();
      return true;
    } catch {
      if (this.state === 'leaving') this.#to('connected');
      return false;
    }
  }

  /** Takes no further events; the chat itself goes on. */
  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#stopsTyping();
    document.removeEventListener('visibilitychange', this.#seen);
  }

  // Tells the others how far the customer has read, or that it arrived.
  readonly #seen = (): void => {
    const newest = this.transcript.newestHeard;
    if (!newest || this.#state === 'ended') return;
    const visible = document.visibilityState === 'visible';
    const report = `${newest.id} ${visible}`;
    if (report === this.#reported) return;
    this.#reported = report;
    this.#event(visible ? READ : DELIVERED, { messageId: newest.id });
  };

  // Typing and receipts are lost rather than an error. Who leaves tells no more.
  #event(contentType: connect.ChatEventContentType, content: object = {}): void {
    if (this.#state === 'leaving') return;
    try {
      const sent = this.#session.sendEvent({ contentType, content: JSON.stringify(content) }).catch(() => {});
      this.#telling.add(sent);
      void sent.finally(() => this.#telling.delete(sent));
    } catch {
      // ChatJS throws at once for some of its reasons
    }
  }

  // Waits until what was to be told is, for a moment: ChatJS keeps receipts back, and
  // one that came after the customer had left would be refused.
  async #told(): Promise<void> {
    const moment = new Promise((over) => window.setTimeout(over, LEAVE_PATIENCE));
    await Promise.race([Promise.allSettled(this.#telling), moment]);
  }

  #end(): void {
    if (this.#state === 'ended') return;
    window.clearTimeout(this.#retry);
    this.#stopsTyping();
    this.#to('ended');
    this.#listener.ended();
  }

  #to(state: State): void {
    if (this.#state === 'ended') return;
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    if (!this.#closed) this.#listener.changed();
  }
}

// The status of the answer behind a connect() that failed, which ChatJS buries.
function statusOf(error: unknown): number | undefined {
  const { _debug: outer } = (error ?? {}) as { _debug?: { statusCode?: number; _debug?: { statusCode?: number } } };
  return outer?._debug?.statusCode ?? outer?.statusCode;
}
