package app

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// An agent's socket is told of what the broker tells, and to look for itself: soon
// where the broker may lose something, seldom where it does not.
func TestAgentsSocketsAreToldToLook(t *testing.T) {
	who := gateway.AgentViewer{Instance: "i", User: "u"}
	for _, tc := range []struct {
		name   string
		lossy  bool
		broker fanout.Broker
		within time.Duration
	}{
		{"a broker that tells all", false, fanout.NewLocal(), 30 * time.Second},
		{"a broker that may lose events", true, fanout.NewLocal(), 5 * time.Second},
		{"a broker that is away", false, away{fanout.NewLocal()}, 5 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &watches{broker: tc.broker, clock: clock.System(), lossy: tc.lossy}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				go w.run(ctx)
				var count atomic.Int64
				told := count.Load
				cancel := w.watch(who, func() { count.Add(1) })
				tc.broker.Publish(fanout.Event{Agent: &fanout.AgentEvent{InstanceID: "i", UserID: "u"}, SessionID: fanout.AgentKey("i", "u")})
				synctest.Wait()
				before := told()
				<-time.After(tc.within - time.Second)
				synctest.Wait()
				if told() != before {
					t.Errorf("told %d times early, want none", told()-before)
				}
				<-time.After(2 * time.Second)
				synctest.Wait()
				if told() != before+1 {
					t.Errorf("told %d times within %s, want once", told()-before, tc.within)
				}
				cancel()
				<-time.After(time.Minute)
				synctest.Wait()
				if told() != before+1 {
					t.Errorf("told %d times after the end, want none", told()-before-1)
				}
			})
		})
	}
}
