// The page for hosts that want Amazon Connect Streams as it is on both sides: in the
// frame that connect.core.initCCP makes, it starts the published library's shared
// worker. Until somebody is signed in it says nothing to the page around it, so that
// this one opens its window for signing in.

import license from 'amazon-connect-streams/LICENSE.txt?url';

import { SDKChannel } from '../conduit/sdk.ts';
import { begin, type Authorized } from './streams.ts';
import { language, texts } from './texts.ts';
import './style.css';

const text = texts(navigator.languages);
const status = document.createElement('p');
const signIn = document.createElement('button');

function show(what: string, withButton = false): void {
  status.textContent = what;
  signIn.hidden = !withButton;
}

function build(): void {
  document.documentElement.lang = language(navigator.languages);
  document.title = text.title;
  const heading = document.createElement('h1');
  heading.textContent = text.title;
  const about = document.createElement('p');
  about.textContent = text.about;
  status.setAttribute('role', 'status');
  signIn.type = 'button';
  signIn.textContent = text.signIn;
  // A window, as the page around this one replaces the frame while nobody is signed in.
  signIn.addEventListener('click', () => window.open('/login?popup=1', 'rejoin-sign-in', 'popup,width=480,height=680'));
  const footer = document.createElement('footer');
  const terms = document.createElement('a');
  terms.href = license;
  terms.target = '_blank';
  terms.textContent = text.license;
  footer.append(terms);
  document.getElementById('app')?.append(heading, about, status, signIn, footer);
}

let begun = false;

async function start(): Promise<void> {
  if (begun) return;
  show(text.connecting);
  let answer: Response;
  try {
    answer = await fetch('/auth/authorize');
  } catch {
    show(text.failed, true);
    return;
  }
  if (!answer.ok) {
    show(answer.status === 401 ? text.signedOut : text.failed, true);
    return;
  }
  if (begun) return;
  begun = true;
  let region = '';
  // Who may frame this page is up to the server; any of those may have the port.
  const channel = new SDKChannel(crypto.randomUUID(), { 'contact/getInstanceDetails': () => ({ origin: location.origin, region }) });
  window.parent.postMessage({ type: 'cross-domain-adapter-init' }, '*', [channel.open()]);
  await begin((await answer.json()) as Authorized, (known) => {
    region = known;
    show(text.connected);
  });
}

// alone is this page in a tab, or in the window for signing in that the page around it
// opens where it was given no other address for that.
async function alone(): Promise<void> {
  show(text.alone);
  const answer = await fetch('/auth/authorize');
  if (answer.status === 401) location.replace(window.opener ? '/login?popup=1' : `/login?return=${encodeURIComponent(location.pathname)}`);
}

let handedOver = Promise.resolve();

// A window of this server tells that somebody signed in there. Where the browser keeps
// its cookies apart from those of this frame, it hands the session over by a code, which
// ends the window's own: what it says besides has to wait for that.
async function signedIn({ origin, data }: MessageEvent<{ type?: string; code?: string } | null>): Promise<void> {
  if (origin !== location.origin || data?.type !== 'rejoin:signed-in') return;
  if (data.code) handedOver = redeem(data.code);
  await handedOver;
  await start();
}

async function redeem(code: string): Promise<void> {
  await fetch('/login/redeem', { method: 'POST', body: new URLSearchParams({ code }) }).catch(() => {});
}

build();
if (window.parent === window) {
  void alone();
} else if (!('SharedWorker' in window)) {
  show(text.unsupported);
} else {
  window.addEventListener('message', (event) => void signedIn(event));
  void start();
}
