// Which page of the agent's has a topic, such as ringing, so that only one does it.
// client: amazon-connect-streams src/worker.js, MasterTopicCoordinator.

/** What a page asks, and says to the others. */
export interface Claim {
  kind: 'claim' | 'release';
  topic: string;
  id: string;
}

export interface MasterRequest {
  requestId?: string;
  method?: string;
  params?: { topic?: string; shouldNotBecomeMasterIfNone?: boolean };
}

export interface MasterAnswer {
  masterId: string | null;
  isMaster: boolean;
  takeOver: boolean;
  topic: string;
}

export class Masters {
  readonly #id: string;
  readonly #tell: (claim: Claim) => void;
  readonly #masters = new Map<string, string>();

  /** id is this page's, tell reaches the others. */
  constructor(id: string, tell: (claim: Claim) => void) {
    this.#id = id;
    this.#tell = tell;
  }

  /** Answers what the page around this one asks. */
  answer({ method, params }: MasterRequest): MasterAnswer {
    const topic = params?.topic ?? '';
    const before = this.#masters.get(topic);
    if (method === 'becomeMaster' || (!before && !params?.shouldNotBecomeMasterIfNone)) this.#claim(topic);
    const masterId = this.#masters.get(topic) ?? null;
    const takeOver = method === 'becomeMaster' && before !== undefined && before !== this.#id;
    return { masterId, isMaster: masterId === this.#id, takeOver, topic };
  }

  /** Hears another page; it gives back what the page around this one is to know. */
  hear({ kind, topic, id }: Claim): MasterAnswer | undefined {
    const had = this.#masters.get(topic);
    if (kind === 'release') {
      if (had === id) this.#masters.delete(topic);
      return undefined;
    }
    this.#masters.set(topic, id);
    return had === this.#id ? { masterId: id, isMaster: false, takeOver: true, topic } : undefined;
  }

  /** Tells a page that has just come what this one has. */
  repeat(): void {
    for (const [topic, id] of this.#masters) if (id === this.#id) this.#tell({ kind: 'claim', topic, id });
  }

  /** Gives up what this page has. */
  release(): void {
    for (const [topic, id] of this.#masters) {
      if (id !== this.#id) continue;
      this.#masters.delete(topic);
      this.#tell({ kind: 'release', topic, id });
    }
  }

  #claim(topic: string): void {
    this.#masters.set(topic, this.#id);
    this.#tell({ kind: 'claim', topic, id: this.#id });
  }
}
