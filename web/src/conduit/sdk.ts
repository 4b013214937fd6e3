// The second channel to the page around this one: that of the Amazon Connect SDK, over
// a port. Streams asks it for the region before each chat and waits 30 seconds where
// nobody answers. client: @amazon-connect/site, @amazon-connect/site-streams 1.0.12.

interface Asked {
  readonly type?: string;
  readonly namespace?: string;
  readonly command?: string;
  readonly requestId?: string;
  readonly data?: unknown;
  readonly topic?: { readonly key?: string };
  readonly handlerId?: string;
}

export type Commands = Readonly<Record<string, () => unknown>>;

export class SDKChannel {
  readonly #commands: Commands;
  readonly #id: string;
  readonly #ports = new Set<MessagePort>();
  readonly #subscriptions: { port: MessagePort; topic: Asked['topic']; handlerId: string | undefined }[] = [];

  /** commands are what is answered, by name; all else is refused at once. */
  constructor(id: string, commands: Commands) {
    this.#id = id;
    this.#commands = commands;
  }

  /** A port for the page around this one. */
  open(): MessagePort {
    const { port1: port, port2: theirs } = new MessageChannel();
    this.#ports.add(port);
    const startTime = new Date();
    let beats = 0;
    port.onmessage = ({ data: asked }: MessageEvent<Asked>) => {
      switch (asked?.type) {
        case 'cross-domain-site-ready':
          port.postMessage({ type: 'acknowledge', connectionId: this.#id, status: { initialized: true, startTime }, healthCheckInterval: 0 });
          break;
        case 'healthCheck':
          port.postMessage({ type: 'healthCheckResponse', time: Date.now(), counter: ++beats });
          break;
        case 'request':
          port.postMessage(this.#answer(asked));
          break;
        case 'subscribe':
          this.#subscriptions.push({ port, topic: asked.topic, handlerId: asked.handlerId });
          break;
      }
    };
    return theirs;
  }

  /** Tells whoever wants to know of a topic. */
  publish(key: string, data: unknown): void {
    for (const { port, topic, handlerId } of this.#subscriptions) {
      if (topic?.key === key) port.postMessage({ type: 'publish', topic, data, handlerId });
    }
  }

  close(): void {
    for (const port of this.#ports) port.close();
    this.#ports.clear();
    this.#subscriptions.length = 0;
  }

  #answer({ namespace, command = '', requestId, data }: Asked): object {
    const about = { type: 'response', namespace, requestId };
    const failed = (errorKey: string, reason: string) => ({ ...about, isError: true, errorKey, reason, details: { command, requestData: data } });
    if (!Object.hasOwn(this.#commands, command)) return failed('handlerNotFound', 'No handler for command');
    try {
      return { ...about, isError: false, data: this.#commands[command]!() };
    } catch (error) {
      return failed('unknownError', String(error));
    }
  }
}
