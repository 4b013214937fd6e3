import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Visits, type Shelf, type Visit } from '../src/customer/visits.ts';

class Memory implements Shelf {
  value: string | null = null;
  getItem(): string | null {
    return this.value;
  }
  setItem(_: string, value: string): void {
    this.value = value;
  }
}

const visit = (id: string): Visit => ({
  contactId: id, participantId: `p-${id}`, participantToken: `token-${id}`, ticket: `ticket-${id}`, name: 'Ana', startedAt: '2026-11-21T10:00:00.000Z',
});
const ended = (visits: Visits) => visits.ended.map((v) => v.contactId);

test('a chat is open until it ends, also in another window', () => {
  const shelf = new Memory();
  const here = new Visits(shelf);
  const there = new Visits(shelf);
  here.begin(visit('a'));
  assert.equal(there.open?.participantToken, 'token-a');
  there.end('a');
  assert.equal(here.open, undefined);
  assert.deepEqual(ended(here), ['a']);
  here.end('a');
  assert.deepEqual(ended(here), ['a']);
});

test('what opened a chat is not kept once it has ended', () => {
  const shelf = new Memory();
  const visits = new Visits(shelf);
  visits.begin(visit('a'));
  visits.end('a');
  assert.ok(!shelf.value?.includes('token-a'));
  assert.equal(visits.ended[0]?.ticket, 'ticket-a');
});

test('a chat that is continued becomes part of the next', () => {
  const visits = new Visits(new Memory());
  for (const id of ['a', 'b']) {
    visits.begin(visit(id));
    visits.end(id);
  }
  visits.begin(visit('c'), visits.ended[1]);
  assert.deepEqual(ended(visits), ['b']);
  visits.end('c');
  assert.deepEqual(ended(visits), ['c', 'b']);
});

test('a chat that another window opened meanwhile is not lost', () => {
  const visits = new Visits(new Memory());
  visits.begin(visit('a'));
  visits.begin(visit('b'));
  assert.deepEqual([visits.open?.contactId, ended(visits)], ['b', ['a']]);
});

test('a chat can be forgotten, and the oldest are', () => {
  const visits = new Visits(new Memory());
  for (let i = 0; i < 60; i++) {
    visits.begin(visit(String(i)));
    visits.end(String(i));
  }
  assert.equal(visits.ended.length, 50);
  visits.forget('59');
  assert.equal(ended(visits)[0], '58');
});

test('without storage chats last as long as the page', () => {
  const none: Shelf = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  };
  const visits = new Visits(none);
  visits.begin(visit('a'));
  visits.end('a');
  assert.deepEqual(ended(visits), ['a']);
});

test('what is damaged counts as nothing', () => {
  const shelf = new Memory();
  for (const value of ['', '{', 'null', '7', '[]', '{"open":7,"ended":{}}', '{"open":{"contactId":"a"},"ended":[null,{"ticket":1}]}']) {
    shelf.value = value;
    const visits = new Visits(shelf);
    assert.deepEqual([visits.open, visits.ended], [undefined, []], value);
  }
});
