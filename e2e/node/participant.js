'use strict';

// One participant of a chat: the published ChatJS, unmodified, in the place of
// a browser page. A Go test drives it over standard input and output (lines.js).

const { emit, serve } = require('./lines');
const { ObservedSocket, cut, observeFetch, rotateAfter } = require('./observe');

// What ChatJS expects of a page. Node 20 has no WebSocket and no navigator.
globalThis.self = globalThis;
globalThis.window = globalThis;
Object.defineProperty(globalThis, 'navigator', {
  configurable: true,
  value: { userAgent: process.env.USER_AGENT ?? 'Mozilla/5.0 (X11; Linux x86_64) Node' },
});
globalThis.WebSocket = ObservedSocket;
observeFetch();
if (process.env.ROTATE_AFTER_MS) rotateAfter(Number(process.env.ROTATE_AFTER_MS));

require('amazon-connect-chatjs');

// Every event that a customer's session has, but for onTranscriptUpdated: with a
// handler for that one ChatJS asks for transcripts by itself.
const EVENTS = [
  'onConnectionBroken', 'onConnectionEstablished', 'onConnectionLost', 'onEnded', 'onMessage', 'onTyping',
  'onReadReceipt', 'onDeliveredReceipt', 'onParticipantIdle', 'onParticipantReturned', 'onParticipantInvited',
  'onAutoDisconnection', 'onParticipantDisplayNameUpdated', 'onChatRehydrated', 'onDeepHeartbeatSuccess',
  'onDeepHeartbeatFailure', 'onAuthenticationInitiated', 'onAuthenticationSuccessful', 'onAuthenticationFailed',
  'onAuthenticationTimeout', 'onAuthenticationExpired', 'onAuthenticationCanceled',
];

let online = true;
let looked = () => {}; // called each time ChatJS looks whether there is a network
let session;

// seen resolves when ChatJS has looked often enough that its poll was among the
// looks: a change that comes and goes between two polls is no change to it.
function seen(looks) {
  return new Promise((resolve) => {
    looked = () => {
      if (--looks === 0) resolve();
    };
  });
}

serve({
  create({ config, session: details, transcripts }) {
    connect.ChatSession.setGlobalConfig({
      ...config,
      webSocketManagerConfig: {
        isNetworkOnline() {
          looked();
          return online;
        },
      },
    });
    session = connect.ChatSession.create({ disableCSM: true, ...details });
    for (const name of transcripts ? [...EVENTS, 'onTranscriptUpdated'] : EVENTS) {
      session[name]((event) => emit(name, event ?? {}));
    }
  },

  // call runs a method of the session; what it throws or rejects with is the error.
  async call({ name, argument }) {
    const result = await session[name](argument);
    return result instanceof Object ? { ...result } : result;
  },

  cut() {
    cut();
  },

  network(state) {
    online = state.online;
    return online ? undefined : seen(3);
  },

  // surface is what the library offers: its version and the methods of a session.
  surface({ type }) {
    const names = new Set();
    const some = connect.ChatSession.create({
      type, disableCSM: true, chatDetails: { contactId: 'c', participantId: 'p', participantToken: 't' },
    });
    for (let o = some; o && o !== Object.prototype; o = Object.getPrototypeOf(o)) {
      for (const name of Object.getOwnPropertyNames(o)) {
        if (name !== 'constructor' && typeof some[name] === 'function') names.add(name);
      }
    }
    return { version: connect.ChatJS.version, methods: [...names] };
  },
});
