// The title of the window, which says what waits for an agent who looks elsewhere.

export interface Waiting {
  /** From whom a chat is offered. */
  readonly offer: string | undefined;
  readonly unread: number;
}

/**
 * The title at a beat of the clock. An offer takes turns with the title itself, so that
 * it is noticed; for who wants no motion it stands still.
 */
export function titleOf(title: string, { offer, unread }: Waiting, beat: number, still: boolean): string {
  const counted = unread > 0 ? `(${unread}) ${title}` : title;
  if (offer === undefined) return counted;
  return still || beat % 2 === 0 ? `● ${offer}` : counted;
}
