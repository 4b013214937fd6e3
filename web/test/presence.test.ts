import assert from 'node:assert/strict';
import { test } from 'node:test';

import { JOINED, LEFT, TYPING, type WireItem } from '../src/chat/item.ts';
import { Presence } from '../src/chat/presence.ts';
import { statusOf } from '../src/chat/status.ts';

const wire = (n: number, participant: string, change: Partial<WireItem> = {}): WireItem => ({
  Id: `i${n}`, AbsoluteTime: `2026-11-21T10:00:0${n}.000Z`, ContactId: 'c1', ParticipantId: participant, ParticipantRole: 'AGENT', Type: 'MESSAGE', ...change,
});
const event = (n: number, participant: string, ContentType: string) => wire(n, participant, { Type: 'EVENT', ContentType });

test('who came or spoke is there until he leaves, however late that is told', () => {
  const story: Array<readonly [WireItem, number]> = [
    [event(1, 'a', JOINED), 1], [wire(2, 'a'), 1], [event(3, 'b', JOINED), 2], [event(4, 'a', LEFT), 1], [wire(5, 'c'), 2], [event(6, 'a', JOINED), 3],
  ];
  const told = new Presence();
  for (const [item, others] of story) {
    told.take(item);
    assert.equal(told.others, others, item.Id);
  }
  const loaded = new Presence();
  for (const [item] of story.toReversed()) loaded.take(item);
  assert.equal(loaded.others, 3);
  loaded.take(event(4, 'a', LEFT));
  assert.equal(loaded.others, 3, 'he came back since');
});

test('nobody is there by what is past, typed, or said by the chat itself', () => {
  const p = new Presence();
  const { ContactId, ...past } = wire(1, 'a');
  for (const item of [{ ...past, RelatedContactId: ContactId! }, event(2, 'a', TYPING), wire(3, 'a', { ParticipantRole: 'SYSTEM' }), wire(4, '')]) {
    assert.equal(p.take(item), false);
  }
  assert.equal(p.others, 0);
});

test('a change of who is there is told, and nothing else', () => {
  const p = new Presence();
  const changes = [event(1, 'a', JOINED), wire(2, 'a'), event(3, 'a', LEFT), event(4, 'a', LEFT)].map((item) => p.take(item));
  assert.deepEqual(changes, [true, false, true, false]);
});

test('the status of an answer is found wherever ChatJS has put it', () => {
  assert.deepEqual([{ statusCode: 409 }, { _debug: { statusCode: 403 } }, { _debug: { _debug: { statusCode: 400 } } }].map(statusOf), [409, 403, 400]);
  assert.deepEqual([undefined, null, {}, 'text', { _debug: null }].map(statusOf), [undefined, undefined, undefined, undefined, undefined]);
});
