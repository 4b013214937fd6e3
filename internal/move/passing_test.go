package move_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// moody is a store each of whose imports fails in passing a few times.
type moody struct {
	move.Store
	fails  int64
	with   error
	called atomic.Int64
}

func (m *moody) ImportSession(ctx context.Context, r store.SessionRecord) error {
	if m.called.Add(1) <= m.fails {
		return m.with
	}
	return m.Store.ImportSession(ctx, r)
}

// one fills a folder with an installation of one session.
func (f *folder) one() {
	f.t.Helper()
	f.check(f.store.ImportInstance(f.t.Context(), store.InstanceRecord{Secrets: []store.Secret{{Name: "key", Value: []byte{1}}}}))
	f.check(f.store.ImportSession(f.t.Context(), store.SessionRecord{
		Session:  chat.Session{ID: "s"},
		Contacts: []chat.Contact{{ID: "s", SessionID: "s", Archive: chat.Archive{Key: "key", Confirmed: true}}},
		Items:    []chat.Item{{ID: "i", SessionID: "s", Seq: 1, Time: time.UnixMilli(1e12).UTC(), Content: "12345"}},
	}))
	f.check(f.files.Put(f.t.Context(), "key", []byte("678")))
}

func TestWhatFailsInPassingIsTriedAgain(t *testing.T) {
	for _, test := range []struct {
		with  error
		fails int64
		took  time.Duration
		ok    bool
	}{
		{store.ErrBusy, 3, 7 * time.Second, true},
		{fmt.Errorf("import: %w", store.ErrUncertain), 5, 31 * time.Second, true},
		{archive.ErrAway, 6, 31 * time.Second, false},
		{store.ErrClosed, 1, 0, false},
	} {
		t.Run(fmt.Sprint(test.with, " ", test.fails, " times"), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				from, to := open(t, ""), open(t, "")
				from.one()
				o := from.to(to)
				o.To = &moody{Store: to.store, fails: test.fails, with: test.with}
				sum, err := move.Run(t.Context(), o)
				if test.ok && err != nil || !test.ok && !errors.Is(err, test.with) {
					t.Errorf("got error %v", err)
				}
				if sum.Took != test.took {
					t.Errorf("it took %v, want %v", sum.Took, test.took)
				}
				from.close()
				to.close()
			})
		})
	}
}

func TestGivingUpEndsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := open(t, ""), open(t, "")
		from.one()
		o := from.to(to)
		o.To = &moody{Store: to.store, fails: 100, with: store.ErrBusy}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if sum, err := move.Run(ctx, o); !errors.Is(err, context.DeadlineExceeded) || sum.Took != 5*time.Second {
			t.Errorf("got error %v after %v, want the deadline after 5s", err, sum.Took)
		}
		from.close()
		to.close()
	})
}

func TestProgressIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, to := open(t, ""), open(t, "")
		from.one()
		o := from.to(to)
		o.To = &moody{Store: to.store, fails: 2, with: store.ErrBusy} // which takes three seconds
		var told []move.Progress
		o.Progress = func(p move.Progress) { told = append(told, p) }
		sum, err := move.Run(t.Context(), o)
		from.check(err)
		if want := (move.Progress{Phase: move.Carrying, Count: move.Count{Objects: 1, Bytes: 3}, Total: 1, Took: 2 * time.Second}); len(told) != 1 || told[0] != want {
			t.Errorf("got %+v, want %+v", told, want)
		}
		if want := (move.Count{Sessions: 1, Items: 1, Objects: 1, Bytes: 8}); sum.Carried != want || sum.Compared != want {
			t.Errorf("in the end: got %+v, want twice %+v", sum, want)
		}
		from.close()
		to.close()
	})
}
