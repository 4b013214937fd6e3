package gateway

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// cursorLog is a store that notes what is done to cursors, and fails at times.
type cursorLog struct {
	emptyStore
	fails bool
	done  []string
}

func (c *cursorLog) SaveCursors(_ context.Context, cursors []store.Cursor) error {
	return c.note("save", cursors)
}

func (c *cursorLog) DropCursors(_ context.Context, cursors []store.Cursor) error {
	return c.note("drop", cursors)
}

func (c *cursorLog) note(what string, cursors []store.Cursor) error {
	if c.fails {
		return store.ErrBusy
	}
	for _, u := range cursors {
		c.done = append(c.done, fmt.Sprint(what, " ", u.Node, " ", u.Seq))
	}
	return nil
}

// A crash between two of the steps must repeat, never lose.
func TestCursorsAreWrittenInOrderWhateverFailedBefore(t *testing.T) {
	s := &cursorLog{fails: true}
	c, k := newCursors(s, "here"), cursorKey{"s1", "anna"}
	c.note(k, note{standing: standing{5, 1}, back: true, over: []store.Cursor{{Node: "first", Seq: 5}}})
	if err := c.save(t.Context()); err != store.ErrBusy {
		t.Errorf("save() = %v, want %v", err, store.ErrBusy)
	}
	c.note(k, note{standing: standing{6, 2}, over: []store.Cursor{{Node: "second", Seq: 6}}})
	if n, ok := c.unsaved(k); !ok || n.seq != 6 || n.devices != 2 || len(n.over) != 2 {
		t.Errorf("unsaved = %+v, %v; want 2 devices at 6 for two other nodes", n, ok)
	}
	s.fails = false
	for range 2 {
		if err := c.save(t.Context()); err != nil {
			t.Errorf("save() = %v, want nil", err)
		}
	}
	want := []string{"drop here 6", "save here 6", "drop first 5", "drop second 6"}
	if !slices.Equal(s.done, want) {
		t.Errorf("the store was told to %q, want %q", s.done, want)
	}
}

func TestSaveWaitsForTheOneUnderWayNoLongerThanItsContext(t *testing.T) {
	c := newCursors(emptyStore{}, "here")
	c.saving <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.save(ctx); err != context.Canceled {
		t.Errorf("save() = %v, want %v", err, context.Canceled)
	}
}
