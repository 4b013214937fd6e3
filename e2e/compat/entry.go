// Package compat says what of Amazon Connect Chat works in Rejoin, and by which
// test each claim is proved. docs/compatibility.md is written from it.
//
// The tables are small on purpose: a thing that works names a test, a thing that
// does not says when or why. What keeps them honest is in the tests: every
// operation, every method and event of ChatJS and every row has to be there,
// every named test has to exist, a test that is said to prove an operation has to
// call it, and the server has to refuse what is said not to be built.
//
// The package reads source files and imports the standard library only.
package compat

import "strings"

// State is how far a thing is.
type State int

// The states, as readers see them.
const (
	// NotYet is planned and answers that it is not built.
	NotYet State = iota
	// Works is proved by a test.
	Works
	// Differs answers as decided, and otherwise than the service.
	Differs
)

// String is the word in the document.
func (s State) String() string {
	return [...]string{"not built yet", "works", "by design different"}[s]
}

// Entry is one line of the document.
type Entry struct {
	Name  string
	State State
	// Proof are the tests, as `go test -run` takes them.
	Proof []string
	// Note says what a reader has to know besides.
	Note string
}

// works is an entry that tests prove.
func works(name string, proof ...string) Entry { return Entry{Name: name, State: Works, Proof: proof} }

// with adds a note.
func (e Entry) with(note string) Entry {
	e.Note = note
	return e
}

// notYet are entries that come with a later part of the work.
func notYet(with string, names ...string) []Entry {
	entries := make([]Entry, len(names))
	for i, name := range names {
		entries[i] = Entry{Name: name, State: NotYet, Note: "comes with " + with}
	}
	return entries
}

// words splits a list of names.
func words(list string) []string { return strings.Fields(list) }
