// Package workload keeps a running server busy with agents and customers and tells
// what it was like: whether each contact found an agent, how long that took, and what
// an agent costs who is signed in.
//
// It knows the server from outside: it makes what it needs by the Connect API, and
// its agents and customers make the calls that pages make, with held requests and
// sockets of their own. All goroutines end with Run.
//
// It imports the public client, request signatures and the clock, and must not import
// anything that runs within the server.
package workload
