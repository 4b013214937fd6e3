package gateway

import (
	"context"
	"slices"
	"time"
)

const (
	// firstRead bounds the read before an acknowledgement, which is due within a
	// second, Limits.Handover included: then the client asks again.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	firstRead = 500 * time.Millisecond
	// holdRest is how long a participant's sockets are not held after a hold.
	holdRest = 5 * time.Second
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
	if !h.awaitPlace(s) {
		return
	}
	others, held := h.hold(s)
	if len(others) == 0 {
		h.start(s)
		h.settle(s, nil)
		return
	}
	defer h.release(held)
	h.awaitSettled(s, others)
	h.start(s)
	h.g.sleep(h.g.limits.Hold)
	h.settle(s, others)
}

// awaitPlace learns where the socket's participant stands. While the store is away
// it goes on asking, and the subscribe is acknowledged meanwhile: a client that is
// refused asks five times and never again, though the socket is good.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
// It returns false when the socket has ended.
func (h *hub) awaitPlace(s *socket) bool {
	timeout := firstRead
	for wait := retryFirst; h.joins(s); wait = min(2*wait, retryMost) {
		ctx, cancel := context.WithTimeout(h.g.ctx, timeout)
		err := h.locate(ctx, s.member)
		cancel()
		if err == nil {
			return true
		}
		if !away(err) {
			h.g.log.Error("a participant's place could not be read", "session", h.id, "error", err)
			s.close(closeFault, false)
			return false
		}
		timeout = readTimeout
		h.acknowledge(s)
		h.g.sleep(wait)
	}
	return false
}

func (h *hub) joins(s *socket) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !s.gone && h.g.ctx.Err() == nil
}

// acknowledge answers a socket's first subscribe, once.
func (h *hub) acknowledge(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer(s)
}

// answer needs hub.mu.
func (h *hub) answer(s *socket) {
	if !s.answered {
		s.answered = true
		s.push(subscribed, 0)
	}
}

// start acknowledges the subscribe and lets the socket begin at its place.
func (h *hub) start(s *socket) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return // before it had a place, which it must not take from another
	}
	place := h.begins(s.member)
	s.out.startAt(place)
	s.next = place + 1
	h.answer(s)
	h.catchUp(s)
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
