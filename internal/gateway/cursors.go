package gateway

import (
	"context"
	"maps"
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

// cursors keeps what is not saved yet of how far all devices of a participant have
// surely received the items. After a crash the saved state is a few seconds old: items
// are then sent again, with the same ids, and none is lost.
type cursors struct {
	store Store
	// soon asks for a save before its time.
	soon chan struct{}

	saving sync.Mutex // one save at a time, before mu

	mu      sync.Mutex
	changed map[cursorKey]chat.Seq
	flight  map[cursorKey]chat.Seq // being saved
}

// cursorKey names a participant's cursor.
type cursorKey struct {
	session     chat.SessionID
	participant chat.ParticipantID
}

func newCursors(s Store) *cursors {
	return &cursors{store: s, soon: make(chan struct{}, 1), changed: make(map[cursorKey]chat.Seq)}
}

// note remembers a cursor until it has been saved.
func (c *cursors) note(k cursorKey, seq chat.Seq) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed[k] = max(c.changed[k], seq)
}

// hurry asks for a save now: somebody has gone and may come back elsewhere.
func (c *cursors) hurry() {
	select {
	case c.soon <- struct{}{}:
	default:
	}
}

// load finds a participant's cursor: the unsaved, the saved, or else, for one who
// was never here, the end of the session, which is saved as his beginning. It
// tells whether somebody saved it before.
func (c *cursors) load(ctx context.Context, k cursorKey) (seq chat.Seq, saved bool, err error) {
	if seq, ok := c.unsaved(k); ok {
		return seq, false, nil
	}
	have, err := c.store.Cursors(ctx, k.session, k.participant)
	if err != nil {
		return 0, false, err
	}
	for _, u := range have {
		seq, saved = max(seq, u.Seq), true
	}
	if saved {
		return seq, true, nil
	}
	if seq, err = c.store.LastSeq(ctx, k.session); err != nil {
		return 0, false, err
	}
	return seq, false, c.store.SaveCursors(ctx, []store.Cursor{{SessionID: k.session, ParticipantID: k.participant, Seq: seq}})
}

func (c *cursors) unsaved(k cursorKey) (chat.Seq, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seq, ok := c.changed[k]; ok {
		return seq, true
	}
	seq, ok := c.flight[k]
	return seq, ok
}

// save writes what has changed. What could not be written is kept for the next
// time.
func (c *cursors) save(ctx context.Context) error {
	c.saving.Lock()
	defer c.saving.Unlock()
	c.mu.Lock()
	if len(c.changed) == 0 {
		c.mu.Unlock()
		return nil
	}
	c.flight, c.changed = c.changed, make(map[cursorKey]chat.Seq)
	flight := c.flight
	c.mu.Unlock()

	err := c.write(ctx, flight)

	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		maps.DeleteFunc(flight, func(k cursorKey, seq chat.Seq) bool { return c.changed[k] >= seq })
		maps.Copy(c.changed, flight)
	}
	c.flight = nil
	return err
}

func (c *cursors) write(ctx context.Context, flight map[cursorKey]chat.Seq) error {
	ctx, cancel := context.WithTimeout(ctx, saveTimeout)
	defer cancel()
	batch := make([]store.Cursor, 0, min(len(flight), saveBatch))
	for k, seq := range flight {
		batch = append(batch, store.Cursor{SessionID: k.session, ParticipantID: k.participant, Seq: seq})
		if len(batch) == saveBatch {
			if err := c.store.SaveCursors(ctx, batch); err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return c.store.SaveCursors(ctx, batch)
}
