// Package servicetest gives the tests of the services what a server stands on: a
// database with a new instance in it, the conversation over it, tokens, an
// archive, and a clock that the test moves. It serves tests only and knows none
// of the services, so that the tests of each can use it.
package servicetest
