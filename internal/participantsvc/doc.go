// Package participantsvc serves the operations of the Participant service, which
// customers, bots and agents use inside a chat: connect, send, read the history,
// leave.
//
// It owns the bearer tokens of that API and the translation between the wire and
// package conversation, where all rules of a chat live. Operations are thin: read
// the input, call the conversation, write the output.
//
// Invariants:
//   - a caller is known by the bearer token alone, which is checked in one place
//     before the input is read; whatever is wrong with it gets one same answer;
//   - every error leaves as one that the model lists for the operation, see
//     MapError; the one exception keeps web clients alive, see outage.
//
// It must not import the store's drivers, the gateway or the configuration.
package participantsvc
