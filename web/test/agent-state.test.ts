import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Agent } from '../src/agent/agent.ts';
import { Api, type Fetch } from '../src/agent/api.ts';
import { Push } from '../src/agent/push.ts';
import { Session } from '../src/agent/session.ts';
import { later, settle } from './agent.ts';

const configuration = { name: 'Ann', routingProfile: { routingProfileARN: 'r', defaultOutboundQueue: { queueARN: 'q' } } };
const snapshot = { state: { type: 'routable', name: 'Available' }, contacts: [], snapshotTimestamp: 1 };
const never = new Promise<never>(() => {});

test('who is signed out sees the same until somebody is signed in', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  let signedIn = false;
  const session = new Session(async () =>
    new Response(JSON.stringify(signedIn ? { accessToken: 'T', expiration: '1970-01-01T01:00:00Z' } : {}), { status: signedIn ? 200 : 401 }));
  let held = false;
  const fetcher: Fetch = async (_, init) => {
    const operation = (init.headers as Record<string, string>)['X-Amz-Target']!.split('.')[1];
    if (operation === 'GetAgentSnapshot') {
      if (held) return never;
      held = true;
      return new Response(JSON.stringify({ snapshot, nextToken: '1' }));
    }
    return new Response(JSON.stringify(operation === 'GetAgentConfiguration' ? { configuration } : {}));
  };
  const agent = new Agent(session, new Api(session, fetcher), new Push(() => never));
  const states: string[] = [];
  agent.on(() => states.push(agent.state));
  agent.start();
  await settle();
  assert.deepEqual(states, ['signed-out']);
  agent.resume();
  await later(t, 20_000);
  assert.deepEqual(states, ['signed-out']);
  signedIn = true;
  agent.resume();
  await later(t, 0);
  await settle();
  assert.equal(states[1], 'starting');
  assert.equal(agent.state, 'ready');
  assert.equal(agent.configuration?.name, 'Ann');
  agent.stop();
});

test('a contact is cleared after the status that was chosen before it', async () => {
  const asked: string[] = [];
  let taken = (_: Response) => {};
  const session = new Session(async () => new Response(JSON.stringify({ accessToken: 'T', expiration: '1970-01-01T01:00:00Z' })));
  const fetcher: Fetch = async (_, init) => {
    const operation = (init.headers as Record<string, string>)['X-Amz-Target']!.split('.')[1]!;
    asked.push(operation);
    return operation === 'PutAgentState' ? new Promise<Response>((answer) => (taken = answer)) : new Response('{}');
  };
  const agent = new Agent(session, new Api(session, fetcher), new Push(() => never));
  for (const status of [200, 400]) { // one that is refused keeps nobody from clearing
    const took = agent.setState({ agentStateARN: 'a', type: 'offline', name: 'Offline' }).then(() => true, () => false);
    const cleared = agent.clear('c');
    await settle();
    assert.deepEqual(asked.splice(0), ['PutAgentState']);
    taken(new Response('{}', { status }));
    await cleared;
    assert.deepEqual(asked.splice(0), ['ClearContact']);
    assert.equal(await took, status === 200);
  }
});
