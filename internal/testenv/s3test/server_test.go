package s3test

import (
	"net/http"
	"testing"
	"time"
)

// The server comes back where it was, and in between nobody answers.
func TestTheServerComesBack(t *testing.T) {
	s := Start(t)
	status := func() int {
		answer, err := http.Get(s.Endpoint)
		if err != nil {
			return 0
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	if got := status(); got != http.StatusForbidden {
		t.Errorf("running: got status %d, want %d for a stranger", got, http.StatusForbidden)
	}
	s.Stop(t)
	s.Stop(t)
	if got := status(); got != 0 {
		t.Errorf("stopped: got status %d, want no answer", got)
	}
	s.Restart(t)
	if got := status(); got != http.StatusForbidden {
		t.Errorf("again: got status %d, want %d", got, http.StatusForbidden)
	}
}

// A frozen server answers nobody, from the moment that it is frozen.
func TestAFrozenServerAnswersNobody(t *testing.T) {
	s := Start(t)
	s.Freeze(t)
	impatient := http.Client{Timeout: 100 * time.Millisecond}
	for range 3 {
		if answer, err := impatient.Get(s.Endpoint); err == nil {
			t.Errorf("got status %d, want no answer", answer.StatusCode)
			_ = answer.Body.Close()
		}
	}
	s.Thaw(t)
	answer, err := http.Get(s.Endpoint)
	if err != nil {
		t.Fatalf("after it has thawed: %v", err)
	}
	_ = answer.Body.Close()
}
