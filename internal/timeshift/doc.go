// Package timeshift moves the clock of a server forward, for test suites that
// check in a second what takes hours: from one durable timer to the next, so that
// each fires at its own time and in order.
//
// Invariants:
//
//   - One move at a time. While one goes on, nobody else fires timers.
//   - When a move has ended, everything that fell due on the way is committed and
//     published, and so is what followed from it.
//   - The position is durable before anything happens at it, so that no start
//     finds the clock behind what was stored.
//   - Only who holds the installation's access key moves time. A page in a browser
//     on the same machine holds none, and is refused besides.
//
// It knows nothing of what timers mean. It imports the domain, the clock, the
// store's contract and request signatures; it must not import the conversation,
// the services or the gateway.
package timeshift
