// What was said in chats, kept over a reload of the page: once a chat is over, the server
// shows it to its agent no more, who still has to finish his work on it. It is the tab's,
// and gone with it, when the chat is cleared, or when the agent signs out.

import type { Item } from '../chat/item.ts';

const PREFIX = 'rejoin.chat.';
// The newest of each chat; ten chats of so many take a fifth of what a tab may keep.
const MOST = 250;

/** The part of a Storage that is used. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

export class Keepsakes {
  readonly #shelf: () => Shelf;

  /** Browsers that are told to keep nothing throw when asked for the storage itself. */
  constructor(shelf: () => Shelf = () => window.sessionStorage) {
    this.#shelf = shelf;
  }

  keep(contact: string, items: readonly Item[]): void {
    this.#try((shelf) => shelf.setItem(PREFIX + contact, JSON.stringify(items.slice(-MOST))));
  }

  /** What was kept of a chat, the oldest first. */
  of(contact: string): readonly Item[] {
    const items = this.#try((shelf) => JSON.parse(shelf.getItem(PREFIX + contact) ?? '[]') as unknown);
    return Array.isArray(items) ? (items as Item[]) : [];
  }

  /** Forgets all chats but those. */
  only(contacts: ReadonlySet<string>): void {
    this.#try((shelf) => {
      const keys = Array.from({ length: shelf.length }, (_, i) => shelf.key(i) ?? '');
      for (const key of keys) if (key.startsWith(PREFIX) && !contacts.has(key.slice(PREFIX.length))) shelf.removeItem(key);
    });
  }

  #try<T>(work: (shelf: Shelf) => T): T | undefined {
    try {
      return work(this.#shelf());
    } catch {
      return undefined; // nothing is kept then
    }
  }
}
