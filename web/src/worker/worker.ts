// The shared worker: the published Amazon Connect Streams as it is, and the one call
// that makes a worker of it.

import bundle from 'amazon-connect-streams/release/connect-streams-min.js?url';

declare function importScripts(...urls: string[]): void;
declare const connect: { worker: { main: () => void } };

importScripts(bundle);
connect.worker.main();
