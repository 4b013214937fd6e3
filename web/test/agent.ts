// What the tests of the agent's client share: a server that answers as it is told.

import type { TestContext } from 'node:test';

import type { Fetch } from '../src/agent/api.ts';

export interface Asked {
  url: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A status, where 0 is a broken connection, a body, and headers. */
export type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

/** Answers one request after the other, and all further ones like the last. */
export function answers(asked: Asked[], ...all: Answer[]): Fetch {
  let next = 0;
  return async (url, init) => {
    asked.push({ url, headers: { ...(init.headers as Record<string, string>) }, body: JSON.parse(String(init.body ?? 'null')) });
    const [status, body, headers] = all[Math.min(next++, all.length - 1)]!;
    if (status === 0) throw new TypeError('connection refused');
    return new Response(JSON.stringify(body), { status, headers: headers ?? {} });
  };
}

/** Lets all that can go on go on. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((over) => setImmediate(over));
}

/** Lets time go by once nothing goes on any more. */
export async function later(t: TestContext, millis: number): Promise<void> {
  await settle();
  t.mock.timers.tick(millis);
  await settle();
}
