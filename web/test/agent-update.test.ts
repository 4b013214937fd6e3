import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readConfiguration, readSnapshot } from '../src/agent/update.ts';

const raw = () => ({
  state: { agentStateARN: 'arn:s', type: 'routable', name: 'Available', startTimestamp: 1767225600.123 },
  nextState: null,
  agentAvailabilityState: { state: 'Available', timeStamp: 1767225600.123 },
  snapshotTimestamp: 1767225601.456,
  contacts: [{
    contactId: 'C', initialContactId: 'C', type: 'chat', state: { type: 'connected', timestamp: 1767225700 },
    queue: { queueARN: 'arn:q', name: 'Basic' }, queueTimestamp: 1767225650, references: null, name: null, attributes: { tier: { name: 'tier', value: 'gold' } },
    connections: [{
      connectionId: 'P', type: 'agent', state: { type: 'connected', timestamp: 1767225700.5 }, endpoint: { type: 'agent', name: null, queue: null },
      chatMediaInfo: { connectionData: null, customerName: 'Ana' }, monitoringInfo: null, mute: false,
    }],
  }],
});

test('times are dates, and the second names are there', () => {
  const s = readSnapshot(raw(), 1767225600_000);
  assert.deepEqual(s.state.startTimestamp, new Date(1767225600_123));
  assert.deepEqual(s.agentAvailabilityState.timeStamp, new Date(1767225600_123));
  assert.equal(s.localTimestamp, 1767225600_000);
  assert.equal(s.skew, 1456);
  const [c] = s.contacts;
  assert.deepEqual(c?.state, { type: 'connected', timestamp: new Date(1767225700_000) });
  assert.equal(c?.status, c?.state);
  assert.equal(c?.queue?.queueId, 'arn:q');
  assert.deepEqual(c?.queueTimestamp, new Date(1767225650_000));
  assert.deepEqual(c?.connections[0]?.state.timestamp, new Date(1767225700_500));
  assert.equal(c?.connections[0]?.address, c?.connections[0]?.endpoint);
});

test('structures that are null are left out as the stock worker does, texts stay', () => {
  const s = readSnapshot(raw(), 0);
  assert.ok(!('nextState' in s));
  const c = s.contacts[0]!;
  assert.ok(!('references' in c) && !('monitoringInfo' in c.connections[0]!) && !('queue' in c.connections[0]!.endpoint));
  assert.equal(c.name, null);
  assert.equal(c.connections[0]?.chatMediaInfo.connectionData, null);
});

test('a next status is one, with its time', () => {
  const s = readSnapshot({ ...raw(), nextState: { agentStateARN: 'arn:l', type: 'not_routable', name: 'Lunch', startTimestamp: 1 } }, 0);
  assert.deepEqual(s.nextState, { agentStateARN: 'arn:l', type: 'not_routable', name: 'Lunch', startTimestamp: new Date(1000) });
});

test('nobody has contacts that are null', () => {
  assert.deepEqual(readSnapshot({ ...raw(), contacts: null }, 0).contacts, []);
});

test('a configuration has its parts and the second names of queues', () => {
  const profile = { name: 'R', routingProfileARN: 'arn:r', defaultOutboundQueue: { queueARN: 'arn:d', name: 'D' }, channelConcurrencyMap: { CHAT: 3 } };
  const c = readConfiguration({ name: 'Ann', routingProfile: profile }, [], ['chat'], [], [{ queueARN: 'arn:q', name: 'Q' }]);
  assert.deepEqual(c.routingProfile.queues, [{ queueARN: 'arn:q', queueId: 'arn:q', name: 'Q' }]);
  assert.equal(c.routingProfile.routingProfileId, 'arn:r');
  assert.equal(c.routingProfile.defaultOutboundQueue.queueId, 'arn:d');
  assert.deepEqual([c.agentStates, c.permissions, c.dialableCountries], [[], ['chat'], []]);
});
