// Files that are on their way, over the session of the moment, in the order in which
// they were chosen: large ones side by side would all be late.

import { refusalOf } from './refusal.ts';
import type { Transcript } from './transcript.ts';
import { uuid } from './uuid.ts';

/** What sends a file: a session of ChatJS, of which nothing else is used. */
export interface Carrier {
  sendAttachment(args: { attachment: File }): Promise<unknown>;
}

export class Uploads {
  readonly #transcript: Transcript;
  readonly #carrier: () => Carrier | undefined;
  readonly #changed: () => void;
  readonly #files = new Map<string, File>(); // by token, until they have arrived or are given up
  #last: Promise<void> = Promise.resolve();

  constructor(transcript: Transcript, carrier: () => Carrier | undefined, changed: () => void) {
    this.#transcript = transcript;
    this.#carrier = carrier;
    this.#changed = changed;
  }

  /** Sends files; each is shown from now on. Fulfilled when all of them went or failed. */
  async send(files: readonly File[]): Promise<void> {
    await Promise.all(files.map((file) => this.#enqueue(uuid(), file)));
  }

  /** Sends a file once more that failed. */
  async again(token: string): Promise<void> {
    const file = this.#files.get(token);
    if (file) await this.#enqueue(token, file);
  }

  /** Gives up a file that failed. */
  discard(token: string): void {
    this.#files.delete(token);
    this.#transcript.discard(token);
    this.#changed();
  }

  #enqueue(token: string, file: File): Promise<void> {
    this.#files.set(token, file);
    this.#transcript.send(token, '', { name: file.name, size: file.size });
    this.#changed();
    this.#last = this.#last.then(() => this.#carry(token, file));
    return this.#last;
  }

  async #carry(token: string, file: File): Promise<void> {
    try {
      const carrier = this.#carrier();
      if (!carrier) throw new Error('there is no session yet');
      await carrier.sendAttachment({ attachment: typed(file) });
      this.#files.delete(token);
      this.#transcript.taken(token);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal.again) this.#files.delete(token);
      this.#transcript.failed(token, refusal);
    }
    this.#changed();
  }
}

// A browser knows no media type for some kinds of files, and the server takes none
// without: whoever gets it goes by its name then.
function typed(file: File): File {
  return file.type ? file : new File([file], file.name, { type: 'application/octet-stream' });
}
