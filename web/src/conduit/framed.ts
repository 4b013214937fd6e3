// Connects the agent with the page around this one, where there is one.

import type { Agent } from '../agent/agent.ts';
import { approvedOrigins } from './ancestors.ts';
import { Conduit } from './conduit.ts';
import { Outer } from './outer.ts';

/** Whether this page is in a frame. */
export const framed = window.parent !== window;

const SIGNED_IN = 'rejoin:signed-in';
// The window that Streams opens for signing in, at the address of this page where it
// was given no other. client: amazon-connect-streams src/core.js, authenticate.
const SIGN_IN_WINDOW = 'connect::loginPopup';

/** Opens the conduit where there is a page around this one, and follows sign-ins. */
export async function connectFrame(agent: Agent): Promise<void> {
  followSignIn(agent);
  if (!framed) {
    alone(agent);
    return;
  }
  // What comes before it is known who may say something is heard then.
  const early: MessageEvent[] = [];
  let hear = (event: MessageEvent): void => void early.push(event);
  window.addEventListener('message', (event) => hear(event));

  const ancestor = window.location.ancestorOrigins?.[0];
  const outer = new Outer(window.parent, await approvedOrigins(), ancestor);
  if (!outer.approved) return;
  const conduit = new Conduit(agent, outer, id());
  hear = (event) => {
    const message = outer.read(event);
    if (message) conduit.hear(message);
  };
  early.forEach((event) => hear(event));
  conduit.start();
  for (const type of ['pointerdown', 'keydown']) {
    window.addEventListener(type, (event) => event.isTrusted && conduit.acknowledge(), { capture: true });
  }
  window.addEventListener('pagehide', () => conduit.stop());
}

// In a tab whoever is not signed in is led to where he does that, and back. Who is no
// longer signed in goes there by himself: he may want to keep what he wrote.
function alone(agent: Agent): void {
  if (window.name === SIGN_IN_WINDOW && window.opener) {
    window.location.replace('/login?popup=1');
    return;
  }
  const off = agent.on(() => {
    if (agent.state === 'signed-out') window.location.replace(`/login?return=${encodeURIComponent(window.location.pathname)}`);
    if (agent.state !== 'starting' && agent.state !== 'offline') off();
  });
}

// A window of this server tells that somebody signed in there. Where the browser keeps
// its cookies apart from those of this frame, it hands the session over by a code, which
// ends the window's own: what it says besides has to wait for that.
function followSignIn(agent: Agent): void {
  let handedOver = Promise.resolve();
  window.addEventListener('message', (event: MessageEvent<{ type?: string; code?: string } | null>) => {
    if (event.origin !== window.location.origin || event.data?.type !== SIGNED_IN) return;
    if (event.data.code) handedOver = redeem(event.data.code);
    void handedOver.then(() => {
      if (agent.state === 'signed-out' || agent.state === 'refused') agent.resume();
    });
  });
}

async function redeem(code: string): Promise<void> {
  await fetch('/login/redeem', { method: 'POST', body: new URLSearchParams({ code }) }).catch(() => {});
}

// As good as unique; randomUUID is there over TLS only.
function id(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
