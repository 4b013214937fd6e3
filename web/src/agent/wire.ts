// What an agent's page is told, in the form in which pages of Amazon Connect Streams
// have it: the agent API's shapes with Dates in the place of seconds, and with the
// second names that members have there.

/** A status that an agent can have. */
export interface Status {
  agentStateARN: string;
  type: 'init' | 'routable' | 'not_routable' | 'offline' | 'system' | 'error';
  name: string;
}

export interface CurrentStatus extends Status {
  startTimestamp: Date;
}

export interface Queue {
  queueARN: string;
  queueId: string;
  name: string;
}

export interface TimedState<T extends string = string> {
  type: T;
  timestamp: Date;
}

export type ContactState =
  | 'init' | 'incoming' | 'pending' | 'connecting' | 'connected' | 'missed' | 'error' | 'ended' | 'rejected' | 'paused';

export interface Endpoint {
  endpointARN: string | null;
  type: 'agent' | 'queue' | 'phone_number';
  name: string | null;
  phoneNumber?: string | null;
  agentLogin?: string | null;
  queue?: Queue | null;
}

export interface ChatMedia {
  chatAutoAccept: boolean;
  connectionData: string | null;
  customerName: string | null;
  agentName?: string | null;
}

export interface Connection {
  /** The participant's id in the chat. */
  connectionId: string;
  type: 'agent' | 'inbound' | 'outbound' | 'monitoring';
  initial: boolean;
  state: TimedState;
  endpoint: Endpoint;
  address: Endpoint;
  chatMediaInfo: ChatMedia;
}

export interface Contact {
  contactId: string;
  initialContactId: string;
  relatedContactId?: string | null;
  type: 'chat';
  initiationMethod: string;
  state: TimedState<ContactState>;
  status: TimedState<ContactState>;
  queue?: Queue;
  queueTimestamp?: Date;
  connections: Connection[];
  attributes: Record<string, { name: string; value: string }>;
  contactDuration: string;
  name: string | null;
  description: string | null;
  references?: Record<string, { type: string; value: string; status: string | null }>;
  contactFeatures: { attachmentsEnabled: boolean; messagingMarkdownEnabled: boolean; multiPartyConferenceEnabled: boolean };
  segmentAttributes: Record<string, { ValueString?: string; ValueMap?: Record<string, unknown> }>;
  agentContactHandlingConfig?: { autoAccept: boolean; answerTimeInSeconds?: number };
  languageCode: string | null;
}

export interface Snapshot {
  state: CurrentStatus;
  nextState?: CurrentStatus;
  agentAvailabilityState: { state: string; timeStamp: Date };
  contacts: Contact[];
  snapshotTimestamp: Date;
  /** When it arrived, in milliseconds by the clock of this browser. */
  localTimestamp: number;
  /** How far the server's clock is ahead, in milliseconds. */
  skew: number;
}

export interface RoutingProfile {
  name: string;
  routingProfileARN: string;
  routingProfileId: string;
  defaultOutboundQueue: Queue;
  channelConcurrencyMap: Record<string, number>;
  queues: Queue[];
}

export interface Configuration {
  name: string;
  username: string;
  agentARN: string;
  softphoneEnabled: boolean;
  softphoneAutoAccept: boolean;
  extension: string;
  agentPreferences: Record<string, string>;
  routingProfile: RoutingProfile;
  agentStates: Status[];
  permissions: string[];
  dialableCountries: string[];
}

/** The region of an ARN, '' for a text that is none. */
export function regionOf(arn: string): string {
  return arn.split(':')[3] ?? '';
}
