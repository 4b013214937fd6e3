package gateway

import (
	"context"
	"errors"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	// pageItems is how many items a catch-up reads at a time, and so how many
	// it holds in memory for a slow client.
	pageItems = 32
	// readTimeout bounds one page.
	readTimeout = 5 * time.Second
	// What cannot be read is tried again after retryFirst, doubling to
	// retryMost: as long as the store is away, and maxRetries times when it
	// answers otherwise than it must. Then the socket is closed.
	retryFirst = 50 * time.Millisecond
	retryMost  = 2 * time.Second
	maxRetries = 12
)

// catchUp makes a stream read what it lacks from the store, and then go live.
// Needs hub.mu.
func (h *hub) catchUp(s *stream) {
	s.mode = modeCatching
	if s.reading || s.gone {
		return
	}
	s.reading = true
	h.g.tasks.Go(func() { h.readOn(s) })
}

// away reports whether an error of the store says that it cannot be asked now. A
// socket is not closed over that: its client could only come back to the same.
func away(err error) bool {
	return store.Passing(err) || errors.Is(err, context.DeadlineExceeded)
}

// readOn is the catch-up goroutine: at most one for a stream, ended by going
// live, by a hold, by the end of the stream or of the gateway.
func (h *hub) readOn(s *stream) {
	defer h.g.recoverSocket(s.socket)
	tries := 0
	wait := retryFirst
	for from, ok := h.nextFor(s); ok; from, ok = h.nextFor(s) {
		done, err := h.step(s, from)
		if done {
			tries, wait = 0, retryFirst
			continue
		}
		if !away(err) {
			tries++ // a fault, or the store does not show what the broker announced
		}
		if tries > maxRetries {
			h.g.log.Error("a catch-up gave up", "session", h.id, "from", from.seq, "error", err)
			h.abandon(s)
			return
		}
		h.g.sleep(wait)
		wait = min(2*wait, retryMost)
	}
}

// step does the next thing of a catch-up. It returns false when that came to nothing.
func (h *hub) step(s *stream, at stage) (done bool, err error) {
	if at.ending {
		err = h.bound(s, at.seq)
		return err == nil, err
	}
	page, err := h.page(at)
	return err == nil && h.deliver(s, page), err
}

// stage is where a catch-up goes on, and whether the hub heard the broker by then:
// what was published before that only the store tells.
type stage struct {
	seq    chat.Seq
	tuned  bool
	first  bool // look at the item before, see hub.isOut
	ending bool // first of all find out where the stream ends
}

// nextFor is the stage at which a catch-up goes on; false when it is to end.
func (h *hub) nextFor(s *stream) (stage, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.mode != modeCatching || s.gone || h.g.ctx.Err() != nil {
		s.reading = false
		return stage{}, false
	}
	if s.bounded && s.next > s.until {
		s.reading = false
		s.detach(h.g.clock.Now())
		return stage{}, false
	}
	return stage{s.next, h.tuned(), s.fresh, s.ending && !s.bounded}, true
}

func (h *hub) abandon(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.reading = false
	s.mode = modeOpen
	s.socket.close(closeFault, false)
}

// page is what was read at a stage.
type page struct {
	stage
	items    []chat.Item
	receipts []chat.Receipt
	more     bool       // there may be more
	before   *chat.Item // the item before, if it was looked at
}

// page reads the items from a stage on, all of them whoever sees them, so that
// their numbers stay dense, and the receipts that cover them.
func (h *hub) page(from stage) (page, error) {
	at := from.seq
	if from.first {
		at--
	}
	items, err := h.items(at)
	p := page{stage: from, items: items, more: len(items) == pageItems}
	if from.first && len(items) > 0 {
		p.before, p.items = &items[0], items[1:]
	}
	if err != nil || len(p.items) == 0 {
		return p, err
	}
	ctx, cancel := context.WithTimeout(h.g.ctx, readTimeout)
	defer cancel()
	p.receipts, err = h.g.store.Receipts(ctx, h.id, from.seq, p.items[len(p.items)-1].Seq)
	return p, err
}

// items reads a page of items.
func (h *hub) items(from chat.Seq) ([]chat.Item, error) {
	ctx, cancel := context.WithTimeout(h.g.ctx, readTimeout)
	defer cancel()
	return h.g.store.Items(ctx, store.ItemQuery{
		SessionID: h.id, From: from, Direction: store.Forward, Limit: pageItems,
	})
}

// isOut reports whether the item at a stream's place is its participant's leaving,
// and detaches it then. Nobody is sent anything after that, so his place stays
// there for good, whoever still takes him for a part of the session.
func (h *hub) isOut(s *stream, p page) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	s.fresh = false
	if p.before == nil || p.before.Seq != p.seq-1 || !s.leaves(p.before) {
		return false
	}
	s.detach(h.g.clock.Now())
	s.left = true
	return true
}

// deliver hands a page to a stream, at the pace at which its client reads, and
// lets the stream go live after the newest item. It returns false when the store
// showed less than is known to exist.
func (h *hub) deliver(s *stream, p page) bool {
	if p.first && h.isOut(s, p) {
		return true
	}
	for i := range p.items {
		item := &p.items[i]
		var f frame
		if s.viewer.Role.Sees(item.Visibility) {
			f = itemFrame(item, chat.ReceiptsFor(item, p.receipts))
		}
		if !h.offer(s, item, f) {
			return true // held, gone or closing: nextFor ends it
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case s.mode != modeCatching, p.more, p.tuned != h.tuned():
		return true
	case s.ending:
		return len(p.items) > 0
	case s.next > h.latest:
		h.goLive(s)
		return true
	default:
		return len(p.items) > 0
	}
}

// offer hands one item over as soon as there is room. It returns false when the
// socket no longer catches up.
func (h *hub) offer(s *stream, item *chat.Item, f frame) bool {
	for {
		switch h.tryOffer(s, item, f) {
		case putFull:
			<-s.socket.out.roomy()
		case putRefused:
			return false
		default:
			return true
		}
	}
}

func (h *hub) tryOffer(s *stream, item *chat.Item, f frame) putResult {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s.mode != modeCatching || s.gone || item.Seq != s.next || s.pastEnd(item.Seq) {
		return putRefused
	}
	result := putOK
	if f != nil {
		result = s.socket.out.putPaced(entry{f, item.Seq, &s.track})
	}
	switch result {
	case putFull:
		return putFull
	case putRefused:
		s.mode = modeDetached // it is closing
		return putRefused
	}
	s.socket.begin(result)
	s.passed(item, h.g.clock.Now())
	return putOK
}

// goLive lets the events in. Needs hub.mu.
func (h *hub) goLive(s *stream) {
	s.mode = modeLive
	for _, f := range s.late {
		s.push(f, 0)
	}
	s.late = nil
}
