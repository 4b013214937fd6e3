// What an agent has read in one tab is read in all of his.

interface Reading {
  readonly contact: string;
  /** The newest message, by its id. */
  readonly item: string;
}

const CHANNEL = 'rejoin.desk.read';

export class Readings {
  #channel: BroadcastChannel | undefined;

  /** Has a function called with what was read in another tab. */
  constructor(tell: (contact: string, item: string) => void) {
    try {
      this.#channel = new BroadcastChannel(CHANNEL);
    } catch {
      return; // a page within another one may be refused it: its tabs count by themselves
    }
    this.#channel.onmessage = ({ data }: MessageEvent<Reading>) => tell(data.contact, data.item);
  }

  /** Tells the other tabs what was read here. */
  read(contact: string, item: string): void {
    this.#channel?.postMessage({ contact, item } satisfies Reading);
  }

  close(): void {
    this.#channel?.close();
  }
}
