package gateway

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// locate learns from the store where a participant stands. It does so for every
// socket that joins: a device may have been at another node a moment ago.
func (h *hub) locate(ctx context.Context, m *member) error {
	k := h.key(m)
	before, _ := h.g.cursors.unsaved(k)
	rows, err := h.g.store.Cursors(ctx, h.id, m.id)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		if rows, err = h.beginning(ctx, m); err != nil {
			return err
		}
	}
	if h.takeOverAll(m, rows, before.over) {
		return h.g.cursors.save(ctx)
	}
	return nil
}

// takeOverAll takes over what was saved, and reports whether a device more than
// that must be saved before it is sent anything: if the node died, what another
// has confirmed would never be sent to it. One device alone goes on where the
// participant has come, counted or not.
func (h *hub) takeOverAll(m *member, rows, done []store.Cursor) (save bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.takeOver(m, rows, done)
	saved := 0
	if i := h.own(rows); i >= 0 {
		saved = rows[i].Devices
	}
	if n := h.standing(m).devices; n <= 1 || n <= min(saved, m.noted.devices) {
		return false
	}
	h.note(m)
	return true
}

// own is the index of this node's cursor, or negative.
func (h *hub) own(rows []store.Cursor) int {
	return slices.IndexFunc(rows, func(r store.Cursor) bool { return r.Node == h.g.node })
}

// beginning is the cursor of a participant who was never here: he begins with what
// comes from now on. That is saved at once, so that a crash cannot make it later.
func (h *hub) beginning(ctx context.Context, m *member) ([]store.Cursor, error) {
	k := h.key(m)
	h.mu.Lock()
	known := m.known
	h.mu.Unlock()
	if _, unsaved := h.g.cursors.unsaved(k); known || unsaved {
		return nil, nil
	}
	seq, err := h.g.store.LastSeq(ctx, h.id)
	if err != nil {
		return nil, err
	}
	return h.g.cursors.begin(ctx, k, seq, h.g.clock.Now())
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
	unsaved, waits := h.g.cursors.unsaved(k)
	h.recall(m, rows, h.own(rows), unsaved, waits)
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
func (h *hub) recall(m *member, rows []store.Cursor, own int, unsaved note, waits bool) {
	if own < 0 && !waits {
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
	if waits {
		m.cursor = unsaved.seq
		m.noted = standing{max(m.noted.seq, unsaved.seq), unsaved.devices}
	}
}
