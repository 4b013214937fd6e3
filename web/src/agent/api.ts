// Calls of the agent API: JSON 1.0, the operation in a header, the caller's token in
// another. Every call ends, and all that change anything may be repeated.

import { delay } from './delay.ts';

/** What an operation answers that fails, or what became of it. */
export class ApiError extends Error {
  /** The code of the error, NETWORK where there was no answer. */
  readonly type: string;
  /** 0 where there was no answer. */
  readonly statusCode: number;
  /** Whether the caller is signed in and refused all the same: he is no agent. */
  readonly noAgent: boolean;

  constructor(type: string, message: string, statusCode: number, noAgent = false) {
    super(message);
    this.name = 'ApiError';
    this.type = type;
    this.statusCode = statusCode;
    this.noAgent = noAgent;
  }

  /** Whether the same call may succeed a moment later. */
  get passes(): boolean {
    return this.statusCode === 0 || this.statusCode === 429 || this.statusCode >= 500;
  }
}

export const NETWORK = 'NetworkingError';
export const UNAUTHORIZED = 'UnauthorizedException';

/** Who calls: a token for the header, and what to do about one that was refused. */
export interface Caller {
  /** The token to call with; it rejects with an ApiError for whoever is signed out. */
  token(): Promise<string>;
  /** Tells that a token was refused, and waits for the next; it rejects as token does. */
  refused(token: string): Promise<void>;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** How long an answer may take, in milliseconds. */
  patience?: number;
  /** How often a call is tried that comes to nothing. */
  tries?: number;
}

const PATIENCE = 30_000;
const TRIES = 4;
const FIRST_PAUSE = 100;

/** As much of fetch as is needed. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export class Api {
  readonly #caller: Caller;
  readonly #fetch: Fetch;

  constructor(caller: Caller, fetcher: Fetch = (url, init) => fetch(url, init)) {
    this.#caller = caller;
    this.#fetch = fetcher;
  }

  /** Performs an operation. It rejects with an ApiError, never with anything else. */
  async call<T = Record<string, unknown>>(operation: string, params: object = {}, options: CallOptions = {}): Promise<T> {
    const body = JSON.stringify(params, (_, value: unknown) => value ?? undefined);
    let renewed = false;
    for (let tried = 1; ; tried++) {
      const token = await this.#caller.token();
      try {
        return (await this.#once(operation, body, token, options)) as T;
      } catch (error) {
        const failure = asError(error);
        if (failure.statusCode === 401 || failure.type === UNAUTHORIZED) {
          if (renewed) throw new ApiError(UNAUTHORIZED, failure.message, 401, true);
          await this.#caller.refused(token);
          renewed = true;
          continue;
        }
        if (!failure.passes || tried >= (options.tries ?? TRIES) || options.signal?.aborted) throw failure;
      }
      await delay(FIRST_PAUSE * 2 ** (tried - 1) * (0.5 + Math.random()), options.signal);
    }
  }

  async #once(operation: string, body: string, token: string, options: CallOptions): Promise<unknown> {
    const limit = AbortSignal.timeout(options.patience ?? PATIENCE);
    const answer = await this.#fetch('/api', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `AmazonConnectCTIService.${operation}`,
        'X-Amz-Bearer': token,
      },
      body,
      credentials: 'omit',
      cache: 'no-store',
      signal: options.signal ? AbortSignal.any([limit, options.signal]) : limit,
    });
    const text = await answer.text();
    if (answer.ok) return text === '' ? {} : JSON.parse(text);
    throw refusal(answer, text);
  }
}

function refusal(answer: Response, text: string): ApiError {
  let told: { __type?: unknown; message?: unknown } = {};
  try {
    told = (JSON.parse(text) ?? {}) as typeof told;
  } catch {
    // something on the way answered
  }
  const code = String(told.__type ?? answer.headers.get('x-amzn-errortype') ?? 'UnknownError');
  return new ApiError(code.split('#').at(-1)!.split(':')[0]!, String(told.message ?? answer.statusText), answer.status);
}

/** Any failure as an ApiError. */
export function asError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(NETWORK, error instanceof Error ? error.message : String(error), 0);
}
