package main

import (
	"context"
	"math"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

const (
	// garbage is how many bytes of garbage may gather before they are
	// collected. Go lets as much gather as is live, which in a server with few
	// chats is so little that it collects up to a hundred times a second.
	garbage = 32 << 20
	// maxPercent bounds what holds until the live heap is looked at again.
	maxPercent = 800
	// lookEvery is the time between two looks at the live heap.
	lookEvery = 5 * time.Second
)

// paceCollector lets at least a fixed amount of garbage gather between two
// collections, until ctx ends. With a large live heap it changes nothing, and an
// operator who has set GOGC has decided already.
func paceCollector(ctx context.Context, clk clock.Clock) {
	if _, set := os.LookupEnv("GOGC"); set {
		return
	}
	defer debug.SetGCPercent(defaultPercent)
	for wait := time.Duration(0); clock.Wait(ctx, clk, wait); wait = lookEvery {
		debug.SetGCPercent(percent(liveHeap()))
	}
}

// defaultPercent is Go's.
const defaultPercent = 100

// percent is the GOGC with which the garbage of a live heap is collected late
// enough.
func percent(live uint64) int {
	if live == 0 {
		return maxPercent // nothing has been collected yet
	}
	return int(math.Round(min(max(garbage*100/float64(live), defaultPercent), maxPercent)))
}

// liveHeap is how many bytes the last collection found in use.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
