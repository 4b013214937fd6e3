// The sign-in of the agent: the browser's cookie gives access tokens for calls.

import { ApiError, asError, UNAUTHORIZED, type Caller, type Fetch } from './api.ts';

const AUTHORIZE = '/auth/authorize';
// How long before its end a token is replaced, in milliseconds, as Streams does it.
const MARGIN = 30 * 60_000;
// A token that is about to end is not used any more.
const TOO_LATE = 30_000;
const PATIENCE = 20_000;

interface Token {
  readonly text: string;
  /** When it was got and when it ends, in milliseconds by this browser's clock. */
  readonly from: number;
  readonly until: number;
}

export class Session implements Caller {
  readonly #fetch: Fetch;
  #token: Token | undefined;
  #asking: Promise<Token> | undefined;

  constructor(fetcher: Fetch = (url, init) => fetch(url, init)) {
    this.#fetch = fetcher;
  }

  async token(): Promise<string> {
    const now = Date.now();
    const have = this.#token;
    if (!have || have.until - now < TOO_LATE) return (await this.#ask()).text;
    // In the second half of its life the next one is got ahead of time, by the way.
    const margin = Math.min(MARGIN, (have.until - have.from) / 2);
    if (have.until - now < margin) this.#ask().catch(() => {}); // this one is good still
    return have.text;
  }

  async refused(token: string): Promise<void> {
    if (this.#token?.text === token) this.#token = undefined;
    if (!this.#token) await this.#ask();
  }

  /** Forgets the token, for who has signed in or out. */
  forget(): void {
    this.#token = undefined;
  }

  // Whoever needs a token meanwhile gets the same.
  #ask(): Promise<Token> {
    this.#asking ??= this.#authorize().finally(() => (this.#asking = undefined));
    return this.#asking;
  }

  async #authorize(): Promise<Token> {
    let answer: Response;
    let told: { accessToken?: string; expiration?: string; message?: string };
    try {
      answer = await this.#fetch(AUTHORIZE, { credentials: 'include', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
      told = (await answer.json()) as typeof told;
    } catch (error) {
      throw asError(error);
    }
    if (answer.status === 401) {
      this.#token = undefined;
      throw new ApiError(UNAUTHORIZED, told.message ?? 'sign in first', 401);
    }
    if (!answer.ok || !told.accessToken || !told.expiration) {
      throw new ApiError('ServiceUnavailableException', told.message ?? 'there is no token', answer.ok ? 0 : answer.status);
    }
    // The end is told by the server's clock, which may not agree with this one.
    const now = Date.now();
    const there = Date.parse(answer.headers.get('date') ?? '') || now;
    this.#token = { text: told.accessToken, from: now, until: now + (Date.parse(told.expiration) - there) };
    return this.#token;
  }
}
