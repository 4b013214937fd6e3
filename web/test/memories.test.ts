import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Item } from '../src/chat/item.ts';
import { Memories } from '../src/desk/memories.ts';
import { message } from './fixture.ts';

test('a tab that knows nothing is told by one that does', async () => {
  const open: Memories[] = [];
  const asked: string[] = [];
  const tab = (known: Record<string, readonly Item[]>, told = (_: string, __: readonly Item[]): void => {}): Memories => {
    const one = new Memories({
      known: (contact) => {
        asked.push(contact);
        return known[contact] ?? [];
      },
      told,
    });
    open.push(one);
    return one;
  };
  try {
    tab({ c1: [message(1), message(2)] });
    tab({});
    const answer = new Promise<unknown>((resolve) => {
      const late = tab({}, (contact, items) => resolve([contact, items]));
      late.ask('c2'); // of which nobody knows
      late.ask('c1');
    });
    assert.deepEqual(await answer, ['c1', [message(1), message(2)]]);
    assert.ok(asked.includes('c2'));
  } finally {
    for (const one of open) one.close();
  }
});
