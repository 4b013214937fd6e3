package fanouttest

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// Ends are a broker as two nodes see it: what is published at one end reaches the
// listeners at the other. Within one process both are the same broker.
type Ends struct {
	Publisher, Listener fanout.Broker
	// Network is what the listener's node hangs on, nil within one process.
	Network Network
}

// Network is what a broker of several nodes has and one within a process has not:
// a way to the listener's node that can fail.
type Network interface {
	// Cut has nothing pass until Mend. Connections do not end by it.
	Cut()
	Mend()
	// Break ends all connections; new ones can be made.
	Break()
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
	// Networked says that Open gives a Network, and that the ends are two
	// brokers.
	Networked bool
}

type test struct {
	name string
	run  func(*testing.T, Options)
}

// Run runs the suite.
func Run(t *testing.T, o Options) {
	tests := []test{
		{"EventsArriveWhole", eventsArriveWhole},
		{"EventsOfASessionKeepTheirOrder", eventsKeepTheirOrder},
		{"WhatIsMissingShowsAsAGap", gapShows},
		{"SessionsAreIsolated", sessionsAreIsolated},
		{"EveryListenerOfASessionHears", everyListenerHears},
		{"ListenersOfThePublishersNodeHearOnceAndAtOnce", ownListenersHear},
		{"AListenerIsCalledOnceAtATime", calledOnceAtATime},
		{"ASlowListenerHoldsUpItsOwnSessionOnly", slowListener},
		{"CancelWaitsForTheCallUnderWay", cancelWaits},
		{"NothingAfterCancel", nothingAfterCancel},
		{"CancelLeavesTheOthers", cancelLeavesTheOthers},
		{"SubscribingWhilePublishingDoesNotBlock", subscribeWhilePublishing},
		{"CloseEndsEverything", closeEndsEverything},
	}
	if o.Networked {
		tests = append(tests,
			test{"ASlowListenerLosesEventsAndSeesTheGap", slowListenerSeesGap},
			test{"ACutIsNoticedAndHeals", cutHeals},
			test{"NobodyWaitsForACutNetwork", nobodyWaits},
			test{"SubscriptionsOutliveTheConnection", subscriptionsOutlive},
		)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, o) })
	}
}
