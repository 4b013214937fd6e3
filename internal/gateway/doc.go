// Package gateway is the websocket side: it admits participants' and agents' sockets,
// speaks the client's protocol (subscribe, heartbeats), pushes what happens in their
// sessions, and knows how far each participant has surely received it.
//
// # Sockets and streams
//
// A socket is a connection: its reader and writer, what waits for it, within one
// limit, the heartbeats and pings. A stream is what one participant of one session
// gets over a socket: its part in the session's hub, its place, what it was sent and
// what of that arrived. A participant's socket has one stream, which begins with the
// first subscribe. An agent's has one for each of his chats, and is ruled by the
// section on agents. All the rest is the same for both.
//
// # Gap-free delivery
//
// Every stored item has a number, dense within the session. A stream is sent the
// items that its participant's role sees in the order of their numbers, from the
// first after the stream's place. The broker is only a hint: an event with
// the expected number goes out, a later one makes the stream read the gap from
// the store, an earlier one is a repeat. The last event before a silence shows no
// gap when it is lost, so behind a broker that may lose events, or does not pass
// them, the store is asked every two seconds what is new (poll.go). Typing and
// receipts have no number: pushes of them that are lost stay lost, and only the
// store has the receipt.
//
// A store that is away closes no socket: who joins is acknowledged, what is to be
// read is tried again until it answers, and what is to be saved waits.
//
// The place of a stream is the newest item that has surely arrived. What was
// written to a connection may be lost with it, so items are followed by a protocol
// ping with a number, and the pong, which TCP keeps in order, proves all that was
// written before that ping, of every stream (proof.go); a stream remembers which ping
// tells of its items (track.go). A socket that takes over from a dead one begins there. Items may
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
// A device that comes back alone is thus repeated nothing that it confirmed.
//
// # Agents
//
// An agent is a user, and has chats: the participants that he is in sessions. Which
// they are is told by Agents, and read again whenever it may have changed; his sockets
// then have streams for the new ones, and end those that are not his any more.
//
// Frames do not wait for a subscription. Agents' clients subscribe with the first chat
// of a page, and would miss what comes between the accept and that, so the streams
// begin as soon as the socket is open and the chat is known. A subscribe begins
// nothing; it is acknowledged once the places of all the streams are known, since a
// client that replaces a socket closes the old one then, and its old streams are held
// until half a second after that. So frames may come before the acknowledgement, of
// which clients make use too.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
//
// The place is that of the connection's client, whether or not a page listens: what
// arrived before a page's first session of a chat is not sent again when that
// subscribes. A page that is loaded anew reads the transcript.
//
// Each stream's place is found by the rules for devices, of its own participant. What
// comes to a socket after its first chats were read replaces nobody's stream and holds
// nobody up, and begins where the participant did, however far a quicker device has
// come. An agent whose place nobody has saved yet begins with his own joining.
//
// What is not an agent's does not reach him, in this order:
//
//   - Nothing follows his own leaving: the item itself ends the stream. As a place never
//     goes beyond it, a stream that would begin right after it is at its end at once,
//     whatever the list of chats still says.
//   - A stream whose chat is listed as over, or not at all, reads on to his leaving or
//     the end of the chat, and no further, where neither is to come no item at all. So
//     a client that was cut off then is sent the rest when it is back, as long as the
//     chat is listed as over.
//   - Who goes without an event, because he was never announced, may be sent what is
//     said until the list is read, milliseconds later. Therefore Agents should list who
//     has been announced.
//
// A participant who is in a session again is another one, with another stream, which
// waits for the end of the first: so a session stays in order over one socket. A stream
// at its end stays in its hub while its chat is listed, as its device is there.
//
// # Nodes
//
// A node saves where each of its participants stands: the lowest place, so that it
// never passes what may still be owed, and how many devices are behind it. That is
// seconds old when the node dies, and current when it drains. Who joins a node
// takes over what all the others have saved (takeover.go): those devices count as
// away, here, for two minutes, and their cursors are dropped after this node's own
// is saved. A node that finds its own cursor gone forgets who is away; one whose
// sockets are alive saves it again when a client confirms the next item, or when
// its connection breaks. So a device that goes from node to node, because it was
// cut off or the node died or drained, loses nothing, and is repeated what was not
// saved.
//
// What this cannot see, and leaves to GetTranscript:
//
//   - A device that is new, and joins while another is away, is taken for that
//     one; then the other, when it comes back, begins where the participant has
//     come.
//   - A device that is alive on one node when another of its participant joins a
//     second, which takes its place over: until its node has saved it again, it
//     begins elsewhere where the second has come. It has to confirm an item or
//     lose its connection audibly for that; the node's death, a connection that
//     goes silent, and the client's own close do not count.
//   - A device that was idle for a quarter of an hour on a node that dies, when
//     another on a second node confirms the next item first: the dead node's cursor
//     is old news then.
//
// And what is repeated without need, with the same ids: a device that opens a socket
// on a second node before it closes that on the first is sent what the first had not
// saved, at most a few seconds. Of several devices that are taken over all begin at
// the lowest place; devices that were counted twice, as they hopped while a node
// still saved, hold it back for some minutes.
//
// # Goroutines
//
// A socket at rest has one goroutine, its reader (socket.run). A writer exists
// while there is something to write (socket.write), a join while a stream's place is
// found (hub.join), a catch-up while a stream reads from the store (hub.readOn), one
// for a session until it hears the broker (hub.tune), and one for an agent while his
// chats are read (agent.follow).
// Gateway.Run owns them all and three more for the whole gateway:
// the sweeper, the poller and the saver of cursors. It waits for each.
//
// Locks, in the order in which they may be nested: Gateway.gate, agents.mu or
// socket.mu, hubShard.mu, hub.mu, then outbox.mu, cursors.mu or absences.mu. The
// broker and Agents are called under none of them.
//
// The package must not import the services or package conversation: it reads the
// store and listens to the broker, and changes nothing but cursors.
package gateway
