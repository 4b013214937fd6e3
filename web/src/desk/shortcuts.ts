// The keys that work anywhere on the desk: Alt and a letter. Letters are told by
// where they are on the keyboard, as Alt changes what they write on some systems.

export type Shortcut = 'accept' | 'reject' | 'status' | 'write' | 'next' | 'previous' | 'transfer' | 'end' | 'clear' | 'details' | 'help';

export const letters: Readonly<Record<Shortcut, string>> = {
  accept: 'A',
  reject: 'R',
  status: 'S',
  write: 'M',
  next: 'N',
  previous: 'P',
  transfer: 'T',
  end: 'X',
  clear: 'C',
  details: 'I',
  help: 'H',
};

export const shortcuts = Object.keys(letters) as Shortcut[];

/** As much of a KeyboardEvent as is needed. */
export interface Key {
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** What a key asks for. AltGr, which writes, comes with Ctrl and is left alone. */
export function shortcutOf({ code, altKey, ctrlKey, metaKey, shiftKey }: Key): Shortcut | undefined {
  if (!altKey || ctrlKey || metaKey || shiftKey) return undefined;
  return shortcuts.find((s) => code === `Key${letters[s]}`);
}

/** How screen readers and people are told of it. */
export function keys(shortcut: Shortcut): string {
  return `Alt+${letters[shortcut]}`;
}
