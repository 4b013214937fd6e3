'use strict';

// One participant of a chat: a published ChatJS, unmodified, in what it takes for
// a browser page (page.js). A Go test drives it over standard input and output
// (lines.js).

const { emit, serve } = require('./lines');
const { cut } = require('./observe');
const { furnish, setOnline } = require('./page');

furnish({
  userAgent: process.env.USER_AGENT ?? 'Mozilla/5.0 (X11; Linux x86_64) Node',
  rotation: Number(process.env.ROTATE_AFTER_MS ?? 0),
});
// An older version is installed under a name that ends with it.
const { CHATJS_VERSION: version } = process.env;
require(version ? `amazon-connect-chatjs-${version}` : 'amazon-connect-chatjs');

// Every event that a customer's session has, but for onTranscriptUpdated: with a
// handler for that one ChatJS asks for transcripts by itself.
const EVENTS = [
  'onConnectionBroken', 'onConnectionEstablished', 'onConnectionLost', 'onEnded', 'onMessage', 'onTyping',
  'onReadReceipt', 'onDeliveredReceipt', 'onParticipantIdle', 'onParticipantReturned', 'onParticipantInvited',
  'onAutoDisconnection', 'onParticipantDisplayNameUpdated', 'onChatRehydrated', 'onDeepHeartbeatSuccess',
  'onDeepHeartbeatFailure', 'onAuthenticationInitiated', 'onAuthenticationSuccessful', 'onAuthenticationFailed',
  'onAuthenticationTimeout', 'onAuthenticationExpired', 'onAuthenticationCanceled',
];

const sessions = new Map(); // by contact
let manager; // of the socket of all of an agent's sessions, where there is one

// asAgent gives an agent's session what Streams would: the token of the chat and the
// socket of all chats. Without them it has nobody to ask but the service.
function asAgent(details, desk) {
  details.chatDetails.getConnectionToken = async () => {
    if (!desk) throw new Error('there is no Streams');
    return { chatTokenTransport: desk.token };
  };
  if (!desk) return;
  if (!manager) {
    manager = connect.WebSocketManager.create();
    manager.init(async () => ({ webSocketTransport: desk.socket }));
  }
  details.websocketManager = manager;
}

serve({
  create({ config, session: details, transcripts, desk }) {
    connect.ChatSession.setGlobalConfig(config);
    if (details.type === 'AGENT') asAgent(details, desk);
    const session = connect.ChatSession.create({ disableCSM: true, ...details });
    sessions.set(details.chatDetails.contactId, session);
    for (const name of transcripts ? [...EVENTS, 'onTranscriptUpdated'] : EVENTS) {
      session[name]?.((event) => emit(name, event ?? {})); // older versions lack some
    }
  },

  // call runs a method of a session; what it throws or rejects with is the error.
  async call({ contact, name, argument }) {
    const result = await sessions.get(contact)[name](argument);
    if (!(result instanceof Object)) return result;
    // Versions up to 3.0.2 answer with all that the AWS SDK v2 knows of the call.
    const { request, httpResponse, ...rest } = result;
    return rest;
  },

  // attach sends a file and download gets one back, with their bytes in base64.
  async attach({ contact, file: { name, type, bytes } }) {
    await sessions.get(contact).sendAttachment({ attachment: new File([Buffer.from(bytes, 'base64')], name, { type }) });
  },
  async download({ contact, id }) {
    const blob = await sessions.get(contact).downloadAttachment({ attachmentId: id });
    return { type: blob.type, bytes: Buffer.from(await blob.arrayBuffer()).toString('base64') };
  },

  cut() {
    cut();
  },

  network(state) {
    return setOnline(state.online);
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
