package gateway

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	// loadTimeout bounds the reads before an acknowledgement, which is due
	// within a second, Limits.Handover included: then the client asks again.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	loadTimeout = 500 * time.Millisecond
	// holdRest is how long a participant's sockets are not held after a hold.
	holdRest = 5 * time.Second
	// maxFailures subscribes may fail in a row; a client that was refused once
	// more would stay connected and never ask again.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	maxFailures = 4
)

// subscribe handles a subscribe frame. A repeated one is acknowledged again.
func (h *hub) subscribe(s *socket, topics []string) {
	if !slices.Contains(topics, topicChat) {
		s.push(notSubscribed(topics), 0)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case s.gone, s.mode == modeJoining:
	case s.mode == modeOpen:
		s.mode = modeJoining
		h.g.tasks.Go(func() { h.join(s) })
	default:
		s.push(subscribed, 0)
	}
}

// join finds a new socket's place: after what all devices of its participant have
// surely received. Then it acknowledges, sends what is missing, and lets the events in.
func (h *hub) join(s *socket) {
	defer h.g.recoverSocket(s)
	ctx, cancel := context.WithTimeout(h.g.ctx, loadTimeout)
	defer cancel()
	if err := h.loadCursor(ctx, s); err != nil {
		h.g.log.Error("a cursor could not be read", "session", h.id, "error", err)
		h.refuse(s)
		return
	}
	others, held := h.hold(s)
	if len(others) == 0 {
		h.acknowledge(s)
		h.settle(s, nil)
		return
	}
	defer h.release(held)
	h.awaitSettled(s, others)
	h.acknowledge(s)
	h.g.sleep(h.g.limits.Hold)
	h.settle(s, others)
}

// acknowledge answers a subscribe and lets the socket begin at its place.
func (h *hub) acknowledge(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return // before it had a place, which it must not take from another
	}
	place := h.begins(s.member)
	s.out.startAt(place)
	s.next, s.failures = place+1, 0
	s.push(subscribed, 0)
	h.catchUp(s)
}

// refuse answers a subscribe while the store is away. The client asks again.
func (h *hub) refuse(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.mode = modeOpen
	s.failures++
	if s.failures > maxFailures {
		s.close(closeFault, false)
		return
	}
	s.push(notSubscribed([]string{topicChat}), 0)
}

// loadCursor makes the participant's cursor known. A participant who was never
// here begins with what comes from now on; that place is saved at once, so that
// a crash cannot make it a later one.
func (h *hub) loadCursor(ctx context.Context, s *socket) error {
	h.mu.Lock()
	known := s.member.known
	h.mu.Unlock()
	if known {
		return nil
	}
	seq, saved, err := h.g.cursors.load(ctx, h.key(s.member))
	if err != nil {
		return err
	}
	old := false
	if saved {
		if old, err = h.isOld(ctx, s.member, seq); err != nil {
			return err
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.member.known {
		return nil
	}
	s.member.cursor, s.member.noted, s.member.known = seq, seq, true
	if old {
		h.leaveOld(s.member, seq)
	}
	return nil
}

// isOld reports whether a saved cursor may stand for devices that were connected
// to the process before: this one has just started, and knows none of them, and
// the chat is older.
func (h *hub) isOld(ctx context.Context, m *member, seq chat.Seq) (bool, error) {
	now := h.g.clock.Now()
	if now.Sub(h.g.started) >= restartLife {
		return false, nil
	}
	if _, _, known := h.g.absences.span(h.key(m), now); known {
		return false, nil
	}
	items, err := h.g.store.Items(ctx, store.ItemQuery{
		SessionID: h.id, From: max(seq, 1), Direction: store.Forward, Limit: 1,
	})
	return len(items) > 0 && items[0].Time.Before(h.g.started), err
}

// hold stops the live events of the participant's other sockets: the new socket
// may be there to replace one of them, and then what the old one is sent now
// would be sent twice. It returns the other sockets, and those of them held.
//
// A device that comes and goes all the time must not starve the others: within
// holdRest after a hold nothing is held again, and repeats are put up with.
//
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
func (h *hub) hold(s *socket) (others, held []*socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, o := range s.member.sockets {
		switch o.mode {
		case modeLive, modeCatching, modeHeld:
			others = append(others, o)
		}
	}
	now := h.g.clock.Now()
	if len(others) == 0 || now.Sub(s.member.heldAt) < holdRest {
		return others, nil
	}
	s.member.heldAt = now
	for _, o := range others {
		o.mode = modeHeld
		o.holds++
	}
	return others, others
}

// release lets held sockets go on from where each was.
func (h *hub) release(held []*socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, o := range held {
		o.holds--
		if o.holds == 0 && o.mode == modeHeld {
			h.catchUp(o)
		}
	}
}

// awaitSettled asks the participant's other sockets whether they are there. It
// waits a moment for the answers of those that were sent what may not have
// arrived.
// A dead connection does not answer; what it was sent is then sent again.
func (h *hub) awaitSettled(s *socket, others []*socket) {
	changed := make(chan struct{}, 1)
	h.mu.Lock()
	s.member.changed = changed
	h.mu.Unlock()
	for _, o := range others {
		o.begin(o.out.ask(h.g.clock.Now(), true, false))
	}
	timer := h.g.clock.NewTimer(h.g.limits.Handover)
	defer timer.Stop()
	for h.unsettled(others) {
		select {
		case <-changed:
		case <-timer.C():
			return
		case <-h.g.ctx.Done():
			return
		}
	}
}

func (h *hub) unsettled(others []*socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(others, func(o *socket) bool { return !o.gone && !o.out.settled() })
}
