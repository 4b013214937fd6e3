// The conversation as a page shows it: every item once, in the order of its time,
// whatever order and how often items arrive in; then what is on its way.

import { PLAIN, type Item, type Receipt } from './item.ts';
import type { Refusal } from './refusal.ts';

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
  | ({ readonly kind: 'pending'; readonly key: string; readonly delivery: 'sending' | 'failed'; readonly refusal?: Refusal } & Content);

/** What is on its way: a text, or a file. */
export interface Content {
  readonly text: string;
  readonly file?: { readonly name: string; /** In bytes. */ readonly size: number };
}

interface Pending extends Content {
  /** How many items were known when it left first, and the time of the newest. */
  readonly known: number;
  readonly after: string;
  failed: boolean;
  /** Why a file failed. */
  refusal?: Refusal;
  /** The server has a file: its item, whose id nobody told, is about to come. */
  taken?: true;
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
    this.#settle();
    return added;
  }

  /** A message or a file leaves, or leaves once more. */
  send(token: string, text: string, file?: Content['file']): void {
    const { known = this.#items.size, after = this.#ordered.at(-1)?.time ?? '' } = this.#pending.get(token) ?? {};
    this.#pending.set(token, { text, ...(file && { file }), known, after, failed: false });
  }

  /** A message was taken: it is the item from now on. */
  sent(token: string, item: Item): void {
    this.#pending.delete(token);
    this.#answered.add(item.id);
    if (this.#pending.size === 0) this.#answered.clear();
    if (!this.has(item.id)) this.add([item]); // the push was not faster
  }

  /** A file was taken: the item that fits, or will, is it. */
  taken(token: string): void {
    const pending = this.#pending.get(token);
    if (pending) pending.taken = true;
    this.#settle();
  }

  /** A message failed, or a file, of which is said why. */
  failed(token: string, refusal?: Refusal): void {
    const pending = this.#pending.get(token);
    if (!pending) return;
    pending.failed = true;
    if (refusal) pending.refusal = refusal;
    this.#settle();
  }

  /** Nobody wants to see any more what failed. */
  discard(token: string): void {
    if (this.#pending.get(token)?.failed) this.#pending.delete(token);
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
    const arrived = this.#arrived();
    const entries: Entry[] = [];
    for (const [key, { text, file, failed, refusal }] of this.#pending) {
      if (arrived.has(key)) continue;
      const what = { text, ...(file && { file }), ...(refusal && { refusal }) };
      entries.push({ kind: 'pending', key, ...what, delivery: failed ? 'failed' : 'sending' });
    }
    return entries;
  }

  // The items that stand for what is on its way, by its token. What failed may have come
  // all the same: a message goes again under its token and is told once, a file would be
  // there twice.
  #arrived(): Map<string, Item> {
    const items = [...this.#items.values()]; // in the order of arrival
    const taken = new Set(this.#answered);
    const arrived = new Map<string, Item>();
    for (const [token, pending] of this.#pending) {
      if (pending.failed && !pending.refusal?.again) continue;
      const item = items.slice(pending.known).find((i) => fits(i, pending) && !taken.has(i.id));
      if (!item) continue;
      taken.add(item.id);
      arrived.set(token, item);
    }
    return arrived;
  }

  // Files whose fate is known are no longer on their way once there are their items.
  #settle(): void {
    if (this.#pending.size === 0) return;
    for (const [token, item] of this.#arrived()) {
      const { file, failed, taken } = this.#pending.get(token)!;
      if (file && (failed || taken)) this.sent(token, item);
    }
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
function fits(item: Item, { text, file, after }: Pending): boolean {
  const same = file ? item.file?.name === file.name : item.contentType === PLAIN && item.text === text;
  return item.speaker === 'me' && !item.past && same && item.time >= after;
}

// How long after a message the next of the same person still belongs to it, in
// milliseconds.
const BREATH = 120_000;

function goesOn(before: Item, item: Item): boolean {
  if (before.notice || item.notice || before.internal !== item.internal) return false;
  const same = before.contact === item.contact && before.speaker === item.speaker && before.role === item.role && before.name === item.name;
  return same && Date.parse(item.time) - Date.parse(before.time) < BREATH;
}
