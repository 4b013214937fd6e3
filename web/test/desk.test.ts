import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Contact, Connection, Endpoint } from '../src/agent/wire.ts';
import { caseOf } from '../src/desk/cases.ts';
import { duration } from '../src/desk/duration.ts';
import { Readings } from '../src/desk/readings.ts';
import { rove } from '../src/desk/roving.ts';
import { search } from '../src/desk/search.ts';
import { letters, shortcutOf, shortcuts, type Key } from '../src/desk/shortcuts.ts';
import { catalogue, Texts } from '../src/desk/texts.ts';
import { titleOf } from '../src/desk/title.ts';
import { wording } from '../src/desk/wording.ts';
import { wantComplete } from './complete.ts';
import { message } from './fixture.ts';

const at = new Date('2026-11-21T10:00:00.000Z');

function connection(type: Connection['type'], id: string, media: Partial<Connection['chatMediaInfo']> = {}): Connection {
  const endpoint: Endpoint = { endpointARN: null, type: 'agent', name: null };
  return {
    connectionId: id, type, initial: type === 'inbound', state: { type: 'connected', timestamp: at }, endpoint, address: endpoint,
    chatMediaInfo: { chatAutoAccept: false, connectionData: null, customerName: null, ...media },
  };
}

function contact(change: Partial<Contact> = {}): Contact {
  const state = { type: 'connected', timestamp: at } as const;
  return {
    contactId: 'c1', initialContactId: 'c0', type: 'chat', initiationMethod: 'api', state, status: state, attributes: {}, contactDuration: '0',
    connections: [
      connection('agent', 'p1', { connectionData: '{"ConnectionAuthenticationToken":"token"}' }),
      connection('inbound', 'p2', { customerName: 'Ada' }),
    ],
    name: null, description: null, languageCode: null, segmentAttributes: {},
    contactFeatures: { attachmentsEnabled: false, messagingMarkdownEnabled: false, multiPartyConferenceEnabled: false },
    ...change,
  };
}

test('a contact is what the agent has to do with it', () => {
  const phase = (type: Contact['state']['type']) => caseOf(contact({ state: { type, timestamp: at } })).phase;
  assert.deepEqual(
    (['incoming', 'connecting', 'connected', 'ended', 'missed', 'rejected', 'error'] as const).map(phase),
    ['offered', 'offered', 'talking', 'after', 'failed', 'failed', 'failed'],
  );
});

test('a contact tells who is in it and how to talk there', () => {
  const of = caseOf(contact({
    attributes: { z: { name: 'z', value: '1' }, a: { name: 'a', value: '<b>' } },
    initiationMethod: 'queue_transfer',
    connections: [...contact().connections, connection('outbound', 'p3', { agentName: 'Bob' })],
  }));
  assert.deepEqual([of.customer, of.participant, of.token, of.transferred, of.since], ['Ada', 'p1', 'token', true, at.getTime()]);
  assert.equal(of.lasts, 0);
  assert.equal(caseOf(contact({ agentContactHandlingConfig: { autoAccept: false, answerTimeInSeconds: 20 } })).lasts, 20_000);
  assert.deepEqual([of.attributes, of.others], [[['a', '<b>'], ['z', '1']], [{ id: 'p3', name: 'Bob', invited: false }]]);
});

test('who has a chat may take colleagues out, and who monitors it may not', () => {
  const [own, customer] = contact().connections;
  const invited = { ...connection('outbound', 'p4', { agentName: 'Eve' }), state: { type: 'connecting', timestamp: at } };
  const of = caseOf(contact({ connections: [own!, customer!, invited] }));
  assert.deepEqual([of.host, of.others], [true, [{ id: 'p4', name: 'Eve', invited: true }]]);
  assert.equal(caseOf(contact({ connections: [connection('monitoring', 'p1'), customer!] })).host, false);
  assert.equal(caseOf(contact({ state: { type: 'ended', timestamp: at } })).host, false);
});

test('a contact without what is told of others is a contact all the same', () => {
  for (const connectionData of [null, '', '{', '7', '{"ConnectionAuthenticationToken":7}']) {
    const of = caseOf(contact({ connections: [connection('agent', 'p1', { connectionData, customerName: 'Ada' })] }));
    assert.deepEqual([of.customer, of.token, of.queue], ['Ada', '', ''], String(connectionData));
  }
  assert.equal(caseOf(contact({ connections: [] })).customer, '');
});

test('time spans are written as on a watch', () => {
  assert.deepEqual([-5, 0, 7_999, 760_000, 3_723_000].map(duration), ['0:00', '0:00', '0:07', '12:40', '1:02:03']);
});

test('arrows go round a list, and other keys nowhere', () => {
  assert.deepEqual(['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'Home', 'End'].map((key) => rove(key, 2, 3)), [0, 0, 1, 1, 0, 2]);
  assert.deepEqual([rove('ArrowDown', -1, 3), rove('ArrowUp', -1, 3)], [0, 2]);
  assert.deepEqual([rove('a', 0, 3), rove('ArrowDown', -1, 0)], [undefined, undefined]);
});

test('quick connects are found by words, whatever their accents and order', () => {
  const place = (name: string, type: Endpoint['type'] = 'agent'): Endpoint => ({ endpointARN: name, type, name, agentLogin: `${name}@x` });
  const all = [place('Zoë Müller'), place('Orders', 'queue'), place('+49 30 1', 'phone_number'), place('Anna')];
  const names = (typed: string) => search(all, typed).map(({ name }) => name);
  assert.deepEqual(names(''), ['Anna', 'Orders', 'Zoë Müller']);
  assert.deepEqual(names(' muller zoe '), ['Zoë Müller']);
  assert.deepEqual(names('@X'), ['Anna', 'Orders', 'Zoë Müller']);
  assert.deepEqual(names('nobody'), []);
});

test('each shortcut has a letter of its own, which needs Alt and nothing else', () => {
  assert.equal(new Set(Object.values(letters)).size, shortcuts.length);
  const key = (change: Partial<Key>): Key => ({ code: 'KeyA', altKey: true, ctrlKey: false, metaKey: false, shiftKey: false, ...change });
  assert.equal(shortcutOf(key({})), 'accept');
  for (const other of [{ altKey: false }, { ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { code: 'KeyQ' }]) {
    assert.equal(shortcutOf(key(other)), undefined, JSON.stringify(other));
  }
});

test('the title says what waits, and moves only for an offer', () => {
  const waiting = { offer: undefined, unread: 0 };
  assert.equal(titleOf('Desk', waiting, 0, false), 'Desk');
  assert.equal(titleOf('Desk', { ...waiting, unread: 3 }, 1, false), '(3) Desk');
  const offered = { offer: 'Incoming: Ada', unread: 1 };
  assert.deepEqual([0, 1, 2].map((beat) => titleOf('Desk', offered, beat, false)), ['● Incoming: Ada', '(1) Desk', '● Incoming: Ada']);
  assert.deepEqual([0, 1].map((beat) => titleOf('Desk', offered, beat, true)), ['● Incoming: Ada', '● Incoming: Ada']);
});

test('who speaks is named with the role', () => {
  const { who, seam } = wording(new Texts('en'));
  assert.equal(who(message(1)), 'Robin · Agent');
  assert.equal(who(message(1, { role: 'CUSTOMER', name: 'Ada' })), 'Ada · Customer');
  assert.equal(who(message(1, { role: 'SYSTEM', speaker: 'system', name: 'SYSTEM_MESSAGE' })), 'Automatic message');
  assert.equal(who(message(1, { speaker: 'me' })), 'You');
  assert.match(seam({ kind: 'seam', key: 's', time: at.toISOString(), contact: '12345678-90ab' }), /contact 12345678$/);
});

test('what is read in one tab is told to the others, and not to itself', async () => {
  const here = new Readings(() => assert.fail('it told itself'));
  const told = await new Promise((resolve) => {
    const there = new Readings((contact, item) => {
      resolve([contact, item]);
      there.close();
    });
    here.read('c1', 'i7');
  });
  here.close();
  assert.deepEqual(told, ['c1', 'i7']);
});

test('every text of the desk exists in every language, with the same gaps', () => wantComplete(catalogue));
