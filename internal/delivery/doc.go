// Package delivery tells others what the outbox keeps for them: contact records and
// contact events, to a file, an HTTP endpoint or a Kinesis stream.
//
// It owns the order and the patience. Of many nodes one tells a stream at a time, by a
// lease; what it has told it removes, so each message is told at least once and those
// of one contact in their order. While nobody takes them, messages wait in the
// database, up to Retention. Each stream has a goroutine of its own, so that a slow
// one holds up nobody.
//
// The package knows no contact: what a message says it asks the caller. It imports the
// domain, the store's contract, the clock and the calls to others; it must not import
// the conversation or any service.
package delivery
