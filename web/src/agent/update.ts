// Makes of the agent API's answers what pages of Streams expect.

import type { Configuration, Contact, Connection, CurrentStatus, Endpoint, Queue, Snapshot, Status } from './wire.ts';

type Raw = Record<string, unknown>;

/** What GetAgentSnapshot answers, as Streams has it, now being when it arrived. */
export function readSnapshot(raw: Raw, now: number): Snapshot {
  const told = date(raw['snapshotTimestamp']) ?? new Date(now);
  const next = raw['nextState'] as Raw | null | undefined;
  const available = (raw['agentAvailabilityState'] ?? {}) as Raw;
  return {
    ...without(raw),
    state: status(raw['state'] as Raw, told),
    ...(next && { nextState: status(next, told) }),
    agentAvailabilityState: { state: String(available['state'] ?? ''), timeStamp: date(available['timeStamp']) ?? told },
    contacts: ((raw['contacts'] ?? []) as Raw[]).map((c) => contact(c, told)),
    snapshotTimestamp: told,
    localTimestamp: now,
    skew: told.getTime() - now,
  };
}

function status(raw: Raw, told: Date): CurrentStatus {
  return { ...(raw as unknown as Status), startTimestamp: date(raw['startTimestamp']) ?? told };
}

function contact(raw: Raw, told: Date): Contact {
  const state = timed(raw['state'] as Raw, told);
  const queued = date(raw['queueTimestamp']);
  return {
    ...(without(raw) as unknown as Contact),
    state: state as Contact['state'],
    status: state as Contact['status'],
    ...(raw['queue'] ? { queue: readQueue(raw['queue'] as Raw) } : {}),
    ...(queued && { queueTimestamp: queued }),
    attributes: (raw['attributes'] ?? {}) as Contact['attributes'],
    connections: ((raw['connections'] ?? []) as Raw[]).map((c) => connection(c, told)),
  };
}

function connection(raw: Raw, told: Date): Connection {
  const endpoint = without((raw['endpoint'] ?? {}) as Raw) as unknown as Endpoint;
  return { ...(without(raw) as unknown as Connection), state: timed(raw['state'] as Raw, told), endpoint, address: endpoint };
}

function timed(raw: Raw, told: Date): { type: string; timestamp: Date } {
  return { ...raw, type: String(raw['type']), timestamp: date(raw['timestamp']) ?? told };
}

/** A queue, with the name that Streams has for its ARN. */
export function readQueue(raw: Raw): Queue {
  return { ...(raw as unknown as Queue), queueId: String(raw['queueARN']) };
}

/** The parts of a configuration, put together. */
export function readConfiguration(raw: Raw, states: Status[], permissions: string[], countries: string[], queues: Raw[]): Configuration {
  const profile = raw['routingProfile'] as Raw;
  return {
    ...(raw as unknown as Configuration),
    agentStates: states,
    permissions,
    dialableCountries: countries,
    routingProfile: {
      ...(profile as unknown as Configuration['routingProfile']),
      routingProfileId: String(profile['routingProfileARN']),
      defaultOutboundQueue: readQueue(profile['defaultOutboundQueue'] as Raw),
      queues: queues.map(readQueue),
    },
  };
}

// Seconds since 1970, or a text.
function date(value: unknown): Date | undefined {
  if (typeof value === 'number') return new Date(value * 1000);
  if (typeof value === 'string' && value !== '') return new Date(value);
  return undefined;
}

// What the stock worker leaves out where it is null; texts stay.
const structures = new Set([
  'nextState', 'queue', 'queueTimestamp', 'references', 'channelContext', 'customerEndpoint', 'connectSystemEndpoint', 'monitoringInfo',
]);

function without(raw: Raw): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([name, value]) => value !== null || !structures.has(name)));
}
