// Gets files onto the reader's device, which is all that a page does with them: whoever
// sent one may have put anything into it.

import { element } from './element.ts';

// How long a browser may take to begin to save what it was given, in milliseconds.
const GRACE = 60_000;

/**
 * Fetches what lies at an address and has the browser save it. Not by a link to the
 * address: where that is under another name than the page, a server that is away would
 * take the page's place. Throws the status of an answer that is no file as statusCode.
 */
export async function download(url: string, name: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw Object.assign(new Error('the answer is no file'), { statusCode: answer.status });
  // Of no type that a browser shows: what it showed would be of the page's origin.
  const content = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type: 'application/octet-stream' }));
  element('a', { attributes: { href: content, download: name } }).click();
  window.setTimeout(() => URL.revokeObjectURL(content), GRACE);
}
