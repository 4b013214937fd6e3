// The socket on which the chats of an agent are pushed, in the form in which ChatJS
// wants it for the sessions of agents: what Streams calls its websocket manager.

import { asError, UNAUTHORIZED } from './api.ts';
import { Signals } from './signals.ts';

/** A frame of the socket. */
export interface Frame {
  topic: string;
  contentType?: string;
  content?: unknown;
}

export interface Transport {
  url: string;
  transportLifeTimeInSeconds: number;
}

/** As much of WebSocket as is needed. */
export interface Line {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}

const HEARTBEAT = 'aws/heartbeat';
const SUBSCRIBE = 'aws/subscribe';
// In milliseconds.
const BEAT = 10_000;
const OPEN_PATIENCE = 10_000;
const FIRST_RETRY = 500;
const LAST_RETRY = 10_000;
// A socket that had to go for a newer one of the same agent does not push that one out.
const CROWDED = /too many/;
const CROWDED_RETRY = 60_000;
const OPEN = 1;
// How many frames are remembered, to tell those that come twice.
const REMEMBERED = 300;

type Timer = ReturnType<typeof setTimeout>;

export class Push {
  readonly #transport: () => Promise<Transport>;
  readonly #dial: (url: string) => Line;
  readonly #topics = new Set<string>();
  readonly #seen = new Set<string>();

  readonly #opened = new Signals<unknown>();
  readonly #closed = new Signals<unknown>();
  readonly #gained = new Signals<unknown>();
  readonly #lost = new Signals<unknown>();
  readonly #subscribed = new Signals<Frame>();
  readonly #unsubscribed = new Signals<Frame>();
  readonly #frames = new Signals<Frame>();

  #line: Line | undefined;
  #running = false;
  #turn = 0; // what was begun in an earlier one is of no interest any more
  #up = false;
  #retry = FIRST_RETRY;
  #retryTimer: Timer | undefined;
  #lifeTimer: Timer | undefined;
  #beatTimer: ReturnType<typeof setInterval> | undefined;
  #answered = true;

  /** transport gets a place to connect to, dial connects. */
  constructor(transport: () => Promise<Transport>, dial: (url: string) => Line = (url) => new WebSocket(url)) {
    this.#transport = transport;
    this.#dial = dial;
  }

  /** Whether there is a connection. */
  get connected(): boolean {
    return this.#up;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#retry = FIRST_RETRY;
    void this.#connect();
  }

  stop(): void {
    this.#running = false;
    this.#turn++;
    this.#rest();
    clearTimeout(this.#retryTimer);
    const line = this.#line;
    this.#line = undefined;
    if (line) this.#hangUp(line);
    if (this.#up) {
      this.#up = false;
      this.#lost.tell({ reason: 'stopped' });
    }
  }

  // Opens a socket, beside the one that there is, which it then replaces.
  async #connect(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const turn = ++this.#turn;
    let transport: Transport;
    try {
      transport = await this.#transport();
    } catch (error) {
      // Who is signed out has the agent stop this; all else may pass.
      if (turn === this.#turn && asError(error).type !== UNAUTHORIZED) this.#again();
      return;
    }
    if (turn !== this.#turn || !this.#running) return;
    const line = this.#dial(transport.url);
    const patience = setTimeout(() => line.close(), OPEN_PATIENCE);
    line.onopen = () => {
      clearTimeout(patience);
      if (turn === this.#turn && this.#running) this.#take(line, transport.transportLifeTimeInSeconds);
      else line.close(1000);
    };
    line.onclose = (event) => {
      clearTimeout(patience);
      if (line === this.#line) this.#drop(line, event);
      else if (turn === this.#turn && this.#running) this.#again();
    };
    line.onmessage = ({ data }) => this.#read(line, data as unknown);
  }

  #take(line: Line, life: number): void {
    const before = this.#line;
    this.#line = line;
    this.#rest();
    this.#retry = FIRST_RETRY;
    this.#answered = true;
    this.#beat();
    this.#beatTimer = setInterval(() => this.#beat(), BEAT);
    this.#lifeTimer = setTimeout(() => void this.#connect(), life * 1000 * (0.9 + 0.05 * Math.random()));
    if (this.#topics.size > 0) this.#subscribe([...this.#topics]);
    if (before) before.close(1000); // what it still brings is taken
    this.#opened.tell({});
    if (this.#up) return;
    this.#up = true;
    this.#gained.tell({});
  }

  #rest(): void {
    clearInterval(this.#beatTimer);
    clearTimeout(this.#lifeTimer);
  }

  // Tells that there is a page, unless nobody answered the last time.
  #beat(): void {
    const line = this.#line;
    if (!line) return;
    if (!this.#answered) {
      this.#hangUp(line);
      this.#drop(line, { code: 1006, reason: 'no heartbeat' });
      return;
    }
    this.#answered = false;
    this.#sendOn(line, { topic: HEARTBEAT });
  }

  // Closes a socket that nothing is expected of any more.
  #hangUp(line: Line): void {
    line.onopen = line.onmessage = line.onclose = null;
    line.close(1000);
  }

  #drop(line: Line, { code, reason }: { code: number; reason: string }): void {
    if (line !== this.#line) return;
    this.#line = undefined;
    this.#rest();
    this.#closed.tell({ code, reason });
    if (this.#up) {
      this.#up = false;
      this.#lost.tell({ code, reason });
    }
    if (!this.#running) return;
    if (CROWDED.test(reason)) this.#again(CROWDED_RETRY);
    else void this.#connect();
  }

  #again(pause = this.#retry): void {
    if (!this.#running) return;
    clearTimeout(this.#retryTimer);
    this.#retry = Math.min(2 * this.#retry, LAST_RETRY);
    this.#retryTimer = setTimeout(() => void this.#connect(), pause * (0.7 + 0.6 * Math.random()));
  }

  #read(line: Line, data: unknown): void {
    if (typeof data !== 'string') return;
    let frame: Frame;
    try {
      frame = JSON.parse(data) as Frame;
    } catch {
      return;
    }
    if (frame.topic === HEARTBEAT) {
      if (line === this.#line) this.#answered = true;
    } else if (frame.topic === SUBSCRIBE) {
      const { status } = (frame.content ?? {}) as { status?: string };
      (status === 'success' ? this.#subscribed : this.#unsubscribed).tell(frame);
    } else if (this.#isNew(data)) {
      this.#frames.tell(frame);
    }
  }

  // Two sockets bring the same for a moment when one replaces the other.
  #isNew(data: string): boolean {
    if (this.#seen.has(data)) return false;
    this.#seen.add(data);
    for (const oldest of this.#seen) {
      if (this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
    return true;
  }

  #subscribe(topics: string[]): void {
    if (this.#line) this.#sendOn(this.#line, { topic: SUBSCRIBE, content: { topics } });
  }

  #sendOn(line: Line, frame: object): void {
    if (line.readyState === OPEN) line.send(JSON.stringify(frame));
  }

  // What ChatJS and Streams call.

  subscribeTopics(topics: string[]): void {
    // The desk and the pages around it ask for the same: one of them is enough.
    const fresh = topics.filter((topic) => !this.#topics.has(topic));
    for (const topic of fresh) this.#topics.add(topic);
    if (fresh.length > 0) this.#subscribe(fresh);
  }

  sendMessage(frame: object): void {
    if (this.#line) this.#sendOn(this.#line, frame);
  }

  onMessage(topic: string, tell: (frame: Frame) => void): () => void {
    return this.#frames.on((frame) => {
      if (frame.topic === topic) tell(frame);
    });
  }

  onAllMessage(tell: (frame: Frame) => void): () => void {
    return this.#frames.on(tell);
  }

  onConnectionOpen(tell: (event: unknown) => void): () => void {
    return this.#opened.on(tell);
  }

  onConnectionClose(tell: (event: unknown) => void): () => void {
    return this.#closed.on(tell);
  }

  onConnectionGain(tell: (event: unknown) => void): () => void {
    return this.#gained.on(tell);
  }

  onConnectionLost(tell: (event: unknown) => void): () => void {
    return this.#lost.on(tell);
  }

  onSubscriptionUpdate(tell: (frame: Frame) => void): () => void {
    return this.#subscribed.on(tell);
  }

  onSubscriptionFailure(tell: (frame: Frame) => void): () => void {
    return this.#unsubscribed.on(tell);
  }

  /** It never fails for good: it tries again. */
  onInitFailure(_: () => void): () => void {
    return () => {};
  }

  onDeepHeartbeatSuccess(_: () => void): () => void {
    return () => {};
  }

  onDeepHeartbeatFailure(_: () => void): () => void {
    return () => {};
  }
}
