import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Talk } from '../src/chat/talk.ts';

const nothing = () => {};

// A browser's document, as far as a talk looks at it.
Object.assign(globalThis, { document: { addEventListener: nothing, removeEventListener: nothing } });

/** A talk over a session that tells what it sends, and how to let typing through. */
function talking() {
  const sent: string[] = [];
  let settle!: (refused: boolean) => void;
  const typing = new Promise<void>((through, fail) => {
    settle = (refused) => (refused ? fail(new Error('refused')) : through());
  });
  const session = {
    onMessage: nothing, onTyping: nothing, onReadReceipt: nothing, onDeliveredReceipt: nothing,
    sendEvent: () => (sent.push('typing'), typing),
    sendMessage: ({ message }: { message: string }) => {
      sent.push(message);
      return Promise.resolve({ data: { Id: message, AbsoluteTime: '2026-11-21T10:00:00.000Z' } });
    },
  };
  const self = { name: 'Ada', role: 'CUSTOMER', contact: 'c1', mine: () => true, watching: () => true } as const;
  const talk = new Talk(self, { changed: nothing, heard: nothing });
  talk.attach(session as unknown as connect.CustomerChatSession);
  return { talk, sent, settle };
}

// Otherwise the others see somebody typing whose message is there, and a chat that the
// message ends refuses it.
test('a message waits for the typing before it, and keeps its turn', async () => {
  for (const refused of [false, true]) {
    const { talk, sent, settle } = talking();
    talk.types();
    const messages = Promise.all([talk.send('one'), talk.send('two')]);
    await new Promise((later) => setImmediate(later));
    assert.deepEqual(sent, ['typing']);
    settle(refused);
    await messages;
    assert.deepEqual(sent, ['typing', 'one', 'two']);
  }
});

test('a message waits for nothing where nobody typed', async () => {
  const { talk, sent } = talking();
  await talk.send('one');
  assert.deepEqual(sent, ['one']);
});
