import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Item } from '../src/chat/item.ts';
import { Transcript } from '../src/chat/transcript.ts';
import { message, range } from './fixture.ts';

const keys = (t: Transcript) => t.entries().map((entry) => entry.key);
const deliveries = (t: Transcript) => t.entries().map((entry) => ('delivery' in entry ? entry.delivery : undefined));
const mine = { speaker: 'me' } as const;

test('items come in the order of their time, once, however they arrive', () => {
  const want = range(1, 6).map((n) => `i${n}`);
  const arrivals = [[1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1], [3, 1, 3, 2, 6, 5, 4, 1], [4, 5, 6, 1, 2, 3, 4, 5, 6]];
  for (const arrival of arrivals) {
    const together = new Transcript();
    together.add(arrival.map((n) => message(n)));
    assert.deepEqual(keys(together), want);
    const singly = new Transcript();
    for (const n of arrival) singly.add([message(n)]);
    assert.deepEqual(keys(singly), want);
  }
});

test('items of one time stay in the order of arrival', () => {
  const t = new Transcript();
  const { time } = message(1);
  t.add([message(1), message(2, { time }), message(3, { time })]);
  t.add([message(2, { time, text: 'changed' })]);
  assert.deepEqual(keys(t), ['i1', 'i2', 'i3']);
});

test('what is new is told once', () => {
  const t = new Transcript();
  assert.equal(t.add([message(1), message(1), message(2)]).length, 2);
  assert.equal(t.add([message(2), message(3)]).length, 1);
});

test('a later copy of an item replaces it', () => {
  const t = new Transcript();
  t.add([message(1, { text: 'half' })]);
  t.add([message(1, { text: 'the whole' })]);
  const [entry] = t.entries();
  assert.equal(entry?.kind === 'item' && entry.item.text, 'the whole');
});

test('a seam stands between contacts, and none before the first', () => {
  const t = new Transcript();
  t.add([message(5, { contact: 'c2' }), message(6, { contact: 'c2' })]);
  assert.deepEqual(keys(t), ['i5', 'i6']);
  t.add([message(1), message(2)]);
  assert.deepEqual(keys(t), ['i1', 'i2', 'seam-c1-c2', 'i5', 'i6']);
});

test('what customers do not see does not follow on what they do, nor the other way round', () => {
  const t = new Transcript();
  t.add([message(1), message(2, { internal: true }), message(3, { internal: true }), message(4)]);
  const follows = t.entries().filter((entry) => entry.kind === 'item' && entry.follows);
  assert.deepEqual(follows.map(({ key }) => key), ['i3']);
});

test('what somebody goes on to say follows, but not over a seam, a notice or a long time', () => {
  const t = new Transcript();
  const late = '2026-11-21T10:05:00.000Z';
  t.add([
    message(1), message(2), message(3, { name: 'Ann' }), message(4, { name: 'Ann', notice: 'left' }), message(5, { name: 'Ann' }),
    message(6, { name: 'Ann', contact: 'c2' }), message(7, { name: 'Ann', contact: 'c2', time: late }),
  ]);
  const follows = t.entries().filter((entry) => entry.kind === 'item' && entry.follows);
  assert.deepEqual(follows.map(({ key }) => key), ['i2']);
});

test('a message that is taken becomes its item, whichever comes first', () => {
  for (const pushFirst of [true, false]) {
    const t = new Transcript();
    const item = message(2, { ...mine, text: 'hello' });
    t.send('token', 'hello');
    t.add([message(1)]);
    assert.deepEqual(keys(t), ['i1', 'token']);
    if (pushFirst) {
      t.add([item]);
      assert.deepEqual(keys(t), ['i1', 'i2'], 'before the answer');
    }
    t.sent('token', item);
    if (!pushFirst) t.add([item]);
    assert.deepEqual(keys(t), ['i1', 'i2']);
    assert.deepEqual(deliveries(t), [undefined, 'sent']);
  }
});

test('two messages that say the same are shown once each at every moment, in whatever order they are told', () => {
  const [a, b] = [message(2, { ...mine, text: 'ok' }), message(3, { ...mine, text: 'ok' })];
  const steps: Readonly<Record<string, (t: Transcript) => void>> = {
    'push a': (t) => t.add([a]),
    'push b': (t) => t.add([b]),
    'answer a': (t) => t.sent('token a', a),
    'answer b': (t) => t.sent('token b', b),
  };
  const orders = permutations(Object.keys(steps));
  assert.equal(orders.length, 24);
  for (const order of orders) {
    const t = new Transcript();
    t.add([message(1, { ...mine, text: 'ok' })]); // said before
    t.send('token a', 'ok');
    t.send('token b', 'ok');
    assert.deepEqual(keys(t), ['i1', 'token a', 'token b']);
    for (const [i, step] of order.entries()) {
      steps[step]!(t);
      assert.equal(keys(t).length, 3, order.slice(0, i + 1).join(', '));
    }
    assert.deepEqual(keys(t), ['i1', 'i2', 'i3'], order.join(', '));
  }
});

test('nothing stands for a message on its way but the same, said after it by oneself', () => {
  const t = new Transcript();
  t.add([message(5, { ...mine, text: 'ok' })]);
  t.send('token', 'ok');
  t.add([
    message(1, { ...mine, text: 'ok' }), message(2, { ...mine, text: 'ok', past: true, contact: 'c0' }), // the past, loaded meanwhile
    message(6, { text: 'ok' }), message(7, mine), message(8, { ...mine, text: 'ok', contentType: 'text/markdown' }),
  ]);
  assert.equal(keys(t).at(-1), 'token');
  t.add([message(9, { ...mine, text: 'ok' })]);
  assert.equal(keys(t).at(-1), 'i9');
});

test('a message that failed is shown whatever arrived, and once when it goes again', () => {
  const t = new Transcript();
  const item = message(2, { ...mine, text: 'ok' });
  t.send('token', 'ok');
  t.add([item]);
  t.failed('token'); // the answer was lost
  assert.deepEqual(keys(t), ['i2', 'token']);
  t.send('token', 'ok');
  assert.deepEqual(keys(t), ['i2']);
  t.sent('token', item);
  assert.deepEqual(keys(t), ['i2']);
});

function permutations<T>(of: readonly T[]): T[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first, i) => permutations(of.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

test('a message that failed stays at the end, with its text, until it is taken', () => {
  const t = new Transcript();
  t.send('token', 'hello');
  t.failed('token');
  t.add([message(3)]);
  assert.deepEqual(deliveries(t), [undefined, 'failed']);
  t.send('token', t.textOf('token')!);
  assert.deepEqual(deliveries(t), [undefined, 'sending']);
  t.sent('token', message(4, mine));
  assert.deepEqual(keys(t), ['i3', 'i4']);
});

const sheet = { name: 'a.csv', size: 7 };
const attached = (n: number, change: Partial<Item> = {}) =>
  message(n, { ...mine, text: '', contentType: 'text/csv', file: { id: `f${n}`, name: 'a.csv', state: 'there' }, ...change });
const later = { text: 'failed', again: true } as const;
const never = { text: 'fileTooMany', again: false } as const;

test('a file is on its way until its item is there, whichever of push and answer comes first', () => {
  for (const pushFirst of [true, false]) {
    const t = new Transcript();
    t.add([attached(1)]); // sent before
    t.send('token', '', sheet);
    assert.deepEqual(keys(t), ['i1', 'token']);
    if (pushFirst) t.add([attached(2)]);
    t.taken('token');
    assert.deepEqual(keys(t), ['i1', pushFirst ? 'i2' : 'token'], 'nobody tells the id of the item');
    if (!pushFirst) t.add([attached(2)]);
    assert.deepEqual(keys(t), ['i1', 'i2']);
    t.send('again', '', sheet);
    assert.deepEqual(keys(t), ['i1', 'i2', 'again']);
  }
});

test('two files of one name are there once each', () => {
  const t = new Transcript();
  t.send('one', '', sheet);
  t.send('two', '', sheet);
  t.add([attached(1)]);
  assert.deepEqual(keys(t), ['i1', 'two']);
  t.taken('one');
  assert.deepEqual(keys(t), ['i1', 'two']);
  t.taken('two');
  assert.deepEqual(keys(t), ['i1', 'two']);
  t.add([attached(2)]);
  assert.deepEqual(keys(t), ['i1', 'i2']);
});

test('a file that was said to have failed and came is there once, and one that was refused stays', () => {
  for (const comesFirst of [true, false]) {
    const t = new Transcript();
    t.send('token', '', sheet);
    if (comesFirst) t.add([attached(1)]);
    t.failed('token', later);
    if (!comesFirst) t.add([attached(1)]);
    assert.deepEqual(keys(t), ['i1']);
  }
  const t = new Transcript();
  t.send('token', '', sheet);
  t.failed('token', never);
  t.add([attached(1), attached(2, { text: 'a.csv', file: { id: 'f2', name: 'b.csv', state: 'there' } })]); // of another window
  assert.deepEqual(t.entries().at(-1), { kind: 'pending', key: 'token', text: '', file: sheet, refusal: never, delivery: 'failed' });
  t.discard('token');
  assert.deepEqual(keys(t), ['i1', 'i2']);
});

test('what goes once more has not failed, and is not discarded', () => {
  const t = new Transcript();
  t.send('token', '', sheet);
  t.failed('token', later);
  t.send('token', '', sheet);
  t.discard('token');
  assert.deepEqual(t.entries(), [{ kind: 'pending', key: 'token', text: '', file: sheet, delivery: 'sending' }]);
});

test('a receipt for a message says the same of all before, and never less than before', () => {
  const t = new Transcript();
  t.add([1, 2, 3, 4].map((n) => message(n, mine)));
  t.receipt('i3', 'delivered');
  assert.deepEqual(deliveries(t), ['delivered', 'delivered', 'delivered', 'sent']);
  t.receipt('i2', 'read');
  assert.deepEqual(deliveries(t), ['read', 'read', 'delivered', 'sent']);
  t.receipt('i2', 'delivered');
  assert.deepEqual(deliveries(t), ['read', 'read', 'delivered', 'sent']);
  t.add([message(4, { ...mine, receipt: 'read' })]);
  assert.deepEqual(deliveries(t), ['read', 'read', 'read', 'read']);
});

test('what was said can be had as it stands, with how far it was read', () => {
  const t = new Transcript();
  t.add([message(2, mine), message(1, { ...mine, receipt: 'read' }), message(3)]);
  t.receipt('i1', 'delivered');
  t.receipt('i2', 'delivered');
  assert.deepEqual(t.items.map(({ id, receipt }) => [id, receipt]), [['i1', 'read'], ['i2', 'delivered'], ['i3', undefined]]);
});

test('a receipt that is faster than its message is kept', () => {
  const t = new Transcript();
  t.receipt('i1', 'read');
  t.add([message(1, mine)]);
  assert.deepEqual(deliveries(t), ['read']);
});

test('the newest that was heard is of somebody else and of this chat', () => {
  const t = new Transcript();
  assert.equal(new Transcript().newestHeard, undefined);
  t.add([message(1, { past: true }), message(2), message(3, mine), message(4, { speaker: 'system' }), message(5, { notice: 'left' })]);
  assert.equal(t.newestHeard?.id, 'i2');
});
