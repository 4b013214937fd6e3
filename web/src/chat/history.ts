// Pages of a transcript, from the newest upwards and over the seams into the past.

import type { Item } from './item.ts';
import type { Transcript } from './transcript.ts';

export interface Page {
  readonly items: readonly Item[];
  /** Leads to the page before; absent at the beginning of the conversation. */
  readonly next?: string;
}

/** Fetches a page: the newest without a token. */
export type Fetch = (next?: string) => Promise<Page>;

export type HistoryState = 'unknown' | 'more' | 'loading' | 'failed' | 'complete';

export class History {
  readonly #transcript: Transcript;
  readonly #fetch: Fetch;
  #next: string | undefined;
  #state: HistoryState = 'unknown';
  #refreshing: Promise<void> | undefined;
  #again = false;
  #newest: string | undefined; // that was known when the connection was lost

  constructor(transcript: Transcript, fetch: Fetch) {
    this.#transcript = transcript;
    this.#fetch = fetch;
  }

  get state(): HistoryState {
    return this.#state;
  }

  /** The connection is lost: what is said from now on has to be fetched. */
  lost(): void {
    this.#newest ??= this.#transcript.newest;
  }

  /**
   * Gets what was said last, and all since the connection was lost: that may be more
   * than one page, and newer items may have been pushed already. A call during
   * another one has everything fetched once more.
   */
  refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#catchUp().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** The chat has got a past: where all seemed to be there, there is more. */
  async extend(): Promise<void> {
    if (this.#state !== 'complete') return;
    this.#state = 'unknown';
    await this.refresh();
  }

  async #catchUp(): Promise<void> {
    do {
      this.#again = false;
      const since = this.#newest;
      let page = await this.#fetch();
      this.#transcript.add(page.items);
      if (this.#state === 'unknown') this.#place(page.next);
      while (since !== undefined && page.next !== undefined && !page.items.some(({ id }) => id === since)) {
        page = await this.#fetch(page.next);
        this.#transcript.add(page.items);
      }
      if (this.#newest === since) this.#newest = undefined;
    } while (this.#again);
  }

  #place(next: string | undefined): void {
    this.#next = next;
    this.#state = next === undefined ? 'complete' : 'more';
  }

  /** Gets the page before all others, once at a time. */
  async earlier(): Promise<void> {
    if (this.#state !== 'more' && this.#state !== 'failed') return;
    this.#state = 'loading';
    try {
      const page = await this.#fetch(this.#next);
      this.#transcript.add(page.items);
      this.#place(page.next);
    } catch (error) {
      this.#state = 'failed';
      throw error;
    }
  }
}
