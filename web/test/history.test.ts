import assert from 'node:assert/strict';
import { test } from 'node:test';

import { History, type Page } from '../src/chat/history.ts';
import { Transcript } from '../src/chat/transcript.ts';
import { message, range } from './fixture.ts';

const SIZE = 5;

/** A server with items 1 to newest, which may be out of reach. */
class Server {
  newest: number;
  reachable = true;
  calls = 0;

  constructor(newest: number) {
    this.newest = newest;
  }

  readonly page = async (next?: string): Promise<Page> => {
    this.calls++;
    if (!this.reachable) throw new Error('unreachable');
    const last = next === undefined ? this.newest : Number(next);
    const first = Math.max(1, last - SIZE + 1);
    return { items: range(first, last).map((n) => message(n)), ...(first > 1 && { next: String(first - 1) }) };
  };
}

function opened(newest: number) {
  const server = new Server(newest);
  const transcript = new Transcript();
  return { server, transcript, history: new History(transcript, server.page) };
}

const ids = (t: Transcript) => t.entries().map((entry) => entry.key);
const all = (first: number, last: number) => range(first, last).map((n) => `i${n}`);

test('pages go upwards to the beginning, each item once', async () => {
  const { transcript, history } = opened(12);
  assert.equal(history.state, 'unknown');
  await history.refresh();
  assert.deepEqual([ids(transcript), history.state], [all(8, 12), 'more']);
  await history.earlier();
  assert.deepEqual([ids(transcript), history.state], [all(3, 12), 'more']);
  await history.earlier();
  assert.deepEqual([ids(transcript), history.state], [all(1, 12), 'complete']);
});

test('at the beginning nothing is asked for', async () => {
  const { server, history } = opened(3);
  await history.refresh();
  await history.earlier();
  assert.deepEqual([history.state, server.calls], ['complete', 1]);
});

test('one page at a time is loaded', async () => {
  const { server, history } = opened(20);
  await history.refresh();
  await Promise.all([history.earlier(), history.earlier(), history.earlier()]);
  assert.equal(server.calls, 2);
});

test('after a time without a connection the gap is filled, however long it was', async () => {
  const { server, transcript, history } = opened(12);
  await history.refresh();
  history.lost();
  server.newest = 31;
  transcript.add([message(31)]); // pushed before the page was asked for
  await history.refresh();
  assert.deepEqual(ids(transcript), all(8, 31));
  await history.earlier();
  assert.deepEqual(ids(transcript), all(3, 31));
});

test('without a loss the newest page is all that is asked for', async () => {
  const { server, history } = opened(12);
  await history.refresh();
  server.newest = 31;
  await history.refresh();
  assert.equal(server.calls, 2);
});

test('a page that fails is asked for again, from where it was', async () => {
  const { server, transcript, history } = opened(12);
  await history.refresh();
  server.reachable = false;
  await assert.rejects(history.earlier());
  assert.equal(history.state, 'failed');
  server.reachable = true;
  await history.earlier();
  assert.deepEqual([ids(transcript), history.state], [all(3, 12), 'more']);
});

test('a refresh that is asked for during one looks once more', async () => {
  const { server, transcript, history } = opened(2);
  const first = history.refresh();
  server.newest = 3;
  await Promise.all([first, history.refresh()]);
  assert.deepEqual(ids(transcript), all(1, 3));
});

test('a chat that gets a past has more to load', async () => {
  const transcript = new Transcript();
  let past = false;
  const history = new History(transcript, async (next) =>
    next === undefined ? { items: [message(9)], ...(past && { next: 'past' }) } : { items: [message(1, { contact: 'c0' })] },
  );
  await history.refresh();
  assert.equal(history.state, 'complete');
  past = true;
  await history.extend();
  assert.equal(history.state, 'more');
  await history.earlier();
  assert.deepEqual([ids(transcript), history.state], [['i1', 'seam-c0-c1', 'i9'], 'complete']);
});
