// The desk of nobody: how to sign in, or why one cannot work here.

import { button, element } from '../chat/element.ts';
import type { Texts } from './texts.ts';

// Where the sign-in leads back to: this page, as it was called.
const here = (): string => `/login?return=${encodeURIComponent(`${location.pathname}${location.search}`)}`;

/** Offers to sign in, here or, for a page within another, in a window. */
export function signedOut(texts: Texts, framed: boolean): HTMLElement {
  const attributes = { href: '/login?popup=1', target: '_blank', rel: 'opener' };
  return element(
    'main',
    { class: 'door' },
    element('h1', {}, texts.say('title')),
    element('p', {}, texts.say('signedOut')),
    element('a', { class: 'button', attributes: { href: here() } }, texts.say('signIn')),
    ...(framed ? [element('a', { attributes }, texts.say('signInWindow'))] : []),
  );
}

/** Says that whoever is signed in is no agent. */
export function refused(texts: Texts, signOut: () => void): HTMLElement {
  return element(
    'main',
    { class: 'door' },
    element('h1', {}, texts.say('title')),
    element('p', {}, texts.say('refused')),
    button(texts.say('signOut'), signOut),
  );
}

/** Stands where nothing is known yet. */
export function starting(texts: Texts): HTMLElement {
  return element(
    'main',
    { class: 'door' },
    element('h1', {}, texts.say('title')),
    element('p', { class: 'faint', attributes: { role: 'status' } }, texts.say('starting')),
  );
}
