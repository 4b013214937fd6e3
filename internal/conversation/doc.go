// Package conversation is the only writer of session state. Starting a chat,
// connecting, saying something, leaving, ending, linking to the past, firing a
// timer and running a flow all happen here, each as one transaction on one
// session; what others must hear is published after the commit.
//
// A transaction is a value of type work: it holds the session as it is, changes
// it through a few verbs (append, wake, nextContact, endSession, …) and collects
// what to publish. A function that is handed to update may run more than once
// and therefore touches nothing but its work. What it needs from outside the
// store, a flow's document for instance, it asks for with an error of type need,
// and is run again once that was fetched: no transaction waits for anything.
//
// Reading is here too, where it has rules: the pages of a transcript, over the
// seam into past sessions (file transcript.go).
//
// The package imports the domain, the flow language, the directory and the
// contracts of store, fanout and archive. It knows no wire type, no HTTP, no
// token and no driver.
package conversation
