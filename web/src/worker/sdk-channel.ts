// The second channel between this page and the one around it: that of the Amazon
// Connect SDK, over a port. Streams asks it for the region before each chat and waits
// 30 seconds where nobody answers.
// client: @amazon-connect/site, @amazon-connect/site-streams 1.0.12.

interface Asked {
  readonly type?: string;
  readonly namespace?: string;
  readonly command?: string;
  readonly requestId?: string;
  readonly data?: unknown;
}

type Commands = Readonly<Record<string, () => unknown>>;

/** openSDKChannel offers the page around this one the commands, and refuses all others. */
export function openSDKChannel(commands: Commands): void {
  const { port1: port, port2: theirs } = new MessageChannel();
  const startTime = new Date();
  port.onmessage = ({ data: asked }: MessageEvent<Asked>) => {
    switch (asked.type) {
      case 'cross-domain-site-ready':
        port.postMessage({
          type: 'acknowledge', connectionId: crypto.randomUUID(), status: { initialized: true, startTime }, healthCheckInterval: 0,
        });
        break;
      case 'healthCheck':
        port.postMessage({ type: 'healthCheckResponse', time: Date.now(), counter: 0 });
        break;
      case 'request':
        port.postMessage(answer(asked, commands));
        break;
    }
  };
  // Who may frame this page is up to the server; any of those may have the port.
  window.parent.postMessage({ type: 'cross-domain-adapter-init' }, '*', [theirs]);
}

function answer({ namespace, command = '', requestId, data }: Asked, commands: Commands): object {
  const about = { type: 'response', namespace, requestId };
  if (Object.hasOwn(commands, command)) return { ...about, isError: false, data: commands[command]?.() };
  return {
    ...about, isError: true, errorKey: 'handlerNotFound', reason: 'No handler for command', details: { command, requestData: data },
  };
}
