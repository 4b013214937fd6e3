// The operations of the agent API by the names that Streams has for them.
// client: amazon-connect-streams src/client.js, ClientMethods.

// As they are named in the API itself. What gives more than one's own contacts, new
// credentials among it, is no business of the page around this one.
const plain = [
  'acceptContact', 'rejectContact', 'clearContact', 'completeContact', 'destroyConnection', 'createAdditionalConnection',
  'getEndpoints', 'putAgentState', 'updateAgentConfiguration', 'createTransport', 'getAgentSnapshot', 'getAgentStates',
  'getAgentPermissions', 'getAgentConfiguration', 'getDialableCountryCodes', 'getRoutingProfileQueues', 'notifyContactIssue',
  'sendClientLogs', 'updateMonitorParticipantState', 'conferenceConnections', 'holdConnection', 'resumeConnection',
  'toggleActiveConnections', 'pauseContact', 'resumeContact', 'createOutboundContact', 'createTaskContact', 'muteParticipant',
  'unmuteParticipant', 'sendDigits', 'sendSoftphoneCallMetrics', 'sendSoftphoneCallReport',
];

// The stock worker knows no operation for these. Here they have the page's own names.
const extended = ['transferContact', 'addNewConnection'];

const operations = new Map([
  ...plain.map((method) => [method, method[0]!.toUpperCase() + method.slice(1)] as const),
  ...extended.map((method) => [method, method] as const),
]);

/** The operation of a method; undefined for none. */
export function operationOf(method: string): string | undefined {
  return operations.get(method);
}
