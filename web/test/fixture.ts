import type { Item } from '../src/chat/item.ts';

/** A message of the n-th second; of somebody else unless told otherwise. */
export function message(n: number, change: Partial<Item> = {}): Item {
  const time = `2026-11-21T10:00:${String(n).padStart(2, '0')}.000Z`;
  return {
    id: `i${n}`, time, contact: 'c1', past: false, speaker: 'other', role: 'AGENT', name: 'Robin', contentType: 'text/plain', text: `text ${n}`,
    ...change,
  };
}

/** Numbers from the first to the last. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
