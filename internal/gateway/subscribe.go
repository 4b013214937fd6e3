package gateway

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// firstRead bounds the read before an acknowledgement, which is due within a
	// second, Limits.Handover included: then the client asks again.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	firstRead = 500 * time.Millisecond
	// holdRest is how long a participant's sockets are not held after a hold.
	holdRest = 5 * time.Second
	// together is within which time an agent's devices take up a chat that comes
	// to all of them.
	together = 10 * time.Second
)

// begin has a stream join, and acknowledgements wait for that. Needs a goroutine of
// the gateway.
func (h *hub) begin(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone || s.mode != modeOpen {
		return
	}
	s.mode = modeJoining
	s.socket.out.expect()
	h.g.tasks.Go(func() { h.join(s) })
}

// join finds a new stream's place: after what all devices of its participant have
// surely received. Then it may be acknowledged, what is missing is sent, and the
// events are let in.
func (h *hub) join(s *stream) {
	defer h.g.recoverSocket(s.socket)
	if !h.awaitPlace(s) {
		return
	}
	if !s.succeeds {
		h.start(s)
		h.settle(s, nil)
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
	h.awaitHandover(s)
	h.settle(s, others)
}

// awaitHandover waits for the client to close the socket that this one replaces. It
// does so after the acknowledgement, which an agent's client asks for when the
// streams may have begun.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
func (h *hub) awaitHandover(s *stream) {
	for rest := h.g.limits.Hold; rest > 0; {
		h.g.sleep(rest)
		if h.g.ctx.Err() != nil {
			return
		}
		rest = h.g.limits.Hold - s.socket.out.sinceAcknowledged(h.g.clock.Now())
	}
}

// awaitPlace learns where the stream's participant stands. While the store is away
// it goes on asking, and the subscribe is acknowledged meanwhile: a client that is
// refused asks five times and never again, though the socket is good.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
// It returns false when the stream has ended.
func (h *hub) awaitPlace(s *stream) bool {
	timeout := firstRead
	for wait := retryFirst; h.joins(s); wait = min(2*wait, retryMost) {
		ctx, cancel := context.WithTimeout(h.g.ctx, timeout)
		err := h.locate(ctx, s)
		cancel()
		if err == nil {
			return true
		}
		if !away(err) {
			h.g.log.Error("a participant's place could not be read", "session", h.id, "error", err)
			s.socket.close(closeFault, false)
			return false
		}
		timeout = readTimeout
		h.acknowledge(s)
		h.g.sleep(wait)
	}
	return false
}

func (h *hub) joins(s *stream) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !s.gone && h.g.ctx.Err() == nil
}

// acknowledge has no acknowledgement wait for a stream any more.
func (h *hub) acknowledge(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer(s)
}

// answer needs hub.mu.
func (h *hub) answer(s *stream) {
	if !s.answered {
		s.answered = true
		s.socket.took(s.socket.out.placed(h.g.clock.Now()))
	}
}

// start lets a stream begin at its place.
func (h *hub) start(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.gone {
		return // before it had a place, which it must not take from another
	}
	place := h.startsAt(s)
	s.socket.out.startAt(&s.track, place)
	s.proven, s.next = place, place+1
	s.fresh = place > 0 && s.viewer.Role != chat.RoleCustomer
	h.answer(s)
	h.catchUp(s)
}

// startsAt is where a stream begins: at the lowest place of any device, or, if it is
// of a device that was there when its participant came, where he began, however far
// another one has come meanwhile. Needs hub.mu.
func (h *hub) startsAt(s *stream) chat.Seq {
	m, now := s.member, h.g.clock.Now()
	place := h.begins(m)
	switch {
	case m.originAt == 0:
		m.origin, m.originAt = place, now.UnixNano()
	case !s.succeeds && now.Sub(time.Unix(0, m.originAt)) < together:
		place = min(place, m.origin)
	}
	return place
}

// other is another stream of a participant, and the newest question that its client
// was asked before a join asked it.
type other struct {
	*stream
	asked uint64
}

// hold stops the live events of the participant's other streams: the new socket
// may be there to replace one of theirs, and then what the old one is sent now
// would be sent twice. It returns the other streams, and those of them held.
//
// A device that comes and goes all the time must not starve the others: within
// holdRest after a hold nothing is held again, and repeats are put up with.
//
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js
func (h *hub) hold(s *stream) (others, held []other) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, o := range s.member.streams {
		if o.joined() {
			others = append(others, other{o, o.socket.out.asked()})
		}
	}
	now := h.g.clock.Now()
	if len(others) == 0 || now.Sub(s.member.heldAt) < holdRest {
		return others, nil
	}
	s.member.heldAt = now
	for _, o := range others {
		switch o.mode {
		case modeLive, modeCatching, modeHeld:
			o.mode = modeHeld
			o.holds++
			held = append(held, o)
		}
	}
	return others, held
}

// release lets held streams go on from where each was.
func (h *hub) release(held []other) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, o := range held {
		o.holds--
		if o.holds == 0 && o.mode == modeHeld {
			h.catchUp(o.stream)
		}
	}
}

// awaitSettled asks the clients of the participant's other streams whether they are there. It
// waits a moment for the answers of those that were sent what may not have
// arrived.
// A dead connection does not answer; what it was sent is then sent again.
func (h *hub) awaitSettled(s *stream, others []other) {
	changed := make(chan struct{}, 1)
	h.mu.Lock()
	s.member.changed = changed
	h.mu.Unlock()
	for _, o := range others {
		o.ask()
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

func (h *hub) unsettled(others []other) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(others, func(o other) bool { return !o.gone && !o.arrived() })
}
