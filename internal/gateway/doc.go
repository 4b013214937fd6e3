// Package gateway is the websocket side: it admits participants' sockets, speaks
// the client's protocol (subscribe, heartbeats), pushes what happens in their
// session, and knows how far each participant has surely received it.
//
// # Gap-free delivery
//
// Every stored item has a number, dense within the session. A socket is sent the
// items that its participant's role sees in the order of their numbers, from the
// first after the socket's place. The broker is only a hint: an event with
// the expected number goes out, a later one makes the socket read the gap from
// the store, an earlier one is a repeat.
//
// The place of a socket is the newest item that has surely arrived. What was
// written to a connection may be lost with it, so items are followed by a protocol
// ping that names the newest of them, and the pong, which TCP keeps in order, moves
// the place. A socket that takes over from a dead one begins there. Items may
// therefore be sent twice, with the same ids, and none is left out; a client that
// replaces a healthy socket gets none twice, because the old one is asked, and
// held, first (subscribe.go).
//
// # Devices
//
// A participant may have several devices, and the wire does not tell them apart:
// a device that comes back is one more socket of the participant. What one has
// confirmed must still be sent to another that was away, so places outlive their
// sockets, for minutes (absence.go), and one rule hands them on (place.go):
//
//   - Whoever joins begins at the lowest place of any device, open or away; with
//     none, where the participant has come.
//   - Then one device fewer is away: of the places that were left, and those of
//     open sockets that do not answer a ping, the highest is struck out. So
//     devices that went away together may come back in any order. A rotation
//     strikes out what its old socket leaves.
//
// A device that comes back alone is thus repeated nothing that it confirmed. The
// cursor that is saved is the lowest place too, so it never passes what may still
// be owed. A new process does not know who was connected to the one before: in
// its first minutes the saved cursor of an older chat counts as the place of as
// many devices as a participant may have.
//
// What this cannot see: a device that is new, and joins while another is away,
// is taken for that one; then the other, when it comes back, begins where the
// participant has come. And places are known to the node that had the socket: on
// another node a device begins where those that are connected there are, or at
// the saved cursor, which that node's sockets may have moved on. Both are left to
// GetTranscript.
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
// hub.mu, then outbox.mu, cursors.mu or absences.mu. The broker is called under
// none of them.
//
// The package must not import the services or package conversation: it reads the
// store and listens to the broker, and changes nothing but cursors.
package gateway
