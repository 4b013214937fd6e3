package gateway

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// locate learns from the store where a participant stands. It does so for every
// stream that joins: a device may have been at another node a moment ago.
//
// What this node saves while the store answers may be in the answer or not. Then
// the store is asked again: a cursor of this node that is missing must mean that
// another node has dropped it.
func (h *hub) locate(ctx context.Context, s *stream) error {
	m := s.member
	for {
		before := h.unsaved(m)
		rows, err := h.g.store.Cursors(ctx, h.id, m.id)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			if rows, err = h.beginning(ctx, s); err != nil {
				return err
			}
		}
		switch h.learn(m, rows, before) {
		case learnAgain:
		case learnSave:
			return h.g.cursors.save(ctx)
		default:
			return nil
		}
	}
}

// unsaved is what the store may not show yet of a participant.
type unsaved struct {
	note
	waits bool // there is such a note
	notes int  // how many there were before, of this member
}

func (h *hub) unsaved(m *member) unsaved {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.unsavedNow(m)
}

// unsavedNow needs hub.mu.
func (h *hub) unsavedNow(m *member) unsaved {
	n, waits := h.g.cursors.unsaved(h.key(m))
	return unsaved{n, waits, m.notes}
}

// learned is what is to be done after something was read of a participant.
type learned int8

const (
	learnNothing learned = iota
	learnAgain           // read it again
	learnSave            // save, and then go on
)

// learn takes over what was read, unless it may be outdated. If there is a device
// more now than was saved, that must be saved before it is sent anything: if the
// node died, what another device has confirmed would never be sent to it. One
// device alone goes on where the participant has come, counted or not.
func (h *hub) learn(m *member, rows []store.Cursor, before unsaved) learned {
	h.mu.Lock()
	defer h.mu.Unlock()
	now, own := h.unsavedNow(m), h.own(rows)
	if own < 0 && !now.waits && (before.waits || now.notes > before.notes) {
		return learnAgain
	}
	h.takeOver(m, rows, before.over)
	saved := 0
	if own >= 0 {
		saved = rows[own].Devices
	}
	if n := h.standing(m).devices; n <= 1 || n <= min(saved, m.noted.devices) {
		return learnNothing
	}
	h.note(m)
	return learnSave
}

// own is the index of this node's cursor, or negative.
func (h *hub) own(rows []store.Cursor) int {
	return slices.IndexFunc(rows, func(r store.Cursor) bool { return r.Node == h.g.node })
}

// beginning is the cursor of a participant who was never here: he begins with what
// comes from now on. That is saved at once, so that a crash cannot make it later.
func (h *hub) beginning(ctx context.Context, s *stream) ([]store.Cursor, error) {
	m := s.member
	k := h.key(m)
	h.mu.Lock()
	known := m.known
	h.mu.Unlock()
	if _, unsaved := h.g.cursors.unsaved(k); known || unsaved {
		return nil, nil
	}
	seq, err := h.arrival(ctx, s)
	if err != nil {
		return nil, err
	}
	return h.g.cursors.begin(ctx, k, seq, h.g.clock.Now())
}

// arrival is the newest item that is not for somebody who was never here: the newest
// of all, or, where an agent's socket was quicker than who saves his place, what was
// there before he joined.
func (h *hub) arrival(ctx context.Context, s *stream) (chat.Seq, error) {
	if s.viewer.Role == chat.RoleCustomer {
		return h.g.store.LastSeq(ctx, h.id)
	}
	items, err := h.g.store.Items(ctx, store.ItemQuery{
		SessionID: h.id, Direction: store.Backward, Limit: pageItems,
	})
	if err != nil || len(items) == 0 {
		return 0, err
	}
	at := items[0].Seq
	for i := range items {
		switch item := &items[i]; {
		case s.leaves(item):
			at = item.Seq
		case item.ContentType == chat.EventParticipantJoined && item.ParticipantID == s.viewer.ParticipantID:
			return item.Seq - 1, nil
		}
	}
	return at, nil
}

// takeOver makes what the nodes have saved of a participant this node's own. The
// devices of the others may all come here now, so their places count as left, if
// they are as far as any, or not old. The others' cursors go when this node's has
// been saved; a node that lives saves its own again with the next change.
//
// Rows that are in done were taken over before. Needs hub.mu.
func (h *hub) takeOver(m *member, rows, done []store.Cursor) {
	if h.member(m.id) != m {
		return
	}
	k, now := h.key(m), h.g.clock.Now()
	unsaved := h.unsavedNow(m)
	h.recall(m, rows, h.own(rows), unsaved)
	for _, r := range rows {
		m.cursor = max(m.cursor, r.Seq)
	}
	done = slices.Concat(done, unsaved.over)
	var over []store.Cursor
	hurry := false
	for _, r := range rows {
		if r.Node == h.g.node || slices.ContainsFunc(done, func(d store.Cursor) bool { return same(d, r) }) {
			continue
		}
		over = append(over, r)
		hurry = hurry || r.Node != ""
		if r.Seq == m.cursor || now.Sub(r.SavedAt) < absenceLife {
			h.g.absences.add(k, absence{r.Seq, now.Add(restartLife)}, r.Devices)
		}
	}
	if len(over) > 0 {
		h.note(m, over...)
	}
	if hurry {
		h.g.cursors.hurry() // before that node saves something new
	}
}

// same reports whether two cursors are one, as it was saved once.
func same(a, b store.Cursor) bool {
	return a.Node == b.Node && a.Seq == b.Seq && a.Devices == b.Devices && a.SavedAt.Equal(b.SavedAt)
}

// recall finds what this node itself knew of a participant: rows[own] if own is not
// negative, and what is not saved yet. If it had saved something and that is gone,
// another node has taken the devices over that were away from here.
func (h *hub) recall(m *member, rows []store.Cursor, own int, unsaved unsaved) {
	if own < 0 && !unsaved.waits {
		h.g.absences.forget(h.key(m))
		m.noted = standing{}
	}
	if own >= 0 {
		m.noted.seq = max(m.noted.seq, rows[own].Seq)
	}
	if m.known {
		return
	}
	m.known = true
	if own >= 0 {
		m.noted.devices = rows[own].Devices
	}
	if unsaved.waits {
		m.cursor = unsaved.seq
		m.noted = standing{max(m.noted.seq, unsaved.seq), unsaved.devices}
	}
}
