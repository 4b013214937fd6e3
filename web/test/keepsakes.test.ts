import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Keepsakes, type Shelf } from '../src/desk/keepsakes.ts';
import { message, range } from './fixture.ts';

function shelf(): Shelf & { readonly all: Map<string, string> } {
  const all = new Map<string, string>();
  return {
    all,
    getItem: (key) => all.get(key) ?? null,
    setItem: (key, value) => void all.set(key, value),
    removeItem: (key) => void all.delete(key),
    key: (i) => [...all.keys()][i] ?? null,
    get length() {
      return all.size;
    },
  };
}

test('what was said is there again, the newest of it', () => {
  const s = shelf();
  new Keepsakes(() => s).keep('c1', range(1, 300).map((n) => message(n)));
  const kept = new Keepsakes(() => s).of('c1');
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [250, message(51), message(300)]);
  assert.deepEqual(new Keepsakes(() => s).of('c2'), []);
});

test('what is not to be kept goes, and nothing of others', () => {
  const s = shelf();
  s.setItem('rejoin.language', 'de');
  const k = new Keepsakes(() => s);
  for (const contact of ['c1', 'c2', 'c3']) k.keep(contact, [message(1)]);
  k.only(new Set(['c2']));
  assert.deepEqual([...s.all.keys()], ['rejoin.language', 'rejoin.chat.c2']);
  k.only(new Set());
  assert.deepEqual([...s.all.keys()], ['rejoin.language']);
});

test('where nothing can be kept nothing is', () => {
  const full = { ...shelf(), setItem: () => { throw new Error('full'); } };
  const barred = () => { throw new Error('barred'); };
  for (const k of [new Keepsakes(() => full), new Keepsakes(barred)]) {
    k.keep('c1', [message(1)]);
    k.only(new Set());
    assert.deepEqual(k.of('c1'), []);
  }
  for (const odd of ['{', '7', 'null']) {
    const s = shelf();
    s.setItem('rejoin.chat.c1', odd);
    assert.deepEqual(new Keepsakes(() => s).of('c1'), [], odd);
  }
});
