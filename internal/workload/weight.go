package workload

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// weight is what a server uses, by what it tells of itself: resident memory with its
// garbage and what has not been given back; the least heap after a collection, with
// the stacks.
type weight struct{ resident, live, goroutines float64 }

// The names of the metrics, those of the Prometheus client for Go.
const (
	metricResident    = "process_resident_memory_bytes"
	metricHeap        = "go_memstats_heap_alloc_bytes"
	metricStacks      = "go_memstats_stack_inuse_bytes"
	metricGoroutines  = "go_goroutines"
	metricProcessor   = "process_cpu_seconds_total"
	metricCollections = "go_gc_duration_seconds_count"
)

// weigh reads the server's metrics while requests for them make it collect its
// garbage; known is false where they are hidden.
func (r *run) weigh(ctx context.Context) (w weight, known bool) {
	const collections, requests = 2, 10_000
	begun := -1.0
	for range requests {
		m, err := r.metrics(ctx)
		if err != nil || m[metricResident] == 0 {
			return w, false
		}
		if begun < 0 {
			begun = m[metricCollections]
		}
		if live := m[metricHeap] + m[metricStacks]; w.live == 0 || live < w.live {
			w.live = live
		}
		w.resident, w.goroutines = m[metricResident], m[metricGoroutines]
		if m[metricCollections] >= begun+collections {
			break
		}
	}
	return w, true
}

// metrics are those without labels, by name.
func (r *run) metrics(ctx context.Context) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.Endpoint+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	answer, err := r.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	m := map[string]float64{}
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if figure, err := strconv.ParseFloat(value, 64); err == nil {
			m[name] = figure
		}
	}
	return m, lines.Err()
}

// printWeight tells what the agents cost who are signed in, each with a socket and a
// request that is held. Of few agents it tells little.
func (r *run) printWeight(before, after weight) {
	each := float64(r.Agents)
	fmt.Fprintf(r.Out, "a signed-in agent costs the server %.1f KiB of heap and stacks and %.1f goroutines; its resident memory was %.0f MiB and is %.0f\n",
		(after.live-before.live)/1024/each, (after.goroutines-before.goroutines)/each, before.resident/(1<<20), after.resident/(1<<20))
}
