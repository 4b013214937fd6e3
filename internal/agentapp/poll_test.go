package agentapp_test

import (
	"context"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// deaf is a broker that can lose all events, and know of it or not.
type deaf struct {
	fanout.Broker
	lost, sick    atomic.Bool
	subscriptions atomic.Int64
}

func (d *deaf) Publish(e fanout.Event) {
	if !d.lost.Load() {
		d.Broker.Publish(e)
	}
}

func (d *deaf) Subscribe(id chat.SessionID, listen func(fanout.Event)) func() {
	d.subscriptions.Add(1)
	cancel := d.Broker.Subscribe(id, listen)
	return func() { d.subscriptions.Add(-1); cancel() }
}

func (d *deaf) Healthy() bool { return !d.sick.Load() && d.Broker.Healthy() }

// inPoll runs a test in simulated time with an agent who is available.
func inPoll(t *testing.T, test func(t *testing.T, s *site, ann *agent, broker *deaf), change ...func(*agentapp.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		broker := &deaf{Broker: fanout.NewLocal()}
		s := newSite(t, append(change, func(c *agentapp.Config) {
			c.Broker, c.Conversations.Broker = broker, broker
		})...)
		ann := s.hires(t, "ann")
		ann.takes("Available", false)
		test(t, s, ann, broker)
	})
}

// polls waits for the next snapshot and tells how long it took.
func (a *agent) polls(token any, timeout int) <-chan polled {
	out := make(chan polled, 1)
	began := time.Now()
	go func() {
		o := a.does("GetAgentSnapshot", object{"nextToken": token, "timeout": timeout})
		out <- polled{time.Since(began), o["nextToken"], o.object("snapshot")}
	}()
	return out
}

// pass lets time pass, and what is due then happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

type polled struct {
	took     time.Duration
	token    any
	snapshot object
}

func (a *agent) token() any { return a.does("GetAgentSnapshot", object{})["nextToken"] }

func TestSnapshotsAreHeldUntilSomethingChanges(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, _ *deaf) {
		for _, c := range []struct {
			what    string
			token   any
			timeout int
			want    time.Duration
		}{
			{"without a token", nil, 30000, 0},
			{"with a token that nobody gave", "5.abc", 30000, 0},
			{"with the current one", ann.token(), 30000, 30 * time.Second},
			{"for a shorter time", ann.token(), 2000, 2 * time.Second},
			{"for no time", ann.token(), 0, 0},
			{"for a time below zero", ann.token(), -5, 0},
			{"for longer than is good", ann.token(), 3_600_000, 30 * time.Second},
		} {
			got := <-ann.polls(c.token, c.timeout)
			equal(t, c.what, got.took, c.want)
			equal(t, c.what+", token", got.token, ann.token())
			equal(t, c.what+", state", got.snapshot.object("state")["name"], "Available")
		}
	})
}

func TestWhateverTheAgentSeesWakes(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, _ *deaf) {
		wakes := func(what string, do func()) {
			t.Helper()
			before := ann.token()
			held := ann.polls(before, 30000)
			pass(time.Second)
			do()
			got := <-held
			equal(t, what+" woke after", got.took, time.Second)
			if got.token == before {
				t.Errorf("%s: the token is the same", what)
			}
		}
		var id string
		wakes("an offer", func() { _, id = ann.offered() })
		wakes("accepting", func() { ann.does("AcceptContact", object{"contactId": id}) })
		wakes("a next status", func() { ann.takes("Offline", true) })
		wakes("an attribute", func() {
			if err := s.Conversations.UpdateAttributes(t.Context(), instance, chat.ContactID(id), map[string]string{"tier": "gold"}); err != nil {
				t.Fatal(err)
			}
		})
		wakes("the end", func() {
			if err := s.Conversations.Stop(t.Context(), instance, chat.ContactID(id)); err != nil {
				t.Fatal(err)
			}
		})
		wakes("clearing", func() { ann.does("ClearContact", object{"contactId": id}) })
		equal(t, "the next status has come", ann.sees().object("state")["name"], "Offline")
	})
}

// What concerns nobody else, or changes nothing, wakes nobody.
func TestOthersSleepOn(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, _ *deaf) {
		bert := s.hires(t, "bert")
		held := ann.polls(ann.token(), 30000)
		pass(time.Second)
		bert.takes("Available", false)
		ann.takes("Available", false)
		bert.talksIn()
		equal(t, "held for", (<-held).took, 30*time.Second)
	})
}

func TestAnEventBetweenTwoRequestsIsNotLost(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, _ *deaf) {
		before := ann.token()
		ann.offered()
		equal(t, "held for", (<-ann.polls(before, 30000)).took, time.Duration(0))
	})
}

func TestRequestsLookForThemselvesWhileEventsAreLost(t *testing.T) {
	for name, c := range map[string]struct {
		lossy, sick bool
		want        time.Duration
	}{
		"a healthy broker":      {want: 30 * time.Second},
		"a broker that is sick": {sick: true, want: 5 * time.Second},
		"others who write too":  {lossy: true, want: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			inPoll(t, func(t *testing.T, s *site, ann *agent, broker *deaf) {
				broker.sick.Store(c.sick)
				held := ann.polls(ann.token(), 30000)
				pass(time.Second)
				broker.lost.Store(true)
				ann.takes("Offline", false)
				got := <-held
				equal(t, "held for", got.took, c.want)
			}, func(config *agentapp.Config) { config.Lossy = c.lossy })
		})
	}
}

// What was lost while the broker was away is looked for once more when it is back.
func TestABrokerThatIsBackIsMadeGood(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, broker *deaf) {
		broker.sick.Store(true)
		held := ann.polls(ann.token(), 30000)
		pass(6 * time.Second)
		broker.lost.Store(true)
		ann.takes("Offline", false)
		broker.sick.Store(false)
		equal(t, "held for", (<-held).took, 10*time.Second)
	})
}

func TestAHeldRequestOutlivesTheStore(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, broker *deaf) {
		_, id := ann.talksIn()
		held := ann.polls(ann.token(), 30000)
		pass(time.Second)
		s.Store.Fail(store.ErrClosed)
		broker.Publish(fanout.AgentChanged(instance, ann.user))
		equal(t, "a first look", ann.call("GetAgentSnapshot", object{}).Status, 503)
		pass(20 * time.Second)
		s.Store.Fail(nil)
		got := <-held
		equal(t, "held for", got.took, 30*time.Second)
		equal(t, "contact", got.snapshot.list("contacts")[0]["contactId"], any(id))
	})
}

func TestNoRequestIsHeldWhenTheProcessEnds(t *testing.T) {
	done := make(chan struct{})
	synctest.Test(t, func(t *testing.T) {
		done = make(chan struct{})
		s := newSite(t, func(c *agentapp.Config) { c.Done = done })
		ann := s.hires(t, "ann")
		held := ann.polls(ann.token(), 30000)
		pass(time.Second)
		close(done)
		equal(t, "held for", (<-held).took, time.Second)
		equal(t, "the next one", (<-ann.polls(ann.token(), 30000)).took, time.Duration(0))
	})
}

func TestARequestEndsWithItsClient(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, _ *deaf) {
		ctx, cancel := context.WithCancel(t.Context())
		body := `{"timeout":30000,"nextToken":"` + ann.token().(string) + `"}`
		r := httptest.NewRequestWithContext(ctx, "POST", "/api", strings.NewReader(body))
		r.Header.Set("X-Amz-Target", "AmazonConnectCTIService.GetAgentSnapshot")
		r.Header.Set("X-Amz-Bearer", "ann")
		began := time.Now()
		gone := make(chan struct{})
		go func() { defer close(gone); s.agents.ServeHTTP(httptest.NewRecorder(), r) }()
		pass(time.Second)
		cancel()
		<-gone
		equal(t, "held for", time.Since(began), time.Second)
	})
}

// A thousand held requests are a thousand goroutines, and one subscription each that
// outlives the request a little.
func TestAHeldRequestIsOneGoroutine(t *testing.T) {
	inPoll(t, func(t *testing.T, s *site, ann *agent, broker *deaf) {
		const agents = 1000
		token := ann.token()
		before := runtime.NumGoroutine()
		held := make([]<-chan polled, agents)
		for i := range held {
			held[i] = ann.polls(token, 30000)
		}
		pass(time.Second)
		if more := runtime.NumGoroutine() - before; more > agents+10 {
			t.Errorf("%d held requests have %d goroutines, want no more than one each", agents, more)
		}
		equal(t, "subscriptions", broker.subscriptions.Load(), int64(1))
		ann.takes("Offline", false)
		for _, h := range held {
			equal(t, "woke after", (<-h).took, time.Second)
		}
		bert := s.hires(t, "bert")
		pass(30 * time.Second)
		bert.sees()
		equal(t, "subscriptions soon after", broker.subscriptions.Load(), int64(2))
		pass(31 * time.Second)
		bert.sees()
		equal(t, "subscriptions a minute later", broker.subscriptions.Load(), int64(1))
	})
}

// Whoever is signed out while his request is held is told so, when those are told who
// wait for him and at the end of its time.
func TestAHeldRequestEndsWithTheSignIn(t *testing.T) {
	for _, tc := range []struct {
		name string
		told bool
		took time.Duration
	}{{"told", true, time.Second}, {"not told", false, 30 * time.Second}} {
		t.Run(tc.name, func(t *testing.T) {
			inPoll(t, func(t *testing.T, s *site, ann *agent, broker *deaf) {
				token, began, status := ann.token(), time.Now(), 0
				done := make(chan struct{})
				go func() {
					defer close(done)
					status = ann.call("GetAgentSnapshot", object{"nextToken": token, "timeout": 30000}).Status
				}()
				pass(time.Second)
				s.signsOut(ann)
				if tc.told {
					broker.Publish(fanout.AgentChanged(instance, ann.user))
				}
				<-done
				if took := time.Since(began); status != 401 || took != tc.took {
					t.Errorf("got %d after %s, want 401 after %s", status, took, tc.took)
				}
			})
		})
	}
}
