'use strict';

// An agent's own page: the published Streams and ChatJS, unmodified, with the frame of
// the server in it. It runs in a tab (tab.js) and a Go test drives it (lines.js). Each
// event has the time at which it came, in milliseconds.

const { emit, serve } = require('./lines');

const note = (event, data = {}) => emit(event, { at: performance.timeOrigin + performance.now(), ...data });

// What a session tells, and what agents and contacts do.
const SESSION_EVENTS = [
  'onConnectionBroken', 'onConnectionEstablished', 'onConnectionLost', 'onEnded', 'onMessage', 'onTyping', 'onReadReceipt',
  'onDeliveredReceipt', 'onParticipantIdle', 'onParticipantReturned', 'onParticipantInvited', 'onChatRehydrated',
];
const AGENT_EVENTS = [
  'onRoutable', 'onNotRoutable', 'onOffline', 'onError', 'onAfterCallWork', 'onEnqueuedNextState', 'onClearedNextState',
  'onWebSocketConnectionGained', 'onWebSocketConnectionLost',
];
const CONTACT_EVENTS = [
  'onIncoming', 'onPending', 'onConnecting', 'onAccepted', 'onConnected', 'onMissed', 'onEnded', 'onACW', 'onError', 'onDestroy',
];

const sessions = new Map(); // by contact

function watchCore() {
  connect.core.onInitialized(() => note('onInitialized'));
  connect.core.onAuthFail((data) => note('onAuthFail', { data }));
  connect.core.onAccessDenied(() => note('onAccessDenied'));
  connect.core.onCTIAuthorizeRetriesExhausted(() => note('onCTIAuthorizeRetriesExhausted'));
  connect.core.onIframeRetriesExhausted(() => note('onIframeRetriesExhausted'));
  connect.core.onViewContact(({ contactId }) => note('onViewContact', { contactId }));
  connect.core.getEventBus().subscribe(connect.WebSocketEvents.SUBSCRIPTION_UPDATE, () => note('onSubscribed'));
  connect.onWebsocketInitFailure(() => note('onWebsocketInitFailure'));
  connect.core.getEventBus().subscribe(connect.EventType.ACK_TIMEOUT, () => note('ackTimeout'));
}

function watchAgent(agent) {
  const state = agent.getState();
  note('agent', { name: agent.getName(), state: { name: state.name, type: state.type } });
  agent.onStateChange(({ oldState, newState }) => note('agent.onStateChange', { oldState, newState }));
  for (const event of AGENT_EVENTS) agent[event](() => note(`agent.${event}`));
}

// watchFrames tells of each frame that the library makes.
function watchFrames(container) {
  const frames = ({ addedNodes }) => [...addedNodes].filter((node) => node.localName === 'iframe');
  new MutationObserver((changes) => {
    for (const { src } of changes.flatMap(frames)) note('frame', { src });
  }).observe(container, { childList: true });
}

// statusOf is the state that a contact has at the event, if it is still there.
function statusOf(contact) {
  try {
    return contact.getStatus().type;
  } catch {
    return '';
  }
}

function watchContact(contact) {
  const { contactId } = contact;
  note('contact', { contactId, type: contact.getType(), state: statusOf(contact) });
  for (const event of CONTACT_EVENTS) contact[event]((now) => note(`contact.${event}`, { contactId, state: statusOf(now) }));
}

// target is the agent, one of his contacts, or a connection of one: his own, the first,
// or one by its id.
function target({ contact, connection }) {
  if (!contact) return new connect.Agent();
  const found = new connect.Contact(contact);
  switch (connection) {
    case undefined: case '':
      return found;
    case 'agent':
      return found.getAgentConnection();
    case 'initial':
      return found.getInitialConnection();
  }
  return found.getConnections().find(({ connectionId }) => connectionId === connection);
}

async function openSession(contactId) {
  const began = performance.now();
  const session = await target({ contact: contactId, connection: 'agent' }).getMediaController();
  const took = performance.now() - began;
  if (sessions.get(contactId) !== session) {
    sessions.set(contactId, session);
    for (const event of SESSION_EVENTS) session[event]((happened) => note(`session.${event}`, { contactId, data: happened?.data }));
  }
  return { took, details: session.getChatDetails() };
}

serve({
  // create makes the frame, as the page of somebody who uses the library does.
  create({ ccpUrl, endpoint, params }) {
    if (endpoint) {
      connect.ChatSession.setGlobalConfig({
        endpoint, loggerConfig: { useDefaultLogger: false },
        features: { messageReceipts: { shouldSendMessageReceipts: true, throttleTime: 1 } },
      });
    }
    const ccp = document.getElementById('ccp');
    watchFrames(ccp);
    connect.core.initCCP(ccp, {
      ccpUrl, loginPopup: false, softphone: { allowFramedSoftphone: false }, ...params,
    });
    connect.getLog().setEchoLevel(connect.LogLevel.ERROR);
    watchCore();
    connect.agent(watchAgent);
    connect.contact(watchContact);
  },

  get: ({ name, args = [], ...of }) => target(of)[name](...args),

  // call is for methods that take callbacks; some take options after them.
  call: ({ name, args = [], after = [], ...of }) =>
    new Promise((success, failure) => target(of)[name](...args, { success, failure }, ...after)),

  openSession: ({ contact }) => openSession(contact),

  session: ({ contact, name, argument }) => sessions.get(contact)[name](argument),

  // attach sends a file, whose bytes are in base64.
  async attach({ contact, name, type, bytes }) {
    const file = new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type });
    await sessions.get(contact).sendAttachment({ attachment: file });
  },

  // evaluate runs the body of a function, for what one test alone looks at.
  evaluate: ({ body, args }) => new (async () => {}).constructor('args', 'note', 'openSession', body)(args, note, openSession),
});
