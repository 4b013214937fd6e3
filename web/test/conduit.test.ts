import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ancestorsOf } from '../src/conduit/ancestors.ts';
import { Masters, type Claim } from '../src/conduit/masters.ts';
import { operationOf } from '../src/conduit/operations.ts';
import { Outer } from '../src/conduit/outer.ts';

test('the origins of a policy are those that it names', () => {
  const policy = "default-src 'none'; frame-ancestors 'self' https://crm.example https://*.evil.example https: * http://127.0.0.1:9000; x-src https://no.example";
  assert.deepEqual(ancestorsOf(policy, 'https://own.example'), ['https://own.example', 'https://crm.example', 'http://127.0.0.1:9000']);
  assert.deepEqual(ancestorsOf("frame-ancestors 'none'", 'https://own.example'), []);
  assert.deepEqual(ancestorsOf('', 'https://own.example'), []);
});

function window() {
  const said: [message: unknown, origin: string][] = [];
  return { said, postMessage: (message: unknown, origin: string) => void said.push([message, origin]) };
}
const from = (source: unknown, origin: string, data: unknown) => ({ source, origin, data }) as unknown as MessageEvent;
const hello = { event: 'synchronize' };

test('only the page around this one is heard, and only of an approved origin', () => {
  const w = window();
  const outer = new Outer(w, ['https://a.example', 'https://b.example'], 'https://a.example');
  assert.deepEqual(outer.read(from(w, 'https://a.example', hello)), hello);
  assert.equal(outer.read(from(w, 'https://b.example', hello)), undefined);
  assert.equal(outer.read(from(w, 'https://evil.example', hello)), undefined);
  assert.equal(outer.read(from(window(), 'https://a.example', hello)), undefined);
  for (const data of [null, 'text', 7, {}, { event: 1 }]) assert.equal(outer.read(from(w, 'https://a.example', data)), undefined);
});

test('nothing is said to a page that is not approved', () => {
  const w = window();
  const outer = new Outer(w, ['https://a.example'], 'https://evil.example');
  outer.post('agent::update', {});
  assert.equal(outer.approved, false);
  assert.deepEqual(w.said, []);
});

test('where the browser does not tell whose page it is, the approved are addressed until it answers', () => {
  const w = window();
  const outer = new Outer(w, ['https://a.example', 'https://b.example']);
  outer.post('acknowledge');
  assert.deepEqual(w.said.map(([, origin]) => origin), ['https://a.example', 'https://b.example']);
  outer.read(from(w, 'https://evil.example', hello));
  outer.read(from(w, 'https://b.example', hello));
  w.said.length = 0;
  outer.post('acknowledge');
  assert.deepEqual(w.said.map(([, origin]) => origin), ['https://b.example']);
  assert.equal(outer.read(from(w, 'https://a.example', hello)), undefined);
});

test('the first who asks has a topic, until another takes it', () => {
  const heard: Masters[] = [];
  const tell = (claim: Claim) => void heard.forEach((m) => m.hear(claim));
  const one = new Masters('1', tell);
  const two = new Masters('2', tell);
  heard.push(two);
  const topic = 'connect::ringtone';
  assert.deepEqual(one.answer({ method: 'checkMaster', params: { topic } }), { masterId: '1', isMaster: true, takeOver: false, topic });
  assert.deepEqual(two.answer({ method: 'checkMaster', params: { topic } }), { masterId: '1', isMaster: false, takeOver: false, topic });
  heard.splice(0, 1, one);
  assert.equal(two.answer({ method: 'becomeMaster', params: { topic } }).takeOver, true);
  assert.equal(one.answer({ method: 'checkMaster', params: { topic } }).masterId, '2');
  two.release();
  assert.equal(one.answer({ method: 'checkMaster', params: { topic, shouldNotBecomeMasterIfNone: true } }).masterId, null);
  assert.equal(one.answer({ method: 'checkMaster', params: { topic } }).isMaster, true);
});

test('whose topic is taken is told', () => {
  const one = new Masters('1', () => {});
  one.answer({ method: 'checkMaster', params: { topic: 'T' } });
  assert.deepEqual(one.hear({ kind: 'claim', topic: 'T', id: '2' }), { masterId: '2', isMaster: false, takeOver: true, topic: 'T' });
  assert.equal(one.hear({ kind: 'claim', topic: 'T', id: '3' }), undefined);
});

test('the operations that the stock worker lacks go by their own names', () => {
  assert.equal(operationOf('acceptContact'), 'AcceptContact');
  assert.equal(operationOf('transferContact'), 'transferContact');
  assert.equal(operationOf('getNewAuthToken'), undefined);
  assert.equal(operationOf('constructor'), undefined);
});
