// Package flowadmin is what `rejoin flow` does: it looks for what is wrong with
// the files of flows, brings them into an instance, takes them out, and tells what
// they did.
//
// It speaks the Connect API, and for traces an operation of ours beside it, to
// whatever serves it, with signed requests, and knows nothing of the server's
// inside. Several files may refer to each other: the flows of all are there before
// the first one is published, and nothing is published of which it is known that
// it cannot run.
//
// It imports flow and its packages, sigv4 and clock; it never imports the server's
// packages nor the generated API.
package flowadmin
