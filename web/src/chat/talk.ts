// What is said in one chat over a session of the published ChatJS, whoever's page it
// is: the transcript with its past, what is on its way, who is typing, how far
// everybody has read. It tells its listener when any of that changes. Whether there
// is a connection, and whether the chat lasts, is its owner's to know.

import { download } from './download.ts';
import type { Unread } from './file-view.ts';
import { History, type HistoryState, type Page } from './history.ts';
import { DELIVERED, PLAIN, READ, read, readReceipt, TYPING, type Attached, type Item, type Role, type WireItem } from './item.ts';
import { Presence } from './presence.ts';
import { statusOf } from './status.ts';
import { Transcript } from './transcript.ts';
import { Uploads } from './uploads.ts';
import { uuid } from './uuid.ts';

/** Whose page it is. */
export interface Self {
  readonly name: string;
  readonly role: Role;
  readonly contact: string;
  /** Whether an item, or somebody's typing, is one's own. */
  mine(wire: WireItem): boolean;
  /** Whether the newest message is before one's eyes. */
  watching(): boolean;
  /** Whether there are more than two in the chat, which takes no receipts then, where that is known for sure. */
  crowded?(): boolean;
}

export interface TalkListener {
  /** Something that is shown has changed. */
  changed(): void;
  /** Somebody else said something just now. */
  heard(item: Item): void;
}

type Session = connect.CustomerChatSession | connect.AgentChatSession;

// ChatJS asks for 15 items by default; 30 fill a screen at once.
const PAGE = 30;
// How long somebody types who does not say so again.
const TYPING_LASTS = 12_000;
// How files that one may not have, or no longer, are answered.
const GONE: readonly unknown[] = [403, 404];
// How receipts among more than two are answered.
const CONFLICT = 409;
/** How long told() waits for events that are under way, in milliseconds. */
const PATIENCE = 3_000;

export class Talk {
  readonly transcript = new Transcript();
  /** Set where nothing more is to be told: the chat is over or being left. */
  quiet = false;
  readonly #self: Self;
  readonly #listener: TalkListener;
  readonly #history: History;
  readonly #uploads: Uploads;
  readonly #telling = new Set<Promise<unknown>>(); // events that are under way
  #typed: Promise<unknown> = Promise.resolve(); // the last of them about typing
  readonly #present = new Presence();
  #session: Session | undefined;
  #refused = false; // a receipt was, by those who are there
  #typing: { name: string; timer: number } | undefined;
  #reported = ''; // the newest message that was told to be read
  #closed = false;

  constructor(self: Self, listener: TalkListener) {
    this.#self = self;
    this.#listener = listener;
    this.#history = new History(this.transcript, (next) => this.#page(next));
    this.#uploads = new Uploads(this.transcript, () => this.#session, () => this.#changed());
    document.addEventListener('visibilitychange', this.seen);
  }

  get history(): HistoryState {
    return this.#history.state;
  }

  /** Who else is typing, by name. */
  get typing(): string | undefined {
    return this.#typing?.name;
  }

  /** Goes on over a session. Events of the one that it replaces are nobody's. */
  attach(session: Session): void {
    this.#session = session;
    const on = <E>(handle: (event: E) => void) => (event: E) => {
      if (this.#session === session && !this.#closed) handle(event);
    };
    session.onMessage(on(({ data }) => this.#take(data)));
    session.onTyping(on(({ data }) => this.#types(data)));
    const receipt = on(({ data }: connect.ChatMessageEvent) => {
      const told = readReceipt(data);
      if (told) this.transcript.receipt(told.id, told.receipt);
      this.#changed();
    });
    session.onReadReceipt(receipt);
    session.onDeliveredReceipt(receipt);
  }

  /** The connection is lost: what is said from now on has to be fetched. */
  lost(): void {
    this.#history.lost();
  }

  /** The chat has got a past. */
  async extend(): Promise<void> {
    await this.#history.extend().then(() => this.#changed(), () => {});
  }

  /** Gets what was said last and since the connection was lost. */
  async refresh(): Promise<void> {
    try {
      await this.#history.refresh();
    } catch {
      return; // the connection is gone again, and its return asks again
    }
    this.#changed();
    this.seen();
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
    await this.#typed; // or it might come after the message, or after the chat that this ends
    try {
      if (!this.#session) throw new Error('there is no session yet');
      const { data } = await this.#session.sendMessage({ contentType: PLAIN, message: text, clientToken: token });
      if (!data) throw new Error('the answer is empty');
      const { contact, role, name } = this.#self;
      const spoken = { speaker: 'me', role, name, contentType: PLAIN, text } as const;
      this.transcript.sent(token, { id: data.Id, time: data.AbsoluteTime, contact, past: false, ...spoken });
    } catch {
      this.transcript.failed(token);
    }
    this.#changed();
  }

  /** Sends a message or a file once more that failed. */
  async resend(token: string): Promise<void> {
    const text = this.transcript.textOf(token);
    if (text) await this.send(text, token);
    else await this.#uploads.again(token);
  }

  /** Sends files. */
  async sendFiles(files: readonly File[]): Promise<void> {
    await this.#uploads.send(files);
  }

  /** Gives up a file that failed. */
  discard(token: string): void {
    this.#uploads.discard(token);
  }

  /** Gets a file that somebody sent onto the reader's device, or tells why not. */
  async open({ id, name }: Attached): Promise<Unread | undefined> {
    try {
      if (!this.#session) throw new Error('there is no session yet');
      await download(await this.#session.getAttachmentURL({ attachmentId: id }), name);
      return undefined;
    } catch (error) {
      return GONE.includes(statusOf(error)) ? 'fileGone' : 'fileUnread';
    }
  }

  /** Tells the others that one is typing; ChatJS does so at most every ten seconds. */
  types(): void {
    this.#event(TYPING);
  }

  /** Tells the others how far one has read, or that it arrived. */
  readonly seen = (): void => {
    const newest = this.transcript.newestHeard;
    if (!newest || this.quiet || this.#crowded) return;
    const watching = this.#self.watching();
    const report = `${newest.id} ${watching}`;
    if (report === this.#reported) return;
    this.#reported = report;
    this.#event(watching ? READ : DELIVERED, { messageId: newest.id });
  };

  // Who is there is a guess, which the server may correct.
  get #crowded(): boolean {
    return this.#self.crowded?.() ?? (this.#refused || this.#present.others > 1);
  }

  /**
   * Waits until what was to be told is, for a moment: ChatJS keeps receipts back, and
   * one that came after its sender had left would be refused.
   */
  async told(): Promise<void> {
    const moment = new Promise((over) => window.setTimeout(over, PATIENCE));
    await Promise.race([Promise.allSettled(this.#telling), moment]);
  }

  /** Nobody is typing any more. */
  still(): void {
    window.clearTimeout(this.#typing?.timer);
    this.#typing = undefined;
  }

  /** Takes no further events; the chat itself goes on. */
  close(): void {
    this.#closed = true;
    this.still();
    document.removeEventListener('visibilitychange', this.seen);
  }

  #take(wire: WireItem): void {
    this.#notes(wire);
    const item = read(wire, this.#self.mine);
    if (!item) return;
    const added = this.transcript.add([item]);
    if (item.speaker === 'other') this.still();
    for (const news of added) if (news.speaker !== 'me') this.#listener.heard(news);
    this.#changed();
    this.seen();
  }

  #notes(wire: WireItem): void {
    if (!this.#self.mine(wire) && this.#present.take(wire)) this.#refused = false;
  }

  #types(wire: WireItem): void {
    if (this.#self.mine(wire)) return; // another window of one's own
    window.clearTimeout(this.#typing?.timer);
    const timer = window.setTimeout(() => {
      this.still();
      this.#changed();
    }, TYPING_LASTS);
    this.#typing = { name: wire.DisplayName ?? '', timer };
    this.#changed();
  }

  async #page(next?: string): Promise<Page> {
    if (!this.#session) throw new Error('there is no session yet');
    const { data } = await this.#session.getTranscript({
      maxResults: PAGE,
      scanDirection: 'BACKWARD',
      sortOrder: 'ASCENDING',
      ...(next !== undefined && { nextToken: next }),
    });
    const wires: readonly WireItem[] = data?.Transcript ?? [];
    for (const wire of wires) this.#notes(wire);
    const items = wires.map((wire) => read(wire, this.#self.mine)).filter((item) => item !== undefined);
    return { items, ...(data?.NextToken && { next: data.NextToken }) };
  }

  // Typing and receipts are lost rather than an error.
  #event(contentType: connect.ChatEventContentType, content: object = {}): void {
    if (this.quiet || !this.#session) return;
    try {
      const sent = this.#session.sendEvent({ contentType, content: JSON.stringify(content) }).catch((error: unknown) => {
        if (contentType !== TYPING && statusOf(error) === CONFLICT) this.#refused = true;
      });
      if (contentType === TYPING) this.#typed = sent;
      this.#telling.add(sent);
      void sent.finally(() => this.#telling.delete(sent));
    } catch {
      // ChatJS throws at once for some of its reasons
    }
  }

  #changed(): void {
    if (!this.#closed) this.#listener.changed();
  }
}
