// Files in the list of messages: those that somebody sent, and those on their way.

import { button, element } from './element.ts';
import type { Attached } from './item.ts';
import type { Refusal } from './refusal.ts';
import type { Speech } from './speech.ts';
import type { ChatKey } from './texts.ts';

type Texts = Speech<ChatKey>;

/** Why a file that somebody sent was not had. */
export type Unread = 'fileGone' | 'fileUnread';

/** A file that somebody sent: a button that gets it where it may be had, and what there is to say of it. */
export function drawFile(file: Attached, texts: Texts, open: (() => void) | undefined, unread: Unread | undefined): HTMLElement[] {
  const there = file.state === 'there' && unread !== 'fileGone' && open;
  const name = there
    ? button(file.name, there, { class: 'quiet file', attributes: { 'aria-label': texts.say('fileOpen', { name: file.name }) } })
    : file.name;
  const said = { there: unread, checked: 'fileChecked', rejected: 'fileRejected' } as const;
  const text = said[file.state];
  return [
    element('p', { class: 'text' }, name),
    ...(text ? [element('p', { class: 'meta', attributes: unread ? { role: 'alert' } : {} }, texts.say(text))] : []),
  ];
}

/** Why a file was not sent. */
export function explain({ text, limit, kinds = '' }: Refusal, texts: Texts): string {
  return texts.say(text, { kinds, limit: limit === undefined ? '' : texts.size(limit) });
}
