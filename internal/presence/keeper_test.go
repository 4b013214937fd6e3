package presence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	instance = chat.InstanceID("instance")
	span     = 2 * time.Minute
)

// office is what the nodes share, in simulated time.
type office struct {
	mu           sync.Mutex
	t            *testing.T
	kept         map[who]time.Time
	lost         []chat.UserID
	away         error // of the store
	calls, rows  int
	longest      int
	failLosingOf chat.UserID
}

func (o *office) KeepPresences(_ context.Context, all []store.Presence) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.away != nil {
		return o.away
	}
	if len(all) > 0 {
		o.calls++
		o.rows += len(all)
		o.longest = max(o.longest, len(all))
	}
	for _, p := range all {
		w := who{p.InstanceID, p.UserID}
		if p.Until.After(o.kept[w]) {
			o.kept[w] = p.Until
		}
	}
	return nil
}

func (o *office) LapsedPresences(_ context.Context, now time.Time, limit int) (over []store.Presence, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for w, until := range o.kept {
		if !until.After(now) {
			over = append(over, store.Presence{InstanceID: w.instance, UserID: w.user, Until: until})
		}
	}
	slices.SortFunc(over, func(a, b store.Presence) int {
		return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.UserID, b.UserID))
	})
	return over[:min(limit, len(over))], o.away
}

func (o *office) DropPresence(_ context.Context, p store.Presence) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if w := (who{p.InstanceID, p.UserID}); o.kept[w].Equal(p.Until) {
		delete(o.kept, w)
	}
	return o.away
}

// node is a process with the agents whose pages are with it.
type node struct {
	here map[chat.UserID]bool
	stop func()
}

func (o *office) starts(users ...chat.UserID) *node {
	n := &node{here: map[chat.UserID]bool{}}
	for _, u := range users {
		n.here[u] = true
	}
	k := New(Config{
		Store: o, Span: span, Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
		Each: func(_ time.Time, visit func(chat.InstanceID, chat.UserID)) {
			o.mu.Lock()
			defer o.mu.Unlock()
			for u := range n.here {
				visit(instance, u)
			}
		},
		Lose: func(_ context.Context, _ chat.InstanceID, u chat.UserID) error {
			o.mu.Lock()
			defer o.mu.Unlock()
			if u == o.failLosingOf {
				return errors.New("not now")
			}
			o.lost = append(o.lost, u)
			return nil
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error)
	go func() { ran <- k.Run(ctx) }()
	n.stop = func() { cancel(); <-ran }
	return n
}

// now has something change.
func (o *office) now(change func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	change()
}

func inOffice(t *testing.T, test func(o *office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(&office{t: t, kept: map[who]time.Time{}}) })
}

func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func (o *office) wantLost(when string, want ...chat.UserID) {
	o.t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Equal(o.lost, want) {
		o.t.Errorf("lost %s: got %v, want %v", when, o.lost, want)
	}
}

func TestWhoIsGoneIsLostOnce(t *testing.T) {
	inOffice(t, func(o *office) {
		n := o.starts("ann", "bob")
		defer n.stop()
		pass(time.Hour)
		o.wantLost("while both are there")
		o.now(func() { delete(n.here, "bob") })
		pass(span*3/4 - tick)
		o.wantLost("before the span is over")
		o.now(func() { n.here["bob"] = true })
		pass(span)
		o.wantLost("when he has come back")
		o.now(func() { delete(n.here, "bob") })
		pass(span + tick)
		o.wantLost("a span after he has gone", "bob")
		pass(time.Hour)
		o.wantLost("later", "bob")
	})
}

func TestAPageThatGoesToAnotherNodeIsThere(t *testing.T) {
	inOffice(t, func(o *office) {
		a, b := o.starts("ann"), o.starts("bob")
		pass(10 * time.Minute)
		a.stop() // as by SIGKILL: it says nothing
		pass(time.Minute)
		o.now(func() { b.here["ann"] = true })
		pass(10 * time.Minute)
		o.wantLost("that came to the other node")
		c := o.starts("bob")
		b.stop()
		pass(span)
		o.wantLost("with a node that has just started")
		pass(2 * tick)
		o.wantLost("that came to none", "ann")
		c.stop()
	})
}

func TestARestartLosesNobodyWhoComesBack(t *testing.T) {
	inOffice(t, func(o *office) {
		n := o.starts("ann", "bob")
		pass(10 * time.Minute)
		n.stop()
		pass(time.Hour)
		n = o.starts()
		pass(time.Minute)
		o.now(func() { n.here["ann"] = true })
		pass(time.Hour)
		o.wantLost("after a restart", "bob")
		n.stop()
	})
}

func TestAnOutageOfTheDatabaseLosesNobody(t *testing.T) {
	inOffice(t, func(o *office) {
		n := o.starts("ann", "bob")
		pass(10 * time.Minute)
		o.now(func() { o.away = errors.New("away") })
		pass(10 * time.Minute)
		o.now(func() { o.away = nil })
		o.now(func() { delete(n.here, "bob") })
		pass(span)
		o.wantLost("as soon as it is back")
		pass(2 * tick)
		o.wantLost("a span later", "bob")
		n.stop()
	})
}

func TestWhoCannotBeLostKeepsNobodyElse(t *testing.T) {
	inOffice(t, func(o *office) {
		n := o.starts("ann", "bob")
		pass(10 * time.Minute)
		o.now(func() { o.failLosingOf = "ann" })
		o.now(func() { clear(n.here) })
		pass(span + 2*tick)
		o.wantLost("while one fails", "bob")
		o.now(func() { o.failLosingOf = "" })
		pass(2 * span)
		o.wantLost("in the end", "bob", "ann")
		n.stop()
	})
}

// Ten thousand agents cost few statements, and none for what their pages ask.
func TestPresencesAreWrittenTogether(t *testing.T) {
	inOffice(t, func(o *office) {
		var users []chat.UserID
		for i := range 10_000 {
			users = append(users, chat.UserID(fmt.Sprint(i)))
		}
		n := o.starts(users...)
		pass(10 * time.Minute)
		if perMinute := o.calls / 10; perMinute > 45 || o.longest > batch || o.rows > 10*30_000 {
			t.Errorf("got %d statements a minute with %d rows in all, the longest of %d", perMinute, o.rows, o.longest)
		}
		n.stop()
	})
}
