// What this page says to a page around it that is written for Amazon Connect Streams,
// and does for it. client: amazon-connect-streams src/streams.js, src/core.js,
// src/worker.js, in whose place this is.

import { ApiError, asError } from '../agent/api.ts';
import type { Agent } from '../agent/agent.ts';
import { regionOf } from '../agent/wire.ts';
import { Masters, type Claim, type MasterRequest } from './masters.ts';
import { operationOf } from './operations.ts';
import type { Message, Outer } from './outer.ts';
import { SDKChannel } from './sdk.ts';
import { Tabs } from './tabs.ts';

/** What pages of one agent tell each other. */
type Word = { user: string } & ({ kind: 'event'; message: Message } | { kind: 'hello' } | { kind: 'claims'; claim: Claim });

interface Request {
  requestId?: string;
  method?: string;
  params?: Record<string, unknown>;
}

// Of the events that pages have repeated to all pages, those that are for the log.
const noise = new Set(['log', 'server_bound_internal_log', 'client_metric', 'click_stream_data', 'api_metric', 'softphone_stats', 'softphone_report']);

const NETWORK_TOPIC = 'agent/networkConnectionStatusChanged';
const ACCEPTED = 'contact::accepted';
const VIEW = 'contact::view';

export class Conduit {
  readonly #agent: Agent;
  readonly #outer: Outer;
  readonly #id: string;
  readonly #sdk: SDKChannel;
  readonly #masters: Masters;
  readonly #tabs: Tabs<Word>;
  #open = false; // the page around this one knows of it
  #was: Agent['state'] = 'starting';
  #online: { status: string; timestamp: number } = { status: 'connecting', timestamp: Date.now() };
  #viewed = ''; // what the page around this one was told last

  /** id is this page's, unlike that of any other. */
  constructor(agent: Agent, outer: Outer, id: string) {
    this.#agent = agent;
    this.#outer = outer;
    this.#id = id;
    this.#sdk = new SDKChannel(id, {
      'contact/getInstanceDetails': () => this.#instance(),
      'agent/getNetworkConnectionStatus': () => this.#online,
      sendActivity: () => ({}),
    });
    this.#masters = new Masters(id, (claim) => this.#tell({ kind: 'claims', claim }));
    this.#tabs = new Tabs<Word>('rejoin-agent', (word) => this.#hearTab(word));
  }

  /** Begins; what there is to tell is told from now on. */
  start(): void {
    const { push } = this.#agent;
    push.onAllMessage((frame) => this.#say('webSocket::all_message', frame));
    push.onConnectionOpen((event) => this.#say('webSocket::connection_open', event));
    push.onConnectionClose((event) => this.#say('webSocket::connection_close', event));
    push.onConnectionGain(() => {
      this.#say('agent::websocket_connection_gained');
      this.#say('webSocket::connection_gain');
      this.#network('connected');
    });
    push.onConnectionLost((event) => {
      this.#say('agent::websocket_connection_lost', event);
      this.#say('webSocket::connection_lost', event);
      this.#network('disconnected');
    });
    push.onSubscriptionUpdate((frame) => this.#say('webSocket::subscription_update', frame));
    push.onSubscriptionFailure((frame) => this.#say('webSocket::subscription_failure', frame));
    this.#agent.onAccepted((contactId) => {
      this.#repeat({ event: ACCEPTED, data: { contactId } });
      this.#repeat({ event: `${ACCEPTED}::${contactId}`, data: { contactId } });
    });
    this.#agent.onView((contactId) => {
      if (contactId === this.#viewed) return;
      this.#viewed = contactId;
      this.#repeat({ event: VIEW, data: { contactId } });
    });
    this.#agent.on(() => this.#changed());
    this.#changed();
  }

  /** Ends, as the page does. */
  stop(): void {
    this.#masters.release();
    this.#tabs.close();
    this.#sdk.close();
  }

  /**
   * Tells the page around this one that there is somebody: at once where the agent is
   * signed in, else when he begins to sign in here. Until then that page may open a
   * window for signing in, and replaces this one every few seconds.
   */
  acknowledge(): void {
    if (this.#open) return;
    this.#open = true;
    this.#outer.post('acknowledge', { id: this.#id });
    this.#outer.hand({ type: 'cross-domain-adapter-init' }, () => this.#sdk.open());
    this.#tell({ kind: 'hello' });
  }

  /** Takes a message of the page around this one. */
  hear({ event, data }: Message): void {
    switch (event) {
      case 'synchronize':
        if (this.#open) this.#outer.post('acknowledge', { id: this.#id });
        break;
      case 'api_request':
        void this.#perform((data ?? {}) as Request);
        break;
      case 'master_request': {
        const asked = (data ?? {}) as MasterRequest;
        this.#outer.post('master_response', { event: 'master_response', requestId: asked.requestId, err: null, data: this.#masters.answer(asked) });
        break;
      }
      case 'broadcast':
        if (data && typeof data === 'object') this.#broadcast(data as Message);
        break;
      case 'webSocket::subscribe':
        if (Array.isArray(data)) this.#agent.push.subscribeTopics(data.map(String));
        break;
      case 'webSocket::send':
        if (data && typeof data === 'object') this.#agent.push.sendMessage(data);
        break;
      case 'reload_agent_configuration':
        this.#agent.reloadConfiguration();
        break;
      case 'agent::fetch_agent_data_from_ccp':
        this.#update();
        break;
      case 'media_device_request':
        this.#outer.post('media_device_response', { error: 'there are no media devices' });
        break;
      case 'terminate':
        this.#outer.post('terminated');
        break;
    }
  }

  #changed(): void {
    const { state } = this.#agent;
    const was = this.#was;
    this.#was = state;
    if (state === 'ready') {
      this.acknowledge();
      this.#update();
    } else if (state === 'signed-out' || state === 'refused') {
      if (state === was || was === 'starting' || !this.#open) return;
      // Now the sign-in is the outer page's again.
      this.#open = false;
      if (state === 'signed-out') this.#outer.post('auth_fail', { authorize: true });
      else this.#outer.post('access_denied');
    }
  }

  #update(): void {
    const { snapshot, configuration } = this.#agent;
    if (this.#open && snapshot && configuration) this.#outer.post('agent::update', { snapshot, configuration });
  }

  #say(event: string, data?: unknown): void {
    if (this.#open) this.#outer.post(event, data);
  }

  #network(status: string): void {
    this.#online = { status, timestamp: Date.now() };
    this.#sdk.publish(NETWORK_TOPIC, this.#online);
  }

  #instance(): object {
    const arn = this.#agent.configuration?.agentARN;
    if (!arn) throw new Error('nobody is signed in');
    return { origin: location.origin, region: regionOf(arn) };
  }

  // Every request is answered, whatever happens to it.
  async #perform({ requestId, method = '', params }: Request): Promise<void> {
    let answer: { data: unknown; err: string | null };
    try {
      const operation = operationOf(method);
      if (operation === undefined) throw new ApiError('UnknownOperationException', `there is no ${method} here`, 404);
      answer = { data: await this.#agent.call(operation, params ?? {}), err: null };
    } catch (error) {
      const { type, message, statusCode } = asError(error);
      answer = { data: null, err: JSON.stringify({ type, message, stack: [], retryStatus: 'none', statusCode }) };
    }
    this.#outer.post('api_response', { event: 'api_response', requestId, ...answer });
  }

  // An event that the page around this one wants all pages to have, itself among them.
  #broadcast(message: Message): void {
    if (typeof message.event !== 'string' || noise.has(message.event)) return;
    this.#viewing(message);
    this.#repeat(message);
  }

  #repeat({ event, data }: Message): void {
    this.#say(event, data);
    this.#tell({ kind: 'event', message: { event, data } });
  }

  #viewing({ event, data }: Message): void {
    const { contactId } = (data ?? {}) as { contactId?: unknown };
    if (event !== VIEW || typeof contactId !== 'string') return;
    this.#viewed = contactId;
    this.#agent.view(contactId);
  }

  // Somebody else may be signed in here by now, whom it does not concern.
  #tell(word: { kind: 'event'; message: Message } | { kind: 'hello' } | { kind: 'claims'; claim: Claim }): void {
    const user = this.#agent.configuration?.agentARN;
    if (user) this.#tabs.tell({ user, ...word });
  }

  #hearTab(word: Word): void {
    if (word.user !== this.#agent.configuration?.agentARN) return;
    if (word.kind === 'event') {
      this.#viewing(word.message);
      this.#say(word.message.event, word.message.data);
    } else if (word.kind === 'hello') {
      this.#masters.repeat();
    } else {
      const lost = this.#masters.hear(word.claim);
      if (lost) this.#say('master_response', { event: 'master_response', data: lost, err: null });
    }
  }
}
