import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';

import { ApiError } from '../src/agent/api.ts';
import { Push, type Frame, type Line } from '../src/agent/push.ts';
import { later, settle } from './agent.ts';

// A socket whose other end is the test.
class Wire implements Line {
  readyState = 0;
  onopen: Line['onopen'] = null;
  onmessage: Line['onmessage'] = null;
  onclose: Line['onclose'] = null;
  readonly sent: Frame[] = [];
  closed: number | undefined;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Frame);
  }
  close(code = 1005): void {
    this.readyState = 3;
    this.closed = code;
    this.onclose?.({ code, reason: '' } as CloseEvent);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.({} as Event);
  }
  bring(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }
  lose(reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason } as CloseEvent);
  }
}

function world(t: TestContext, transport?: () => Promise<{ url: string; transportLifeTimeInSeconds: number }>) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const wires: Wire[] = [];
  const told: string[] = [];
  const push = new Push(transport ?? (async () => ({ url: 'ws://x', transportLifeTimeInSeconds: 3600 })), () => {
    wires.push(new Wire());
    return wires.at(-1)!;
  });
  push.onConnectionGain(() => told.push('gain'));
  push.onConnectionLost(() => told.push('lost'));
  push.onMessage('aws/chat', (frame) => told.push(String(frame.content)));
  return { push, wires, told };
}

test('it beats at once and every ten seconds, and subscribes what was asked for', async (t) => {
  const { push, wires, told } = world(t);
  push.subscribeTopics(['aws/chat']);
  push.start();
  await settle();
  wires[0]!.open();
  push.subscribeTopics(['aws/chat']); // somebody else of this page
  assert.deepEqual(wires[0]!.sent, [{ topic: 'aws/heartbeat' }, { topic: 'aws/subscribe', content: { topics: ['aws/chat'] } }]);
  wires[0]!.bring({ topic: 'aws/heartbeat' });
  await later(t, 10_000);
  assert.equal(wires[0]!.sent.length, 3);
  assert.deepEqual(told, ['gain']);
});

test('who does not answer is replaced', async (t) => {
  const { push, wires, told } = world(t);
  push.start();
  await settle();
  wires[0]!.open();
  await later(t, 10_000);
  assert.equal(wires[0]!.closed, 1000);
  assert.equal(wires.length, 2);
  assert.deepEqual(told, ['gain', 'lost']);
  assert.equal(push.connected, false);
});

test('a lost connection is made anew at once, and subscribed again', async (t) => {
  const { push, wires, told } = world(t);
  push.start();
  await settle();
  wires[0]!.open();
  push.subscribeTopics(['aws/chat']);
  wires[0]!.lose();
  await settle();
  wires[1]!.open();
  assert.deepEqual(wires[1]!.sent.at(-1), { topic: 'aws/subscribe', content: { topics: ['aws/chat'] } });
  assert.deepEqual(told, ['gain', 'lost', 'gain']);
});

test('what cannot be had is tried for at intervals that stop growing', async (t) => {
  let tries = 0;
  const { push } = world(t, async () => {
    tries++;
    throw new ApiError('NetworkingError', 'refused', 0);
  });
  push.start();
  for (let i = 0; i < 60; i++) await later(t, 1000);
  assert.ok(tries >= 8 && tries <= 20, `tried ${tries} times in a minute`);
  push.stop();
  const before = tries;
  await later(t, 60_000);
  assert.equal(tries, before);
});

test('nobody who is signed out tries', async (t) => {
  let tries = 0;
  const { push } = world(t, async () => {
    tries++;
    throw new ApiError('UnauthorizedException', 'sign in', 401);
  });
  push.start();
  await later(t, 60_000);
  assert.equal(tries, 1);
});

test('at the end of its life a socket is replaced without a gap, and nothing comes twice', async (t) => {
  const { push, wires, told } = world(t, async () => ({ url: 'ws://x', transportLifeTimeInSeconds: 4 }));
  push.start();
  await settle();
  wires[0]!.open();
  await later(t, 4000);
  assert.equal(wires[0]!.closed, undefined, 'it is needed until the next one is open');
  wires[0]!.bring({ topic: 'aws/chat', content: 'one' });
  wires[1]!.open();
  wires[1]!.bring({ topic: 'aws/chat', content: 'one' });
  wires[1]!.bring({ topic: 'aws/chat', content: 'two' });
  assert.equal(wires[0]!.closed, 1000);
  assert.deepEqual(told, ['gain', 'one', 'two']);
});

test('the sixth page of an agent does not push out the others', async (t) => {
  const { push, wires } = world(t);
  push.start();
  await settle();
  wires[0]!.open();
  wires[0]!.lose('too many connections of this participant');
  await later(t, 30_000);
  assert.equal(wires.length, 1);
  await later(t, 60_000);
  assert.equal(wires.length, 2);
});

test('what it was stopped for does not come back', async (t) => {
  const { push, wires, told } = world(t);
  push.start();
  await settle();
  push.stop();
  wires[0]!.open();
  assert.equal(wires[0]!.closed, 1000);
  assert.deepEqual(told, []);
});
