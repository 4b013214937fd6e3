// Package dispatch brings waiting contacts and free agents together: whenever one
// of them comes up it looks for the other, by the rules of package routing, and has
// the conversation make the offer.
//
// # None is forgotten, none is offered twice
//
// Whoever may make a match possible, a contact that begins to wait or an agent who
// comes to have a place, is committed first and looked for afterwards. Of two that
// come at the same time, at whatever nodes, the later one to look therefore sees the
// other. The offer itself is one transaction on the contact and the agent, which
// finds out whether both still want each other; who loses looks again.
//
// A node that dies between the commit and the look leaves it undone, and the rules
// may change under those who wait: a queue is added to a routing profile, a delay
// passes. So every node also goes through the queues in which somebody waits, every
// few seconds. For the end of a delay and of a step of routing criteria the contact has
// a timer besides.
//
// Workers of one node pass over whom another of them is about to bring together with
// somebody, so that they do not all try the same. It is only a hint, in memory.
//
// # What it costs
//
// For a contact the longest idle agent of each routing profile that serves its queue
// is read, for an agent the first contact of each queue that he serves: each from
// the head of an index, however many wait. Only who does not fit is gone through one
// by one: contacts with routing criteria that the agent does not meet, or that he has
// missed, and contacts that have not waited long enough for him.
//
// The package owns Dispatcher.Run and its workers. It reads the store and the
// directory; what changes is the conversation's. It must not import services or the
// gateway.
package dispatch
