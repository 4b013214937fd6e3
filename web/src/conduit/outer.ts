// The page around this one. Nothing is said to a page of an origin that is not
// approved, nor heard of one. client: amazon-connect-streams src/streams.js, which
// itself looks at windows only.

/** A message of the conduit. */
export interface Message {
  event: string;
  data?: unknown;
}

/** As much of a window as is needed of the one around this page's. */
export interface Target {
  postMessage(message: unknown, origin: string, transfer?: Transferable[]): void;
}

export class Outer {
  readonly #target: Target;
  // One, or, in browsers that do not tell which it is and until it says something, all
  // those that may be.
  #origins: readonly string[];
  #bound: boolean;

  /** ancestor is the origin of the page around this one where the browser tells it. */
  constructor(target: Target, approved: readonly string[], ancestor?: string) {
    this.#target = target;
    this.#bound = ancestor !== undefined;
    this.#origins = ancestor === undefined ? approved : approved.filter((origin) => origin === ancestor);
  }

  /** Whether there is somebody to talk to. */
  get approved(): boolean {
    return this.#origins.length > 0;
  }

  post(event: string, data?: unknown): void {
    for (const origin of this.#origins) this.#target.postMessage({ event, data }, origin);
  }

  /** Sends what is no event, with a port of its own to each that it may reach. */
  hand(message: unknown, port: () => MessagePort): void {
    for (const origin of this.#origins) this.#target.postMessage(message, origin, [port()]);
  }

  /** The message of an event, if it is one of the page around this one. */
  read(event: Pick<MessageEvent, 'source' | 'origin' | 'data'>): Message | undefined {
    if (event.source !== (this.#target as unknown) || !this.#origins.includes(event.origin)) return undefined;
    if (!this.#bound) {
      this.#bound = true;
      this.#origins = [event.origin];
    }
    const data = event.data as Partial<Message> | null;
    return data && typeof data === 'object' && typeof data.event === 'string' ? (data as Message) : undefined;
  }
}
