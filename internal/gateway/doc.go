// Package gateway is the websocket side: it admits participants' sockets, speaks
// the client's protocol (subscribe, heartbeats), pushes what happens in their
// session, and knows how far each participant has surely received it.
//
// # Gap-free delivery
//
// Every stored item has a number, dense within the session. A socket is sent the
// items that its participant's role sees in the order of their numbers, from the
// first after the participant's cursor. The broker is only a hint: an event with
// the expected number goes out, a later one makes the socket read the gap from
// the store, an earlier one is a repeat.
//
// The cursor is the newest item that has surely arrived. What was written to a
// connection may be lost with it, so items are followed by a protocol ping that
// names the newest of them, and the pong, which TCP keeps in order, moves the
// cursor. A socket that takes over from a dead one begins there. Items may
// therefore be sent twice, with the same ids, and none is left out; a client that
// replaces a healthy socket gets none twice, because the old one is asked, and
// held, first (subscribe.go).
//
// The cursor belongs to the participant, not to the device: what one device has
// confirmed is not repeated to another.
//
// # Goroutines
//
// A socket at rest has one goroutine, its reader (socket.run). A writer exists
// while there is something to write (socket.write), a join while a subscribe is
// answered (hub.join), a catch-up while a socket reads from the store
// (hub.readOn). Gateway.Run owns them all and three more for the whole gateway:
// the sweeper, the poller and the saver of cursors. It waits for each.
//
// Locks, in the order in which they may be nested: Gateway.gate, hubShard.mu,
// hub.mu, then outbox.mu or cursors.mu. The broker is called under none of them.
//
// The package must not import the services or package conversation: it reads the
// store and listens to the broker, and changes nothing but cursors.
package gateway
