// Package e2e proves the server with the clients that others publish: each test
// starts the real program and lets unmodified clients of Amazon Connect Chat
// play against it over loopback. ChatJS runs under Node, one process a
// participant, and in Chromium, one tab a participant, where what matters is what
// a browser allows; Streams runs in Chromium, in a page of another origin that frames
// one of the server's; the AWS SDKs for JavaScript and Go do what back ends do.
//
// It is a module of its own, so that nobody who uses Rejoin downloads the
// clients. It may import no internal package but those of internal/testenv, which
// run the databases and brokers that the program needs: what a test cannot see
// from outside, no user can either.
//
// All tests run in two modes, which the variable REJOIN_MODE chooses: embedded,
// one process with a data folder, and scaled, several behind a load balancer with
// PostgreSQL, NATS and an S3 server. Tests that look into what one of them has are
// few, and say so. In the scaled mode REJOIN_LAG, a duration, delays each request and
// each answer by a random time below it: what relies on an order that a real network
// does not keep fails soon.
//
// The tests conduct. Package rejoin holds the server, balance its load balancer,
// chatjs a participant, streams an agent's page, front the network between them, both
// over forward, node the JavaScript processes, browser the tabs, and compat writes
// docs/compatibility.md from the tests that prove each line of it. Package cluster is
// an installation to be taken apart, crowd the people who chat meanwhile, and ledger
// their book of what they were promised. Nothing sleeps: a test waits for an event,
// with a deadline that only a defect reaches.
package e2e
