// The conversation as a page shows it: every item once, in the order of its time,
// whatever order and how often items arrive in; then what is on its way.

import { PLAIN, type Item, type Receipt } from './item.ts';

export type Delivery = 'sending' | 'failed' | 'sent' | Receipt;

export type Entry =
  | { readonly kind: 'seam'; readonly key: string; readonly time: string; readonly contact: string }
  | {
      readonly kind: 'item';
      readonly key: string;
      readonly item: Item;
      readonly delivery?: Delivery;
      /** Said soon after another message of the same person. */
      readonly follows?: true;
    }
  | { readonly kind: 'pending'; readonly key: string; readonly text: string; readonly delivery: 'sending' | 'failed' };

interface Pending {
  readonly text: string;
  /** How many items were known when it left first, and the time of the newest. */
  readonly known: number;
  readonly after: string;
  failed: boolean;
}

export class Transcript {
  readonly #items = new Map<string, Item>();
  #ordered: Item[] = [];
  readonly #pending = new Map<string, Pending>(); // by client token
  readonly #answered = new Set<string>(); // items that pending messages became, while any is left
  readonly #receipts = new Map<string, Receipt>(); // that were pushed, by message

  /** The id of the newest item. */
  get newest(): string | undefined {
    return this.#ordered.at(-1)?.id;
  }

  has(id: string): boolean {
    return this.#items.has(id);
  }

  /** What was said, in order, with how far it is known to have been read. */
  get items(): Item[] {
    return this.#ordered.map((item) => {
      const receipt = item.receipt === 'read' ? item.receipt : (this.#receipts.get(item.id) ?? item.receipt);
      return receipt ? { ...item, receipt } : item;
    });
  }

  /** Adds items and tells which of them are new. A later copy of one replaces it. */
  add(items: readonly Item[]): Item[] {
    const added = items.filter((item, i) => !this.#items.has(item.id) && items.findIndex((other) => other.id === item.id) === i);
    for (const item of items) this.#items.set(item.id, item);
    // Sorting keeps the order of arrival among equal times.
    this.#ordered = [...this.#items.values()].sort((a, b) => (a.time < b.time ? -1 : Number(a.time > b.time)));
    return added;
  }

  /** A message leaves, or leaves once more. */
  send(token: string, text: string): void {
    const { known = this.#items.size, after = this.#ordered.at(-1)?.time ?? '' } = this.#pending.get(token) ?? {};
    this.#pending.set(token, { text, known, after, failed: false });
  }

  /** A message was taken: it is the item from now on. */
  sent(token: string, item: Item): void {
    this.#pending.delete(token);
    this.#answered.add(item.id);
    if (this.#pending.size === 0) this.#answered.clear();
    if (!this.has(item.id)) this.add([item]); // the push was not faster
  }

  failed(token: string): void {
    const pending = this.#pending.get(token);
    if (pending) pending.failed = true;
  }

  /** Text of a message that is on its way or failed. */
  textOf(token: string): string | undefined {
    return this.#pending.get(token)?.text;
  }

  receipt(id: string, receipt: Receipt): void {
    if (this.#receipts.get(id) !== 'read') this.#receipts.set(id, receipt);
  }

  /** The newest message of somebody else in the chat that is open. */
  get newestHeard(): Item | undefined {
    return this.#ordered.findLast((item) => item.speaker === 'other' && !item.past && !item.notice);
  }

  entries(): Entry[] {
    const deliveries = this.#deliveries();
    const entries: Entry[] = [];
    let contact: string | undefined;
    let before: Item | undefined;
    for (const item of this.#ordered) {
      if (contact !== undefined && item.contact !== contact) {
        entries.push({ kind: 'seam', key: `seam-${contact}-${item.contact}`, time: item.time, contact: item.contact });
      }
      contact = item.contact;
      const delivery = deliveries.get(item.id);
      const follows = before !== undefined && goesOn(before, item);
      entries.push({ kind: 'item', key: item.id, item, ...(delivery && { delivery }), ...(follows && { follows }) });
      before = item;
    }
    entries.push(...this.#underWay());
    return entries;
  }

  // A message may be pushed before the answer to it tells its id. Until then an item
  // that fits stands for it, the first to arrive for the first to leave; which of
  // several that say the same it is does not show.
  #underWay(): Entry[] {
    const arrived = [...this.#items.values()]; // in the order of arrival
    const taken = new Set(this.#answered);
    const entries: Entry[] = [];
    for (const [key, pending] of this.#pending) {
      const { text, failed } = pending;
      const item = failed ? undefined : arrived.slice(pending.known).find((i) => fits(i, pending) && !taken.has(i.id));
      if (item) taken.add(item.id);
      else entries.push({ kind: 'pending', key, text, delivery: failed ? 'failed' : 'sending' });
    }
    return entries;
  }

  // How far each own message got. A client tells of the newest that it read or got
  // only, which says the same of all before.
  #deliveries(): Map<string, Delivery> {
    const deliveries = new Map<string, Delivery>();
    let reached: Delivery = 'sent';
    for (const item of this.#ordered.toReversed()) {
      if (item.speaker !== 'me' || item.notice) continue;
      const own = [item.receipt, this.#receipts.get(item.id)];
      if (own.includes('read')) reached = 'read';
      else if (own.includes('delivered') && reached === 'sent') reached = 'delivered';
      deliveries.set(item.id, reached);
    }
    return deliveries;
  }
}

// The past may be loaded meanwhile, and say the same.
function fits(item: Item, { text, after }: Pending): boolean {
  return item.speaker === 'me' && !item.past && item.contentType === PLAIN && item.text === text && item.time >= after;
}

// How long after a message the next of the same person still belongs to it, in
// milliseconds.
const BREATH = 120_000;

function goesOn(before: Item, item: Item): boolean {
  if (before.notice || item.notice || before.internal !== item.internal) return false;
  const same = before.contact === item.contact && before.speaker === item.speaker && before.role === item.role && before.name === item.name;
  return same && Date.parse(item.time) - Date.parse(before.time) < BREATH;
}
