// Package nats is the broker of an installation of several nodes: it carries
// events between them over NATS. It owns the encoding of events, the subjects,
// and the connection.
//
// # The way of an event
//
// Listeners on the publishing node are served by an in-process fanout.Local
// before Publish returns, whatever NATS does. For the other nodes the event is
// encoded and put into a bounded queue (outbox.go), from which one goroutine
// publishes it on the session's subject; the server does not send it back. A
// node subscribes to the subjects of the sessions that have listeners on it
// (interest.go). All that arrives comes through one channel and is dealt out to
// a short queue for each session, emptied by a goroutine that exists while there
// is something in it (inbox.go). So the events of a session keep their order and
// a slow listener holds up its own session only.
//
// # What is lost
//
// NATS delivers at most once, and no queue here makes anybody wait: what does
// not fit is dropped and counted, and so is what is published while there is no
// connection, because a hint is soon stale. Listeners see the gap in the
// numbers, or read the store from time to time. Until a server of a cluster has
// heard of a subscription made at another, which takes milliseconds, events for
// it are lost too.
//
// # Health
//
// Every second a canary goes the way of the events, through the queue and the
// server to a second connection and back (beat.go). The broker is healthy while
// they return, so it notices a network or a server that swallows messages.
//
// # Privacy
//
// Message texts and names travel in the clear within NATS: the servers must be
// private to the installation, with credentials, and TLS where the network is
// not trusted.
//
// # Goroutines
//
// Broker.tasks owns those of the package: the sender, the keeper of
// subscriptions, the dealer, the beat, and one for each session with events
// waiting. Close ends them and the two connections, which have goroutines of
// their own.
//
// The package imports the domain, package fanout and the NATS client; the NATS
// server is for its tests only.
package nats
