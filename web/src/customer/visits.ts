// The chats that this browser had: the open one, to go on with when the page is
// loaded again, and the ended ones, to come back to. Nothing that was said is kept.

export interface Visit {
  readonly contactId: string;
  readonly participantId: string;
  /** Opens the chat while it lasts; empty once it has ended. */
  readonly participantToken: string;
  /** Continues the chat once it has ended. */
  readonly ticket: string;
  readonly name: string;
  readonly startedAt: string;
}

/** As much of Storage as is needed. */
export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const KEY = 'rejoin.visits';
const KEPT = 50;

interface Kept {
  open: Visit | null;
  ended: Visit[];
}

export class Visits {
  readonly #shelf: Shelf;
  // What cannot be stored lasts as long as the page.
  #unstored: Kept | undefined;

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  get open(): Visit | undefined {
    return this.#read().open ?? undefined;
  }

  /** The ended chats, newest first. */
  get ended(): readonly Visit[] {
    return this.#read().ended;
  }

  /** A chat begins; the one that it continues is part of it from now on. */
  begin(visit: Visit, continued?: Visit): void {
    const { open, ended } = this.#read();
    const before = open ? [over(open), ...ended] : ended;
    this.#write({ open: visit, ended: before.filter((v) => v.contactId !== continued?.contactId) });
  }

  /** A chat has ended, here or in another window. */
  end(contactId: string): void {
    const { open, ended } = this.#read();
    if (open?.contactId === contactId) this.#write({ open: null, ended: [over(open), ...ended] });
  }

  forget(contactId: string): void {
    const { open, ended } = this.#read();
    this.#write({ open, ended: ended.filter((v) => v.contactId !== contactId) });
  }

  // Read anew each time: other windows write too.
  #read(): Kept {
    if (this.#unstored) return this.#unstored;
    try {
      const kept: unknown = JSON.parse(this.#shelf.getItem(KEY) ?? 'null');
      if (kept === null || typeof kept !== 'object') return { open: null, ended: [] };
      const { open, ended } = kept as Partial<Record<keyof Kept, unknown>>;
      return { open: isVisit(open) ? open : null, ended: Array.isArray(ended) ? ended.filter(isVisit) : [] };
    } catch {
      return { open: null, ended: [] };
    }
  }

  #write(kept: Kept): void {
    const bounded = { open: kept.open, ended: kept.ended.slice(0, KEPT) };
    try {
      this.#shelf.setItem(KEY, JSON.stringify(bounded));
      this.#unstored = undefined;
    } catch {
      this.#unstored = bounded; // no storage, or it is full
    }
  }
}

function over(visit: Visit): Visit {
  return { ...visit, participantToken: '' };
}

function isVisit(value: unknown): value is Visit {
  if (value === null || typeof value !== 'object') return false;
  const visit = value as Record<string, unknown>;
  return ['contactId', 'participantId', 'participantToken', 'ticket', 'name', 'startedAt'].every((key) => typeof visit[key] === 'string');
}
