package gateway

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	// saveTimeout bounds one save of cursors.
	saveTimeout = 5 * time.Second
	// saveBatch is the most cursors saved in one call.
	saveBatch = 500
)

// cursors keeps what is not saved yet of where the participants of this node stand.
// After a crash the saved state is a few seconds old: items are then sent again,
// with the same ids, and none is lost.
type cursors struct {
	store Store
	node  string
	// soon asks for a save before its time.
	soon chan struct{}

	// saving holds a token while a save is under way: one at a time, before mu.
	saving chan struct{}

	mu      sync.Mutex
	changed map[cursorKey]note
	flight  map[cursorKey]note // being saved
}

// cursorKey names a participant's cursor.
type cursorKey struct {
	session     chat.SessionID
	participant chat.ParticipantID
}

// standing is where a participant stands on this node: the lowest place of any of
// his devices, and how many those are, connected or away.
type standing struct {
	seq     chat.Seq
	devices int
}

// note is a standing that is to be saved.
type note struct {
	standing
	at time.Time // as of when
	// back says that the cursor may stand further in the store, from where it
	// moves only when it is dropped first.
	back bool
	// over are the cursors of other nodes for which this one stands from now
	// on. They are dropped after it was saved: a crash in between repeats, and
	// loses nothing.
	over []store.Cursor
}

// after joins a note with an older one that it replaces.
func (n note) after(old note) note {
	n.back = n.back || old.back
	if len(old.over) > 0 {
		n.over = slices.Concat(old.over, n.over)
	}
	return n
}

func newCursors(s Store, node string) *cursors {
	return &cursors{
		store: s, node: node, soon: make(chan struct{}, 1), saving: make(chan struct{}, 1),
		changed: make(map[cursorKey]note),
	}
}

// note remembers a standing until it has been saved. Those of one participant must
// come in order.
func (c *cursors) note(k cursorKey, n note) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed[k] = n.after(c.changed[k])
}

// hurry asks for a save now: somebody has gone and may come back elsewhere.
func (c *cursors) hurry() {
	select {
	case c.soon <- struct{}{}:
	default:
	}
}

// unsaved is what the store may not show yet.
func (c *cursors) unsaved(k cursorKey) (note, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, changed := c.changed[k]
	old, flying := c.flight[k]
	if !changed {
		return old, flying
	}
	return n.after(old), true
}

// begin saves at once where a participant begins who was never here, and returns
// what is now saved of him.
func (c *cursors) begin(ctx context.Context, k cursorKey, seq chat.Seq, now time.Time) ([]store.Cursor, error) {
	rows := []store.Cursor{c.row(k, note{standing: standing{seq: seq, devices: 1}, at: now})}
	return rows, c.store.SaveCursors(ctx, rows)
}

func (c *cursors) row(k cursorKey, n note) store.Cursor {
	return store.Cursor{
		SessionID: k.session, ParticipantID: k.participant, Node: c.node,
		Seq: n.seq, Devices: n.devices, SavedAt: n.at,
	}
}

// save writes what has changed. What could not be written is kept for the next
// time.
func (c *cursors) save(ctx context.Context) error {
	select {
	case c.saving <- struct{}{}:
		defer func() { <-c.saving }()
	case <-ctx.Done():
		return ctx.Err()
	}
	c.mu.Lock()
	if len(c.changed) == 0 {
		c.mu.Unlock()
		return nil
	}
	c.flight, c.changed = c.changed, make(map[cursorKey]note)
	flight := c.flight
	c.mu.Unlock()

	err := c.write(ctx, flight)

	c.mu.Lock()
	defer c.mu.Unlock()
	c.flight = nil
	if err == nil {
		return nil
	}
	for k, n := range flight {
		if newer, ok := c.changed[k]; ok {
			n = newer.after(n)
		}
		c.changed[k] = n
	}
	return err
}

func (c *cursors) write(ctx context.Context, flight map[cursorKey]note) error {
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	var b saving
	for k, n := range flight {
		b.add(c.row(k, n), n)
		if len(b.rows) == saveBatch {
			if err := b.write(ctx, c.store); err != nil {
				return err
			}
			b = saving{}
		}
	}
	return b.write(ctx, c.store)
}

// saving is one batch of cursors, in the order in which it is written: those that
// go back are dropped, all are saved, and then go those that were taken over.
type saving struct {
	back, rows, over []store.Cursor
}

func (b *saving) add(row store.Cursor, n note) {
	b.rows = append(b.rows, row)
	if n.back {
		b.back = append(b.back, row)
	}
	b.over = append(b.over, n.over...)
}

func (b *saving) write(ctx context.Context, s Store) error {
	for _, step := range []struct {
		do      func(context.Context, []store.Cursor) error
		cursors []store.Cursor
	}{
		{s.DropCursors, b.back}, {s.SaveCursors, b.rows}, {s.DropCursors, b.over},
	} {
		if len(step.cursors) == 0 {
			continue
		}
		if err := step.do(ctx, step.cursors); err != nil {
			return err
		}
	}
	return nil
}
