// Package e2e proves the server with the clients that others publish: each test
// starts the real program and lets unmodified clients of Amazon Connect Chat
// play against it over loopback. ChatJS runs under Node, one process a
// participant, and in Chromium, one tab a participant, where what matters is what
// a browser allows; the AWS SDKs for JavaScript and Go do what back ends do.
//
// It is a module of its own, so that nobody who uses Rejoin downloads the
// clients. It may not import internal packages: what a test cannot see from
// outside, no user can either.
//
// The tests conduct. Package rejoin holds the server, chatjs a participant,
// front the network between them, node the JavaScript processes, browser the
// tabs, and compat writes docs/compatibility.md from the tests that prove each
// line of it. Nothing sleeps: a test waits for an event, with a deadline that
// only a defect reaches.
package e2e
