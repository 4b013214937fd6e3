package app_test

import (
	"bufio"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// trap is a clock that panics when it is asked by a package, once it is set.
type trap struct {
	clock.Clock
	pkg string
	set atomic.Bool
}

// Now implements clock.Clock.
func (c *trap) Now() time.Time {
	caller, _, _, _ := runtime.Caller(1)
	if c.set.Load() && strings.Contains(runtime.FuncForPC(caller).Name(), "/internal/"+c.pkg+".") {
		panic("the clock has stopped")
	}
	return c.Clock.Now()
}

func TestAPanicIsAnsweredAndKeepsTheConnection(t *testing.T) {
	c := &trap{Clock: clock.System(), pkg: "participantsvc"}
	s := open(t, &site{clock: c})
	bearer := s.join(s.begin(sampleFlow, "")).ConnectionCredentials.ConnectionToken
	conn, err := s.dial(t.Context(), "tcp", "")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReader(conn)
	for _, step := range []struct {
		panics bool
		status int
		name   string
	}{{true, 500, "InternalServerException"}, {false, 200, ""}} {
		c.set.Store(step.panics)
		r, err := request("POST", base+"/participant/transcript", "{}", "X-Amz-Bearer", bearer)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write(conn); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(in, r)
		if err != nil {
			t.Fatalf("got no answer: %v", err)
		}
		body, err := io.ReadAll(resp.Body)
		if name := resp.Header.Get("X-Amzn-Errortype"); err != nil || resp.StatusCode != step.status || name != step.name || resp.Close {
			t.Errorf("got %d %q %s, closing %t, want %d %q on a connection that stays", resp.StatusCode, name, body, resp.Close, step.status, step.name)
		}
		if strings.Contains(string(body), "clock") {
			t.Errorf("got %s, want no word about the fault", body)
		}
	}
	if !strings.Contains(s.log.String(), "the clock has stopped") {
		t.Error("the log does not tell of the panic")
	}
}
