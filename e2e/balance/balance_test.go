package balance

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// backend is a node that says its name.
type backend struct {
	*httptest.Server
	unready atomic.Bool
}

func newBackend(t *testing.T, name string) *backend {
	t.Helper()
	b := new(backend)
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/readyz" && b.unready.Load():
			w.WriteHeader(http.StatusServiceUnavailable)
		case r.URL.Path == "/die":
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, name)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *backend) address() string { return b.Listener.Addr().String() }

// open runs a balancer that has asked its nodes at least once.
func open(t *testing.T, o Options) (b *Balancer, url string) {
	t.Helper()
	o.Address = unused(t)
	b = New(o)
	if err := b.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b, "http://" + o.Address
}

// unused is an address on which nobody listens.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ask makes requests and answers what came; "" for none.
func ask(t *testing.T, url string, times int) []string {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	var answers []string
	for range times {
		response, err := client.Get(url)
		if err != nil {
			answers = append(answers, "")
			continue
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		answers = append(answers, string(body))
	}
	return answers
}

// await waits until the nodes are as wanted.
func await(t *testing.T, b *Balancer, ready ...bool) {
	t.Helper()
	timeout := time.NewTimer(30 * time.Second)
	defer timeout.Stop()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		var got []bool
		for _, n := range b.nodes {
			got = append(got, n.ready.Load())
		}
		if slices.Equal(got, ready) {
			return
		}
		select {
		case <-again.C:
		case <-timeout.C:
			t.Fatalf("got nodes ready %v, want %v", got, ready)
		}
	}
}

func TestNodesTakeTurns(t *testing.T) {
	one, two := newBackend(t, "one"), newBackend(t, "two")
	b, url := open(t, Options{Nodes: []string{one.address(), two.address()}})
	await(t, b, true, true)
	got := ask(t, url, 4)
	if got[0] == got[1] || !slices.Equal(got[:2], got[2:]) {
		t.Errorf("got %q, want them in turn", got)
	}
	if shares := b.Shares(); shares[0].Requests != 2 || shares[1].Requests != 2 {
		t.Errorf("got shares %v, want 2 requests each", shares)
	}
}

func TestNodesThatAreNotReadyGetNothingUnlessAllAre(t *testing.T) {
	one, two := newBackend(t, "one"), newBackend(t, "two")
	one.unready.Store(true)
	b, url := open(t, Options{Nodes: []string{one.address(), two.address()}})
	await(t, b, false, true)
	if got, want := ask(t, url, 3), []string{"two", "two", "two"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	two.unready.Store(true)
	await(t, b, false, false)
	if got := ask(t, url, 2); !slices.Contains(got, "one") || !slices.Contains(got, "two") {
		t.Errorf("got %q while none is ready, want both in turn", got)
	}
}

func TestRefusingNodesArePassedOver(t *testing.T) {
	two := newBackend(t, "two")
	_, url := open(t, Options{Nodes: []string{unused(t), two.address()}})
	if got, want := ask(t, url, 3), []string{"two", "two", "two"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRequestThatWasSentIsNotSentAgain(t *testing.T) {
	one, two := newBackend(t, "one"), newBackend(t, "two")
	_, url := open(t, Options{Nodes: []string{one.address(), two.address()}})
	if got := ask(t, url+"/die", 1)[0]; !strings.Contains(got, "NetworkingError") {
		t.Errorf("got %q for a request whose node died, want a NetworkingError", got)
	}
}

func TestWithoutNodesConnectionsBreak(t *testing.T) {
	b, url := open(t, Options{Nodes: []string{unused(t)}})
	if got := ask(t, url, 1)[0]; got != "" {
		t.Errorf("got %q without a node, want no answer", got)
	}
	b.Close()
	if _, err := net.Dial("tcp", strings.TrimPrefix(url, "http://")); err == nil {
		t.Error("a closed balancer takes connections")
	}
	if err := b.Open(); err != nil {
		t.Errorf("open again: %v", err)
	}
}

func TestHeldRequestsWaitForANode(t *testing.T) {
	address := unused(t)
	_, url := open(t, Options{Nodes: []string{address}, Hold: true})
	answer := make(chan string, 1)
	go func() { answer <- ask(t, url, 1)[0] }()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	late := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "late") })}
	go late.Serve(l)
	t.Cleanup(func() { late.Close() })
	if got := <-answer; got != "late" {
		t.Errorf("got %q, want the answer of the node that came late", got)
	}
}

// A slow network is slow, and no more: each answer is whole and its status kept.
func TestLagLosesNothing(t *testing.T) {
	t.Parallel()
	one := newBackend(t, "one")
	const most = 40 * time.Millisecond
	_, url := open(t, Options{Nodes: []string{one.address()}, Lag: most})
	var slowest atomic.Int64
	var asking sync.WaitGroup
	for range 20 {
		asking.Go(func() {
			began := time.Now()
			response, err := http.Get(url)
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			if body, err := io.ReadAll(response.Body); string(body) != "one" || err != nil || response.StatusCode != http.StatusOK {
				t.Errorf("got status %d, body %q and error %v", response.StatusCode, body, err)
			}
			for took := int64(time.Since(began)); ; {
				if before := slowest.Load(); took <= before || slowest.CompareAndSwap(before, took) {
					return
				}
			}
		})
	}
	asking.Wait()
	// That forty delays are all short happens once in a million million runs.
	if got := time.Duration(slowest.Load()); got < most/2 {
		t.Errorf("the slowest answer took %v, with delays of up to %v", got, most)
	}
}
