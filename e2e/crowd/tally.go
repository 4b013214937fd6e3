package crowd

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// tally is a transport that counts how calls went.
type tally struct {
	transport *http.Transport

	mu     sync.Mutex
	counts map[string]int
}

func newTally() *tally {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 1000
	return &tally{transport: transport, counts: make(map[string]int)}
}

// RoundTrip implements http.RoundTripper.
func (y *tally) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := y.transport.RoundTrip(r)
	switch {
	case err != nil:
		y.count("no answer")
	case response.StatusCode >= 300:
		y.count(fmt.Sprint(response.StatusCode, " ", response.Header.Get("X-Amzn-Errortype")))
	}
	return response, err
}

func (y *tally) count(what string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.counts[what]++
}

// failures is how many calls had no good answer.
func (y *tally) failures() int {
	y.mu.Lock()
	defer y.mu.Unlock()
	total := 0
	for _, n := range y.counts {
		total += n
	}
	return total
}

// String lists what is no success.
func (y *tally) String() string {
	y.mu.Lock()
	defer y.mu.Unlock()
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(y.counts)) {
		parts = append(parts, fmt.Sprintf("%d × %s", y.counts[what], what))
	}
	return strings.Join(parts, ", ")
}
