import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { Api, ApiError, NETWORK } from '../src/agent/api.ts';
import { Session } from '../src/agent/session.ts';
import { answers, later, settle, type Asked } from './agent.ts';

const SOON = '2026-11-21T11:00:00.000Z';
const NOW = Date.parse('2026-11-21T10:00:00.000Z');

const timers = (t: TestContext) => t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
const caller = (...refused: string[]) => ({ token: async () => 'T', refused: async (token: string) => void refused.push(token) });
const failure = async (call: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await call.then(() => undefined, (e: unknown) => e);
  assert.ok(error instanceof ApiError, `got ${String(error)}`);
  return error;
};

test('a call names the operation and the caller, and leaves out what is null', async () => {
  const asked: Asked[] = [];
  const api = new Api(caller(), answers(asked, [200, { endpoints: [] }]));
  assert.deepEqual(await api.call('GetEndpoints', { queueARNs: ['q'], nextToken: null, maxResults: 500 }), { endpoints: [] });
  assert.equal(asked[0]?.headers['X-Amz-Target'], 'AmazonConnectCTIService.GetEndpoints');
  assert.equal(asked[0]?.headers['X-Amz-Bearer'], 'T');
  assert.deepEqual(asked[0]?.body, { queueARNs: ['q'], maxResults: 500 });
});

test('a refusal is told as it is, and not tried again', async () => {
  const asked: Asked[] = [];
  const api = new Api(caller(), answers(asked, [400, { __type: 'x#InvalidStateException', message: 'taken' }]));
  const error = await failure(api.call('AcceptContact', { contactId: 'C' }));
  assert.deepEqual([error.type, error.message, error.statusCode, asked.length], ['InvalidStateException', 'taken', 400, 1]);
});

test('what may pass is tried four times', async (t) => {
  timers(t);
  const asked: Asked[] = [];
  const api = new Api(caller(), answers(asked, [503, {}], [0, {}], [429, {}], [200, { ok: 1 }]));
  const call = api.call('AcceptContact');
  for (let i = 0; i < 3; i++) await later(t, 1000);
  assert.deepEqual(await call, { ok: 1 });
  assert.equal(asked.length, 4);

  const never = failure(new Api(caller(), answers([], [0, {}])).call('AcceptContact'));
  for (let i = 0; i < 3; i++) await later(t, 1000);
  assert.equal((await never).type, NETWORK);
});

test('a token that is refused is replaced once, and then it is the caller who is', async () => {
  const refused: string[] = [];
  const again = new Api(caller(...refused), answers([], [401, {}], [200, { ok: 1 }]));
  assert.deepEqual(await again.call('GetAgentStates'), { ok: 1 });
  const error = await failure(new Api(caller(), answers([], [401, {}])).call('GetAgentStates'));
  assert.deepEqual([error.statusCode, error.noAgent], [401, true]);
});

test('who is signed out learns it from every call', async () => {
  const session = new Session(answers([], [401, { message: 'sign in first' }]));
  const error = await failure(new Api(session, answers([], [200, {}])).call('GetAgentStates'));
  assert.deepEqual([error.statusCode, error.noAgent], [401, false]);
});

test('a token is got once for all, and replaced in the second half of its life', async (t) => {
  timers(t);
  const asked: Asked[] = [];
  const token = (n: number, expiration = SOON) => [200, { accessToken: `T${n}`, expiration }] as const;
  const session = new Session(answers(asked, token(1), token(2, '2026-11-21T11:40:00.000Z')));
  assert.deepEqual(await Promise.all([session.token(), session.token()]), ['T1', 'T1']);
  await later(t, 29 * 60_000);
  assert.equal(await session.token(), 'T1');
  assert.equal(asked.length, 1);
  await later(t, 2 * 60_000);
  assert.equal(await session.token(), 'T1'); // good still, while the next is on its way
  await settle();
  assert.equal(await session.token(), 'T2');
  assert.equal(asked.length, 2);
});

test('the end of a token goes by the server clock', async (t) => {
  timers(t);
  const asked: Asked[] = [];
  // The server is a day ahead: the token ends in an hour all the same.
  const ahead = { accessToken: 'T1', expiration: '2026-11-22T11:00:00.000Z' };
  const session = new Session(answers(asked, [200, ahead, { date: 'Sun, 22 Nov 2026 10:00:00 GMT' }]));
  await session.token();
  await later(t, 61 * 60_000);
  await session.token();
  assert.equal(asked.length, 2);
});
