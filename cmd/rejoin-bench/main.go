// Command rejoin-bench measures a Rejoin server beside a bare relay in one run on
// one machine, and several nodes beside bare inserts into their database, and
// prints ratios: machines differ and are noisy, ratios travel.
//
// The relay (relay.go) does the least that a durable chat server can do: it takes
// a message over HTTP, appends it to a file with a sync that many share, and
// pushes it over a websocket. Both servers are processes of their own and get the
// same load from the same generator.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// plan is the size of a run.
type plan struct {
	binary string        // of the server
	rounds int           // how often what is compared is measured in turn
	warmup time.Duration // before each window, for memory to grow to what is used

	chats  int           // two-party chats that send messages
	window time.Duration // of messages
	idle   int           // connected customers
	settle time.Duration // before the idle are looked at
	items  int           // of stored history
	pages  time.Duration // window of reading history
	chain  int           // past chats behind one
	waits  int           // flows that wait
	crowd  []int         // contacts that wait while one is offered, the fewest first
	agents int           // the most agents of a crowd
	offers int           // that a round measures
	desks  desks         // that are kept busy
	// resting agents are watched for so long, as many as the machine has files for.
	resting int
	rest    time.Duration
}

// storedChats is over how many chats the stored items are spread.
func (p plan) storedChats() int { return max(1, p.items/itemsPerChat) }

// plans are the sizes: full is what docs/performance.md shows, short only proves
// that everything still runs.
var plans = map[string]plan{
	"full": {
		rounds: 5, warmup: 3 * time.Second, chats: 200, window: 6 * time.Second,
		idle: 5000, settle: 10 * time.Second, items: 1_000_000, pages: 3 * time.Second, chain: 100, waits: 10_000,
		crowd: []int{10, 1_000, 100_000}, agents: 10_000, offers: 300,
		desks:   desks{agents: 1000, chats: 2000, length: "3m", talk: "60s"},
		resting: 10_000, rest: time.Minute,
	},
	"short": {
		rounds: 1, warmup: 200 * time.Millisecond, chats: 20, window: 600 * time.Millisecond,
		idle: 100, settle: time.Second, items: 5_000, pages: 300 * time.Millisecond, chain: 12, waits: 200,
		crowd: []int{10, 200}, agents: 50, offers: 10,
		desks:   desks{agents: 10, chats: 20, length: "2s", talk: "1s"},
		resting: 20, rest: time.Second,
	},
}

func main() {
	size := flag.String("size", "full", "full or short")
	binary := flag.String("rejoin", "bin/rejoin", "the server's `binary`")
	only := flag.String("only", "", "run one part: messages, idle, history, chain, flow, waits, routing, agents, rest or cluster")
	serveRelay := flag.String("relay", "", "be the relay over this `file` (used by the program itself)")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, *size, *binary, *only, *serveRelay)
	if err != nil {
		fmt.Fprintln(os.Stderr, "rejoin-bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, size, binary, only, relayFile string) error {
	if relayFile != "" {
		return beRelay(ctx, relayFile)
	}
	p, ok := plans[size]
	if !ok {
		return fmt.Errorf("there is no size %q", size)
	}
	p.binary = binary
	for _, part := range []struct {
		name string
		run  func(context.Context, plan) error
	}{
		{"messages", measureMessages}, {"idle", measureIdle}, {"history", measureHistory}, {"chain", measureChain},
		{"flow", measureFlow}, {"waits", measureWaits}, {"routing", measureRouting}, {"agents", measureAgents}, {"rest", measureRest}, {"cluster", measureCluster},
	} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.run(ctx, p); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}
