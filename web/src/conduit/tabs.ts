// The other pages of this agent in this browser.

/** A channel between pages of one origin, or nothing where the browser forbids it. */
export class Tabs<T> {
  readonly #channel: BroadcastChannel | undefined;

  constructor(name: string, hear: (message: T) => void) {
    try {
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }: MessageEvent<T>) => hear(data);
    } catch {
      // Within a page of another site some settings allow no such thing.
    }
  }

  tell(message: T): void {
    try {
      this.#channel?.postMessage(message);
    } catch {
      // what cannot be copied is for this page only
    }
  }

  close(): void {
    this.#channel?.close();
  }
}
