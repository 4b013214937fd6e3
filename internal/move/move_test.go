package move_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestAMovedInstallationReadsAsBefore(t *testing.T) {
	for _, seed := range []uint64{1, rand.Uint64()} {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			t.Parallel()
			from, to := open(t, ""), open(t, "")
			source := from.serve(seed)
			want := map[conversation.Identity]string{}
			for _, who := range source.populate(12) {
				want[who] = source.history(who)
			}
			sum := from.moves(to)
			if n := int64(len(from.sessions())); sum.Carried.Sessions != n || sum.Compared != sum.Carried {
				t.Errorf("got %+v, want %d sessions carried over and compared", sum, n)
			}
			if err := move.Unfinished(t.Context(), to.store); err != nil {
				t.Errorf("afterwards: got %v, want a target that can be served", err)
			}
			target := to.serve(seed + 1)
			for who, want := range want {
				if got := target.history(who); got != want {
					t.Errorf("session %s: got\n%swant\n%s", who.SessionID, got, want)
				}
				target.says(who, 1)
			}
			target.begins(1, nil)
			first, err := source.Start(t.Context(), asking(0, nil))
			from.check(err)
			if again, err := target.Start(t.Context(), asking(0, nil)); err != nil || again != first {
				t.Errorf("a repeated request: got %+v, error %v, want %+v", again, err, first)
			}
		})
	}
}

// faulty is a store that fails to import from the nth session on.
type faulty struct {
	move.Store
	left     atomic.Int64
	imported atomic.Int64
}

var errFault = errors.New("the disk is full")

func (f *faulty) ImportSession(ctx context.Context, r store.SessionRecord) error {
	if f.left.Add(-1) < 0 {
		return errFault
	}
	f.imported.Add(1)
	return f.Store.ImportSession(ctx, r)
}

func TestAMoveThatWasCutShortGoesOn(t *testing.T) {
	from := open(t, "")
	from.serve(3).populate(5)
	all := int64(len(from.sessions()))
	for _, cut := range []int64{0, 1, all / 2, all - 1} {
		t.Run(fmt.Sprint("after ", cut), func(t *testing.T) {
			to := open(t, "")
			o := from.to(to)
			broken := &faulty{Store: to.store}
			broken.left.Store(cut)
			o.To, o.Workers = broken, 1
			if _, err := move.Run(t.Context(), o); !errors.Is(err, errFault) {
				t.Fatalf("got error %v, want %v", err, errFault)
			}
			if err := move.Unfinished(t.Context(), to.store); !errors.Is(err, move.ErrUnfinished) {
				t.Errorf("in between: got %v, want ErrUnfinished", err)
			}
			rest := &faulty{Store: to.store}
			rest.left.Store(all)
			o.To, o.Workers = rest, 0
			sum, err := move.Run(t.Context(), o)
			if err != nil || sum.Carried.Sessions != all || rest.imported.Load() != all-cut {
				t.Errorf("got %+v, %d imported, error %v, want all %d sessions, %d imported", sum, rest.imported.Load(), err, all, all-cut)
			}
			if err := move.Unfinished(t.Context(), to.store); err != nil {
				t.Errorf("afterwards: got %v, want none", err)
			}
		})
	}
}

// What happened at the source between two attempts comes over too.
func TestAMoveThatGoesOnTakesWhatHasChanged(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	source := from.serve(4)
	customers := source.populate(5)
	o := from.to(to)
	broken := &faulty{Store: to.store}
	broken.left.Store(int64(len(from.sessions()) - 1))
	o.To, o.Workers = broken, 1
	if _, err := move.Run(t.Context(), o); !errors.Is(err, errFault) {
		t.Fatalf("got error %v, want %v", err, errFault)
	}
	for _, who := range customers {
		source.says(who, 1)
	}
	source.stops(&visit{customer: customers[0]})
	source.begins(200, nil)
	from.moves(to)
}

func TestAMoveThatIsGivenUpCanGoOn(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	from.serve(5).populate(5)
	ctx, cancel := context.WithCancel(t.Context())
	o := from.to(to)
	o.To = &cancelling{Store: to.store, cancel: cancel}
	if _, err := move.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want %v", err, context.Canceled)
	}
	from.moves(to)
}

// cancelling gives up while the first session is imported.
type cancelling struct {
	move.Store
	cancel context.CancelFunc
}

func (c *cancelling) ImportSession(ctx context.Context, r store.SessionRecord) error {
	defer c.cancel()
	return c.Store.ImportSession(ctx, r)
}

func TestTargetsAndSourcesThatAreRefused(t *testing.T) {
	unfinished := func(t *testing.T, to *folder) {
		other := open(t, "")
		other.serve(7).begins(1, nil)
		o := other.to(to)
		o.To = &faulty{Store: to.store}
		if _, err := move.Run(t.Context(), o); !errors.Is(err, errFault) {
			t.Fatalf("got error %v, want %v", err, errFault)
		}
	}
	for _, test := range []struct {
		name    string
		arrange func(t *testing.T, from, to *folder)
		want    error
	}{
		{"a source that is no installation", func(*testing.T, *folder, *folder) {}, move.ErrNoSource},
		{"a source that is itself unfinished", func(t *testing.T, from, _ *folder) { unfinished(t, from) }, move.ErrUnfinished},
		{"a target that was served", func(_ *testing.T, from, to *folder) { from.serve(1); to.serve(2) }, move.ErrNotEmpty},
		{"a target with a session", func(t *testing.T, from, to *folder) {
			from.serve(1)
			to.check(to.store.ImportSession(t.Context(), store.SessionRecord{Session: chat.Session{ID: "s"}}))
		}, move.ErrNotEmpty},
		{"a target with a move of another source", func(t *testing.T, from, to *folder) { from.serve(1); unfinished(t, to) }, move.ErrOtherSource},
		{"a target that was moved to before", func(_ *testing.T, from, to *folder) { from.serve(1); from.moves(to) }, move.ErrFinished},
		{"a target that was moved to and served", func(_ *testing.T, from, to *folder) { from.serve(1); from.moves(to); to.serve(2) }, move.ErrFinished},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, to := open(t, ""), open(t, "")
			test.arrange(t, from, to)
			before, err := to.store.ExportInstance(t.Context())
			to.check(err)
			if _, err := move.Run(t.Context(), from.to(to)); !errors.Is(err, test.want) {
				t.Errorf("got error %v, want %v", err, test.want)
			}
			after, err := to.store.ExportInstance(t.Context())
			to.check(err)
			if got, want := fmt.Sprint(after), fmt.Sprint(before); got != want {
				t.Errorf("the target has changed: got %s, want %s", got, want)
			}
		})
	}
}

// What servers note for each other is theirs: the next ones note their own.
func TestNotesOfServersStayBehind(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	from.serve(1)
	note := store.Resource{InstanceID: move.NotesInstance, Kind: move.NotesKind, ID: "n", Name: "n", Spec: []byte("{}")}
	from.check(from.store.CreateResource(t.Context(), note))
	from.moves(to)
	if _, err := to.store.Resource(t.Context(), note.InstanceID, note.Kind, note.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got error %v, want no note at the target", err)
	}
	note.ID, note.Name = "o", "o"
	to.check(to.store.CreateResource(t.Context(), note))
	if _, err := move.Check(t.Context(), from.to(to)); err != nil {
		t.Errorf("got error %v, want no difference", err)
	}
}

// A transcript that the source has lost contributes nothing to a history there,
// nor after the move.
func TestALostTranscriptIsToldAndFailsNothing(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	source := from.serve(6)
	past := source.begins(1, nil)
	source.stops(past)
	heir := source.begins(2, past)
	key := from.record(past.customer.SessionID).Contacts[0].Archive.Key
	from.check(from.files.Delete(t.Context(), key))
	o := from.to(to)
	var found []move.Finding
	o.Found = func(f move.Finding) { found = append(found, f) }
	sum, err := move.Run(t.Context(), o)
	if err != nil || sum.Lost != 1 || sum.Differences != 0 {
		t.Errorf("got %+v, error %v, want 1 lost and no difference", sum, err)
	}
	if len(found) != 1 || !found[0].Lost || !strings.Contains(found[0].String(), key) {
		t.Errorf("got %v, want %s to be told as lost", found, key)
	}
	if got, want := to.serve(8).history(heir.customer), source.history(heir.customer); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestTranscriptsStayWhereThereIsNoOtherBucket(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	source := from.serve(9)
	past := source.begins(1, nil)
	source.stops(past)
	o := from.to(to)
	o.FromFiles, o.ToFiles = nil, nil
	sum, err := move.Run(t.Context(), o)
	if err != nil || sum.Carried.Objects != 0 {
		t.Errorf("got %+v, error %v, want no transcripts carried over", sum, err)
	}
	key := from.record(past.customer.SessionID).Contacts[0].Archive.Key
	if _, err := to.files.Get(t.Context(), key, 1<<20); !errors.Is(err, archive.ErrMissing) {
		t.Errorf("got error %v, want no transcript", err)
	}
}
