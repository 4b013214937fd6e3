// What the desk shows of the contacts in a snapshot.

import type { Connection, Contact } from '../agent/wire.ts';

/**
 * offered: to accept or reject. talking: the agent is in it. after: it is over, and the
 * work after it is not. failed: the offer came to nothing.
 */
export type Phase = 'offered' | 'talking' | 'after' | 'failed';

/** A colleague in a chat. */
export interface Person {
  /** Of the participant, or of the invitation. */
  readonly id: string;
  readonly name: string;
  /** Asked to come, and not there yet. */
  readonly invited: boolean;
}

export interface Case {
  readonly id: string;
  readonly initialId: string;
  readonly phase: Phase;
  /** Why an offer came to nothing. */
  readonly failure: 'missed' | 'rejected' | 'error';
  readonly customer: string;
  readonly queue: string;
  /** Since when it is as it is, in milliseconds. */
  readonly since: number;
  /** How long there is to answer an offer, in milliseconds; 0 where nobody told. */
  readonly lasts: number;
  /** Whether somebody passed it on. */
  readonly transferred: boolean;
  readonly attributes: ReadonlyArray<readonly [name: string, value: string]>;
  /** The agent's own part, by its id in the chat. */
  readonly participant: string;
  /** Opens the chat; empty once that is over. */
  readonly token: string;
  readonly others: readonly Person[];
  /** Whether the agent may take them out; who monitors a chat may not. */
  readonly host: boolean;
  /** Whether more agents may be asked into the chat. */
  readonly joinable: boolean;
}

export function caseOf(contact: Contact): Case {
  const { type } = contact.state;
  const own = contact.connections.find((c) => c.type === 'agent' || c.type === 'monitoring');
  const customer = contact.connections.find((c) => c.type === 'inbound');
  return {
    id: contact.contactId,
    initialId: contact.initialContactId,
    phase: phaseOf(type),
    failure: type === 'missed' || type === 'rejected' ? type : 'error',
    customer: customer?.chatMediaInfo?.customerName ?? own?.chatMediaInfo?.customerName ?? '',
    queue: contact.queue?.name ?? '',
    since: contact.state.timestamp.getTime(),
    lasts: 1000 * (contact.agentContactHandlingConfig?.answerTimeInSeconds ?? 0),
    transferred: contact.initiationMethod === 'transfer' || contact.initiationMethod === 'queue_transfer',
    attributes: Object.values(contact.attributes)
      .map(({ name, value }) => [name, value] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    participant: own?.connectionId ?? '',
    token: tokenOf(own),
    others: contact.connections.filter((c) => c.type === 'outbound').map(personOf),
    host: own?.type === 'agent' && phaseOf(type) === 'talking',
    joinable: contact.contactFeatures.multiPartyConferenceEnabled,
  };
}

function phaseOf(state: Contact['state']['type']): Phase {
  switch (state) {
    case 'connected':
    case 'paused':
      return 'talking';
    case 'ended':
      return 'after';
    case 'missed':
    case 'rejected':
    case 'error':
      return 'failed';
    default:
      return 'offered';
  }
}

function personOf({ connectionId, chatMediaInfo, endpoint, state }: Connection): Person {
  return { id: connectionId, name: chatMediaInfo?.agentName ?? endpoint?.name ?? '', invited: state.type === 'connecting' };
}

// The token is in a text that is JSON.
function tokenOf(own: Connection | undefined): string {
  try {
    const data = JSON.parse(own?.chatMediaInfo?.connectionData ?? '{}') as { ConnectionAuthenticationToken?: unknown };
    return typeof data.ConnectionAuthenticationToken === 'string' ? data.ConnectionAuthenticationToken : '';
  } catch {
    return '';
  }
}
