// Package chatclient is the Go counterpart of ChatJS: it lets a program take
// part in a chat as a customer, a bot or an agent, against Rejoin or against the
// Amazon Connect Participant Service, which share one wire.
//
// [Start] begins a chat at a start-chat endpoint and answers its [ChatDetails].
// [New] makes a [Session] of them, [Session.Connect] opens it, and the functions
// of [Handlers] receive what happens in it, one after the other, in order and
// from one goroutine. Method and event names are those of ChatJS in Go form.
//
// Unlike ChatJS a session does not give up. It reconnects with growing, jittered
// pauses through network failures, throttling and restarts of the server until
// its context ends, it is closed, or the service says that the chat is over. What
// was sent while the connection was down is fetched from the transcript, repeats
// are dropped by item id, and calls that may be repeated are repeated with the
// same client token, so that a message is stored once.
//
// A session is safe for concurrent use. Connected, it costs three goroutines and
// some 35 KiB of memory, so that one process can hold thousands of them.
//
// The package reads time from package time directly: it is meant for programs
// outside this repository, and its tests run in testing/synctest bubbles, where
// that time is simulated. It imports no internal package.
package chatclient
