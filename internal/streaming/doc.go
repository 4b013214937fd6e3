// Package streaming tells topics what is said in chats, for as long as somebody wants
// to be told.
//
// It owns the order and the patience. Items are numbered within their session and
// durable, so a stream is no more than a number: up to where its topic has been told.
// What follows is read and told one item after another, and the number moved, so that
// each item is told at least once, and those of a chat in their order. Of many nodes
// one tells, by a lease. Each chat has a pause of its own after a failure, and each
// topic so many calls at a time, so that one that is away holds up nobody else.
//
// Of new items it hears from the broker; those of which it does not hear it finds by
// asking the database from time to time. A chat without streams is never looked at.
//
// The package knows no wire: how an item is written it is told by the caller. It
// imports the domain, the contracts of store and fanout, the clock and
// internal/topic; it must not import the conversation or any service.
package streaming
