// Package chat is the domain: the nouns of a persistent chat and the rules that
// hold whatever the store, the wire or the flow.
//
// A customer's visit is a Session: a chain of Contacts (segments) that share one
// initial contact. Participants talk in it by appending Items, each with a
// sequence number that is dense within the session. A new session may continue
// from an ended one through a Link; following links backwards gives the whole
// past (package file history.go).
//
// Values here are plain: no wire tags, no SQL, no clock. The package imports the
// standard library only, and everything else in the module may import it.
package chat
