// What was said in a chat that is over: a tab that came too late asks the agent's others
// for it, as the server shows it to him no more.

import type { Item } from '../chat/item.ts';

type Word =
  | { readonly contact: string; readonly items?: undefined } // is a question
  | { readonly contact: string; readonly items: readonly Item[] };

export interface MemoriesListener {
  /** What is known here of a contact; nothing where that is nothing. */
  known(contact: string): readonly Item[];
  /** Another tab knows this of a contact. */
  told(contact: string, items: readonly Item[]): void;
}

const CHANNEL = 'rejoin.desk.said';

export class Memories {
  #channel: BroadcastChannel | undefined;

  constructor(listener: MemoriesListener) {
    try {
      this.#channel = new BroadcastChannel(CHANNEL);
    } catch {
      return; // a page within another one may be refused it: its tabs know by themselves
    }
    this.#channel.onmessage = ({ data: { contact, items } }: MessageEvent<Word>) => {
      if (items) {
        listener.told(contact, items);
        return;
      }
      const known = listener.known(contact);
      if (known.length > 0) this.#channel?.postMessage({ contact, items: known } satisfies Word);
    };
  }

  /** Asks the other tabs, of which those answer that know something. */
  ask(contact: string): void {
    this.#channel?.postMessage({ contact } satisfies Word);
  }

  close(): void {
    this.#channel?.close();
  }
}
