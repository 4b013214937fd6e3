// Why a file was not sent, as far as the server says: the page knows none of its limits.

import type { ChatKey } from './texts.ts';

export interface Refusal {
  /** Says it, with {limit} and {kinds} filled in. */
  readonly text: ChatKey;
  /** Whether the same file may be taken later. */
  readonly again: boolean;
  /** The largest file, in bytes. */
  readonly limit?: number;
  /** The extensions of the files that are taken. */
  readonly kinds?: string;
}

/** What an error of ChatJS says of a file that was to be sent. */
export function refusalOf(error: unknown): Refusal {
  const { statusCode, message } = (typeof error === 'object' && error !== null ? error : {}) as { statusCode?: unknown; message?: unknown };
  switch (statusCode) {
    case 400:
      return invalid(String(message));
    case 402:
      return { text: 'fileTooMany', again: false };
    case 403:
      return { text: 'fileLate', again: false };
    default:
      return { text: 'failed', again: true }; // the server could not be reached, or not now
  }
}

// Messages name the member that is wrong, and say what it has to be.
function invalid(message: string): Refusal {
  const [, limit] = /AttachmentSizeInBytes\b.* at most (\d+)/.exec(message) ?? [];
  if (limit !== undefined) return { text: 'fileTooLarge', again: false, limit: Number(limit) };
  if (message.includes('AttachmentSizeInBytes')) return { text: 'fileEmpty', again: false };
  const [, kinds] = /AttachmentName\b.* one of ([\w, ]+)/.exec(message) ?? [];
  if (kinds !== undefined) return { text: 'fileKind', again: false, kinds };
  // ChatJS does not look whether the file was taken on its way.
  if (message.includes('AttachmentIds')) return { text: 'fileLost', again: true };
  return { text: 'fileRefused', again: false };
}
