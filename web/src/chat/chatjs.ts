// The published ChatJS, set up for this server.

import 'amazon-connect-chatjs';

/** A name that this server does not look at, but ChatJS keeps a client for. */
export const REGION = 'local-1';

let configured = false;

/** Configures ChatJS, which keeps that for all sessions of a page, once. */
export function configure(): void {
  if (configured) return;
  configured = true;
  const config = {
    endpoint: location.origin, // not among the published types, but read
    region: REGION,
    loggerConfig: { useDefaultLogger: false }, // it tells the console of every frame
    features: { messageReceipts: { shouldSendMessageReceipts: true, throttleTime: 1000 } },
  };
  connect.ChatSession.setGlobalConfig(config);
}
