// Who else takes part in the chat that is open, as far as what was said tells: whoever
// came or spoke, until he left. Somebody who came long ago and kept silent is missed
// until the page on which he came is loaded.

import { JOINED, LEFT, type WireItem } from './item.ts';

export class Presence {
  readonly #last = new Map<string, { time: string; gone: boolean }>(); // by participant

  /** How many others are there. */
  get others(): number {
    return [...this.#last.values()].filter(({ gone }) => !gone).length;
  }

  /** Takes what somebody else said or did, in whatever order, and tells whether that changes who is there. */
  take({ AbsoluteTime: time, ContactId, ContentType, ParticipantId: id, ParticipantRole: role, Type: type }: WireItem): boolean {
    if (!id || !time || !ContactId || role === 'SYSTEM' || (type === 'EVENT' && ContentType !== JOINED && ContentType !== LEFT)) return false;
    const before = this.#last.get(id);
    if (before && before.time > time) return false;
    const gone = ContentType === LEFT;
    this.#last.set(id, { time, gone });
    return gone !== (before?.gone ?? true);
  }
}
