package e2e

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/cluster"
	"github.com/rejoin-chat/rejoin/e2e/crowd"
	"github.com/rejoin-chat/rejoin/e2e/ledger"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// scaledOnly is for tests that bring an installation of the scaled mode, which
// need not run in both.
func scaledOnly(t *testing.T) {
	t.Helper()
	if !rejoin.Scaled() {
		t.Skip("it has an installation of several nodes of its own: it runs with REJOIN_MODE=scaled")
	}
}

// rounds is how often the failures come around: once, or as REJOIN_SOAK says.
func rounds() int {
	n, err := strconv.Atoi(os.Getenv("REJOIN_SOAK"))
	if err != nil {
		return 1
	}
	return max(1, n)
}

// failure is something that breaks, and is mended, while people chat.
type failure struct {
	name string
	// happen breaks something, and returns what is to be mended when everybody
	// has got by with it.
	happen func(t *testing.T, c *cluster.Cluster, people *crowd.Crowd, round int) (mend func())
}

// While one thing after the other dies and comes back, everything that was
// acknowledged is stored once, in order, and brought to everybody.
func TestClusterSurvivesEachFailure(t *testing.T) {
	t.Parallel()
	scaledOnly(t)
	c := cluster.Start(t, cluster.Options{})
	people := crowd.Gather(t, c.Server, crowd.Options{Talks: 8, Pages: 1, Pause: 200 * time.Millisecond})
	people.Settle()
	for round := range rounds() {
		for _, f := range failures {
			suffer(t, c, people, f, round)
		}
	}
	finish(t, c, people)
	for _, p := range people.Pages() {
		wantUnbroken(t, p)
	}
}

var failures = []failure{
	{"a node is killed", nodeIsKilled},
	{"a NATS server is killed", natsServerIsKilled},
	{"PostgreSQL is restarted immediately", postgresIsRestarted},
	{"PostgreSQL is away", postgresIsAway},
	{"the S3 server is away", filesAreAway},
	{"a node is cut off from NATS", nodeIsCutOff},
	{"every NATS message is lost", everyMessageIsLost},
}

// suffer lets a failure happen, with alarms that are due meanwhile, and says what
// it was like.
func suffer(t *testing.T, c *cluster.Cluster, people *crowd.Crowd, f failure, round int) {
	t.Helper()
	people.SetAlarms(1, 2, 4)
	began, before := time.Now(), people.Acknowledged()
	mend := f.happen(t, c, people, round)
	calm := people.Settle()
	if mend != nil {
		mend()
		awaitReady(t, c)
	}
	after := people.Settle()
	people.AwaitAlarms()
	t.Logf("%-36s %5.1f s; all were heard after %.1f s and had everything after %.1f s, afterwards within %.1f s; %d messages, delays %s",
		f.name, time.Since(began).Seconds(), calm.Heard.Seconds(), calm.Brought.Seconds(), after.Brought.Seconds(),
		people.Acknowledged()-before, spread(people.Delays(began, time.Now())))
}

// spread is the middle, the 99th percentile and the largest of sorted lengths.
func spread(sorted []time.Duration) string {
	if len(sorted) == 0 {
		return "none"
	}
	at := func(percent int) time.Duration {
		return sorted[(len(sorted)-1)*percent/100].Round(time.Millisecond)
	}
	return fmt.Sprintf("p50 %s, p99 %s, longest %s", at(50), at(99), at(100))
}

// awaitReady waits until all nodes are.
func awaitReady(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	for i, n := range c.Nodes {
		if err := n.AwaitReady(); err != nil {
			t.Fatalf("node %d: %v", i+1, err)
		}
	}
}

// finish compares the books, and says what happened.
func finish(t *testing.T, c *cluster.Cluster, people *crowd.Crowd) crowd.Report {
	t.Helper()
	r := people.Finish()
	t.Logf("%d chats, %d of them rejoined, and %d alarms: %d messages acknowledged, %d stored without a word, %d brought, %d repeated; answers: %s; nodes: %v",
		r.Talks, r.Rejoined, r.Alarms, r.Acknowledged, r.Doubtful, r.Brought, r.Repeats, r.Answers, c.Balancer.Shares())
	return r
}

func nodeIsKilled(t *testing.T, c *cluster.Cluster, _ *crowd.Crowd, round int) func() {
	n := c.Nodes[round%len(c.Nodes)]
	n.Kill()
	return func() { must(t, n.Up()) }
}

func natsServerIsKilled(t *testing.T, c *cluster.Cluster, _ *crowd.Crowd, round int) func() {
	b := c.Brokers[round%len(c.Brokers)]
	must(t, b.Kill())
	return func() { must(t, b.Restart(background)) }
}

func postgresIsRestarted(t *testing.T, c *cluster.Cluster, _ *crowd.Crowd, _ int) func() {
	must(t, c.Database.RestartImmediately())
	return nil
}

// postgresIsAway until calls fail: they do so in a way that asks to try again, and
// what is tried again is stored once.
func postgresIsAway(t *testing.T, c *cluster.Cluster, people *crowd.Crowd, _ int) func() {
	must(t, c.Database.StopImmediately())
	people.Despair(30)
	must(t, c.Database.Resume())
	return nil
}

// filesAreAway: chats that end meanwhile are continued at once, with their whole
// history. Their transcripts follow.
func filesAreAway(t *testing.T, c *cluster.Cluster, people *crowd.Crowd, _ int) func() {
	const chats = 3
	people.Refresh(chats)
	c.Files.Stop(t)
	ended := people.Rejoin(chats)
	return func() {
		c.Files.Restart(t)
		for _, contact := range ended {
			for _, fault := range people.Book(contact, awaitTranscript(t, c, contact)).Faults {
				t.Errorf("in the bucket: %s", fault)
			}
		}
	}
}

// awaitTranscript waits until a contact's transcript is in the bucket, and answers
// its messages.
func awaitTranscript(t *testing.T, c *cluster.Cluster, contact string) []ledger.Entry {
	t.Helper()
	var entries []ledger.Entry
	eventually(t, "a transcript comes into the bucket", func() string {
		transcript, ok := c.Transcript(contact)
		if !ok {
			return "that of contact " + contact + " is not there"
		}
		for _, item := range transcript.Items {
			if item.Type == "MESSAGE" {
				entries = append(entries, ledger.Entry{ID: item.ID, Text: item.Content})
			}
		}
		return ""
	})
	return entries
}

func nodeIsCutOff(t *testing.T, c *cluster.Cluster, people *crowd.Crowd, round int) func() {
	node := round % len(c.Nodes)
	c.Isolate(node)
	people.Settle()
	return func() { c.Reconnect(node) }
}

// everyMessageIsLost: the cables to all brokers swallow everything, for as long
// as everybody needs to be heard and answered a few times.
func everyMessageIsLost(t *testing.T, c *cluster.Cluster, people *crowd.Crowd, _ int) func() {
	for node := range c.Nodes {
		c.Isolate(node)
	}
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); {
		people.Settle()
	}
	return func() {
		for node := range c.Nodes {
			c.Reconnect(node)
		}
	}
}

// The primary dies, its synchronous standby takes over, and nobody tells the
// nodes.
func TestClusterSurvivesTheLossOfThePrimary(t *testing.T) {
	t.Parallel()
	scaledOnly(t)
	c := cluster.Start(t, cluster.Options{Standby: true})
	people := crowd.Gather(t, c.Server, crowd.Options{Talks: 5, Pause: 200 * time.Millisecond})
	people.Settle()
	suffer(t, c, people, failure{"the primary is killed", func(t *testing.T, c *cluster.Cluster, _ *crowd.Crowd, _ int) func() {
		must(t, c.Database.Kill())
		must(t, c.Standby.Promote())
		return nil
	}}, 0)
	awaitReady(t, c)
	finish(t, c, people)
}

// All nodes are replaced, one after the other, while people chat in pages with
// the published ChatJS: none of them notices, and none gets anything twice.
func TestRollingRestartIsNoticedByNobody(t *testing.T) {
	t.Parallel()
	scaledOnly(t)
	c := cluster.Start(t, cluster.Options{Args: []string{"--drain-delay", "2s"}})
	people := crowd.Gather(t, c.Server, crowd.Options{Talks: 3, Pages: 3, Pause: 100 * time.Millisecond})
	people.Settle()
	for i, n := range c.Nodes {
		must(t, n.Stop())
		must(t, n.Up())
		calm := people.Settle()
		t.Logf("node %d: everybody has everything %.1f s after it is back", i+1, calm.Brought.Seconds())
	}
	r := finish(t, c, people)
	if got := people.Refused(); got != 0 {
		t.Errorf("got %d messages that ChatJS could not send, want none", got)
	}
	if r.Doubtful != 0 {
		t.Errorf("got %d messages stored without a word, want none", r.Doubtful)
	}
	if r.Repeats != 0 {
		t.Errorf("got %d messages repeated, want none", r.Repeats)
	}
	for _, p := range people.Pages() {
		wantUnbroken(t, p)
		if got := len(p.Handled(0, "onEnded")); got != 0 {
			t.Errorf("got onEnded %d times, want never", got)
		}
	}
}
