// Package repotest holds the rules that the repository keeps about itself: which
// package may import which, that each is documented, that time is injected, how
// long files and functions may grow. A rule that only a document states is
// forgotten; here it fails a test, and the failure says what, where and why.
//
// The tests read the source of every module in the tree and need nothing built.
// Each rule has a second test on a few lines that break it, so that a rule which
// stopped finding anything is noticed. Exceptions are tables with a reason in
// each row; a row that no longer excuses anything fails too.
//
// It has no code of its own besides the tests and imports the standard library
// only.
package repotest
