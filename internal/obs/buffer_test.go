package obs

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

func TestLinesWaitForOthersButNotForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out synced.Buffer
		b := NewBuffer(&out)
		log := b.Prompt(NewLogger(b, LogOptions{}))
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.Run(ctx, clock.System()) }() // ended by stop below
		log.Info("one")
		synctest.Wait()
		if out.String() != "" {
			t.Errorf("got %q at once, want it to wait", out.String())
		}
		<-clock.System().NewTimer(flushEvery).C()
		synctest.Wait()
		if !strings.Contains(out.String(), `"one"`) {
			t.Errorf("got %q after %v, want the line", out.String(), flushEvery)
		}
		log.Info("two")
		stop()
		if err := <-ended; err != nil || !strings.Contains(out.String(), `"two"`) {
			t.Errorf("got %q (%v) at the end, want all lines", out.String(), err)
		}
	})
}

func TestWarningsWaitForNothing(t *testing.T) {
	var out bytes.Buffer
	b := NewBuffer(&out)
	log := b.Prompt(NewLogger(b, LogOptions{})).With("a", 1).WithGroup("g")
	log.Info("before")
	log.Warn("now", "b", 2)
	if got := out.String(); !strings.Contains(got, `"before"`) || !strings.Contains(got, `"g":{"b":2}`) {
		t.Errorf("got %q, want both lines in order", got)
	}
}

func TestAFullBufferIsWritten(t *testing.T) {
	var out bytes.Buffer
	b := NewBuffer(&out)
	line := bytes.Repeat([]byte("x"), bufferBytes/4)
	for range 4 {
		if n, err := b.Write(line); n != len(line) || err != nil {
			t.Fatalf("got %d, %v, want the whole line taken", n, err)
		}
	}
	if out.Len() != bufferBytes {
		t.Errorf("got %d bytes, want %d", out.Len(), bufferBytes)
	}
}
