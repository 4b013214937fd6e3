// The published Amazon Connect Streams, loaded as every page loads it: as a script of
// its own, unbundled and unchanged.

import bundle from 'amazon-connect-streams/release/connect-streams-min.js?url';

import worker from './worker.ts?worker&url';

/** Authorized is what GET /auth/authorize answers. */
export interface Authorized {
  readonly accessToken: string;
  readonly expiration: string;
}

// client: amazon-connect-streams src/core.js initSharedWorker.
interface Streams {
  readonly core: {
    initSharedWorker: (params: Readonly<Record<string, string>>) => void;
  };
  agent: (handler: (agent: { getAgentARN: () => string }) => void) => void;
}

declare const connect: Streams;

let loading: Promise<void> | undefined;

function load(): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = bundle;
    script.addEventListener('load', () => resolve());
    script.addEventListener('error', () => reject(new Error('the library cannot be loaded')));
    document.head.append(script);
  });
  return loading;
}

/** begin connects the page around this one with the worker, for whom the token is. The
 * handler gets the region in which the agent is. */
export async function begin({ accessToken, expiration }: Authorized, ready: (region: string) => void): Promise<void> {
  await load();
  const { origin, pathname } = location;
  connect.core.initSharedWorker({
    sharedWorkerUrl: worker,
    authToken: accessToken,
    // Tokens are renewed by the session; the library only wants to have been given one.
    refreshToken: 'none',
    authTokenExpiration: expiration,
    // It wants one, though chats go by the region of the agent's ARN.
    region: 'none',
    endpoint: `${origin}/api`,
    authorizeEndpoint: '/auth/authorize',
    loginEndpoint: `/login?return=${encodeURIComponent(pathname)}`,
    // Without these two its worker never begins, though it calls neither for chats.
    agentAppEndpoint: `${origin}/agent-app/api`,
    authCookieName: 'rejoin-session',
  });
  connect.agent((agent) => ready(agent.getAgentARN().split(':')[3] ?? ''));
}
