package fanouttest

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// Ends are a broker as two nodes see it: what is published at one end reaches the
// listeners at the other. Within one process both are the same broker.
type Ends struct {
	Publisher, Listener fanout.Broker
}

// Options tell the suite what a broker is like.
type Options struct {
	// Open makes a broker for one test and cleans it up with t.Cleanup; the
	// suite may have closed it before. Two sets of Ends must not hear each
	// other.
	Open func(t *testing.T) Ends
	// Loses says that an event may be lost on its way, as the contract allows.
	// The suite then asks only that those which arrive do so in order, and
	// repeats what it needs to see until it is seen.
	Loses bool
}

// Run runs the suite.
func Run(t *testing.T, o Options) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Options)
	}{
		{"EventsArriveWhole", eventsArriveWhole},
		{"EventsOfASessionKeepTheirOrder", eventsKeepTheirOrder},
		{"SessionsAreIsolated", sessionsAreIsolated},
		{"EveryListenerOfASessionHears", everyListenerHears},
		{"AListenerIsCalledOnceAtATime", calledOnceAtATime},
		{"CancelWaitsForTheCallUnderWay", cancelWaits},
		{"NothingAfterCancel", nothingAfterCancel},
		{"CancelLeavesTheOthers", cancelLeavesTheOthers},
		{"SubscribingWhilePublishingDoesNotBlock", subscribeWhilePublishing},
		{"CloseEndsEverything", closeEndsEverything},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, o) })
	}
}
