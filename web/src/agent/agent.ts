// The agent of this page: whether somebody is signed in, what is before him, and what
// he does. It knows nothing of how that is shown, nor of a page around this one.

import { Api, ApiError, asError, UNAUTHORIZED, type CallOptions } from './api.ts';
import { delay } from './delay.ts';
import { Push, type Transport } from './push.ts';
import { Session } from './session.ts';
import { Signals } from './signals.ts';
import { readConfiguration, readSnapshot } from './update.ts';
import type { Configuration, Endpoint, Snapshot, Status } from './wire.ts';

/**
 * starting: nothing is known yet. signed-out: nobody is signed in. refused: somebody is
 * who may not work as an agent. ready: there is a snapshot, and it is news. offline:
 * the server cannot be reached, and what is shown may be old.
 */
export type AgentState = 'starting' | 'signed-out' | 'refused' | 'ready' | 'offline';

/** What a chat session of ChatJS is opened with. client: amazon-connect-chatjs, getConnectionToken. */
export interface ChatToken {
  chatTokenTransport: { participantToken: string; expiry: string };
}

// In milliseconds.
const HOLD = 30_000;
const HOLD_PATIENCE = HOLD + 15_000;
const AFTER_SUCCESS = 100;
const FIRST_RETRY = 500;
const LAST_RETRY = 5000;
const CONFIGURATION_EVERY = 30_000;
const LOOK_FOR_SIGN_IN = 5000;
const MOST = 500;

export class Agent {
  readonly #session: Session;
  readonly #api: Api;
  readonly push: Push;
  readonly #changes = new Signals();
  readonly #accepts = new Signals<string>();
  readonly #views = new Signals<string>();
  #state: AgentState = 'starting';
  #snapshot: Snapshot | undefined;
  #configuration: Configuration | undefined;
  #running: AbortController | undefined;
  #reload: AbortController | undefined; // ends the pause before the next configuration
  #taking: Promise<unknown> = Promise.resolve(); // the last status that was chosen

  constructor(session: Session = new Session(), api: Api = new Api(session), push?: Push) {
    this.#session = session;
    this.#api = api;
    this.push = push ?? new Push(() => this.#transport());
  }

  get state(): AgentState {
    return this.#state;
  }

  /** What is before the agent; undefined until it is known and once he is signed out. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  get configuration(): Configuration | undefined {
    return this.#configuration;
  }

  /** The server's time, in milliseconds. */
  get now(): number {
    return Date.now() + (this.#snapshot?.skew ?? 0);
  }

  /** Has a function called after each change of state, snapshot or configuration. */
  on(changed: () => void): () => void {
    return this.#changes.on(changed);
  }

  /** Has a function called with the id of each contact that was accepted by accept. */
  onAccepted(tell: (contactId: string) => void): () => void {
    return this.#accepts.on(tell);
  }

  /** Has a function called with the id of a contact that is to be shown. */
  onView(tell: (contactId: string) => void): () => void {
    return this.#views.on(tell);
  }

  /** Tells everybody which contact is shown, the pages around this one too. */
  view(contactId: string): void {
    this.#views.tell(contactId);
  }

  /** Begins; it goes on until stop. */
  start(): void {
    if (this.#running) return;
    this.#running = new AbortController();
    const { signal } = this.#running;
    void this.#follow(signal);
    void this.#configure(signal);
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.push.stop();
  }

  /** Looks at once whether somebody is signed in, after something happened to that. */
  resume(): void {
    const out = this.#state === 'signed-out' || this.#state === 'refused';
    this.#session.forget();
    this.stop();
    if (!out) {
      this.start();
      return;
    }
    // What people see stays until it is known: they may be about to press something.
    this.#running = new AbortController();
    void this.#look(this.#running.signal, 0);
  }

  /** Ends the sign-in. */
  async signOut(): Promise<void> {
    const answer = await fetch('/logout', { method: 'POST', signal: AbortSignal.timeout(HOLD) }).catch((error: unknown) => {
      throw asError(error);
    });
    if (!answer.ok) throw new ApiError('ServiceUnavailableException', answer.statusText, answer.status);
    this.#session.forget();
    this.#end(new ApiError(UNAUTHORIZED, 'signed out', 401));
  }

  /** Performs any operation of the agent API. It rejects with an ApiError. */
  async call<T = Record<string, unknown>>(operation: string, params: object = {}, options: CallOptions = {}): Promise<T> {
    try {
      return await this.#api.call<T>(operation, params, options);
    } catch (error) {
      const failure = asError(error);
      if (failure.statusCode === 401) this.#end(failure);
      throw failure;
    }
  }

  /** Takes a status, at once or, where asked, once no contact is left. */
  async setState(state: Status, enqueueNextState = true): Promise<void> {
    const { agentStateARN, type, name } = state;
    const taking = this.call('PutAgentState', { state: { agentStateARN, type, name }, enqueueNextState });
    this.#taking = taking.catch(() => {});
    await taking;
  }

  async accept(contactId: string): Promise<void> {
    await this.call('AcceptContact', { contactId });
    this.#accepts.tell(contactId);
  }

  async reject(contactId: string): Promise<void> {
    await this.call('RejectContact', { contactId });
  }

  /** Ends the work after a contact. */
  async clear(contactId: string): Promise<void> {
    await this.#taking; // who chose to go offline before is not offered another chat
    await this.call('ClearContact', { contactId });
  }

  /** Ends somebody's part in a contact; the agent's own ends the chat. */
  async destroyConnection(contactId: string, connectionId: string): Promise<void> {
    await this.call('DestroyConnection', { contactId, connectionId });
  }

  async transfer(contactId: string, endpoint: Endpoint): Promise<void> {
    await this.call('transferContact', { contactId, endpoint });
  }

  async addParticipant(contactId: string, endpoint: Endpoint): Promise<void> {
    await this.call('addNewConnection', { contactId, endpoint });
  }

  /** The places to which the agent can transfer, of all his queues. */
  async endpoints(queueARNs?: string[]): Promise<Endpoint[]> {
    const of = queueARNs ?? this.#configuration?.routingProfile.queues.map((q) => q.queueARN) ?? [];
    return this.#all<Endpoint>('GetEndpoints', 'endpoints', { queueARNs: of });
  }

  /** The token of a chat, in the form in which ChatJS asks for it. */
  chatToken(contactId: string, participantId: string): Promise<ChatToken> {
    return this.call<ChatToken>('CreateTransport', { transportType: 'chat_token', contactId, participantId });
  }

  /** Has the configuration read again at once. */
  reloadConfiguration(): void {
    this.#reload?.abort();
  }

  async #transport(): Promise<Transport> {
    const { webSocketTransport } = await this.call<{ webSocketTransport: Transport }>('CreateTransport', { transportType: 'web_socket' });
    return webSocketTransport;
  }

  async #all<T>(operation: string, member: string, params: object = {}): Promise<T[]> {
    const all: T[] = [];
    let nextToken: unknown;
    do {
      const page: Record<string, unknown> = await this.call(operation, { ...params, nextToken, maxResults: MOST });
      all.push(...((page[member] ?? []) as T[]));
      nextToken = page['nextToken'];
    } while (nextToken);
    return all;
  }

  // Asks for snapshots, one after the other; each is held until there is news.
  async #follow(signal: AbortSignal): Promise<void> {
    let retry = FIRST_RETRY;
    let nextToken: string | undefined;
    while (!signal.aborted) {
      let pause = AFTER_SUCCESS;
      try {
        const options = { signal, patience: HOLD_PATIENCE, tries: 1 };
        const got = await this.call<{ snapshot: Record<string, unknown>; nextToken: string }>('GetAgentSnapshot', { nextToken, timeout: HOLD }, options);
        if (signal.aborted) return;
        this.#snapshot = readSnapshot(got.snapshot, Date.now());
        nextToken = got.nextToken;
        retry = FIRST_RETRY;
        this.push.start();
        this.#to(this.#configuration ? 'ready' : 'starting', true);
      } catch (error) {
        if (signal.aborted) return;
        const failure = asError(error);
        if (failure.statusCode === 401) return;
        this.#to('offline');
        pause = retry;
        retry = Math.min(2 * retry, LAST_RETRY);
      }
      await delay(pause, signal);
    }
  }

  async #configure(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let pause = CONFIGURATION_EVERY;
      try {
        const got = await this.#readConfiguration();
        if (signal.aborted) return;
        this.#configuration = got;
        this.#to(this.#snapshot ? 'ready' : 'starting', true);
      } catch (error) {
        if (signal.aborted || asError(error).statusCode === 401) return;
        if (!this.#configuration) pause = FIRST_RETRY;
      }
      this.#reload = new AbortController();
      await delay(pause, AbortSignal.any([signal, this.#reload.signal]));
    }
  }

  async #readConfiguration(): Promise<Configuration> {
    const { configuration } = await this.call<{ configuration: Record<string, unknown> }>('GetAgentConfiguration');
    const { routingProfileARN } = configuration['routingProfile'] as { routingProfileARN: string };
    const [states, permissions, countries, queues] = await Promise.all([
      this.#all<Status>('GetAgentStates', 'states'),
      this.#all<string>('GetAgentPermissions', 'permissions'),
      this.#all<string>('GetDialableCountryCodes', 'countryCodes'),
      this.#all<Record<string, unknown>>('GetRoutingProfileQueues', 'queues', { routingProfileARN }),
    ]);
    return readConfiguration(configuration, states, permissions, countries, queues);
  }

  // Nobody is signed in, or nobody who is an agent. Somebody may be soon.
  #end(why: ApiError): void {
    if (!this.#running || this.#state === 'signed-out' || this.#state === 'refused') return;
    this.stop();
    this.#snapshot = undefined;
    this.#configuration = undefined;
    this.#running = new AbortController();
    void this.#look(this.#running.signal);
    this.#to(why.noAgent ? 'refused' : 'signed-out');
  }

  async #look(signal: AbortSignal, first = LOOK_FOR_SIGN_IN): Promise<void> {
    for (let pause = first; !signal.aborted; pause = LOOK_FOR_SIGN_IN) {
      await delay(pause, signal);
      if (signal.aborted) return;
      try {
        await this.#session.token();
        await this.#api.call('GetAgentConfiguration', {}, { signal, tries: 1 });
      } catch {
        continue;
      }
      if (signal.aborted) return;
      this.stop();
      this.#to('starting');
      this.start();
    }
  }

  #to(state: AgentState, news = false): void {
    if (state === this.#state && !news) return;
    this.#state = state;
    this.#changes.tell();
  }
}
