package gateway

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// guard ends the socket of a participant who is a user once he may not stay: it was
// opened with a token of the chat, so his agent's sockets say nothing of it. It looks
// whenever something may have changed, in one goroutine at a time.
type guard struct {
	s   *socket
	who Viewer // with By

	mu      sync.Mutex
	cancel  func() // ends the watching; nil until it has begun
	stale   bool   // something may have changed since the last look
	looking bool   // the goroutine runs
	gone    bool   // the socket has gone
}

// keepGuard guards a new socket of a participant who is a user. It looks at once, as the
// sign-in may have ended since the token was. Needs the gate.
func (s *socket) keepGuard(who Viewer) {
	if who.By == nil || s.g.desk == nil {
		return
	}
	s.guard = &guard{s: s, who: who}
	s.guard.look()
}

// changed is the way in for who tells of changes.
func (d *guard) changed() {
	g := d.s.g
	g.gate.RLock()
	defer g.gate.RUnlock()
	if !g.draining {
		d.look()
	}
}

// look has the user looked at. Needs the gate.
func (d *guard) look() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stale = true
	if d.looking || d.gone {
		return
	}
	d.looking = true
	d.s.g.tasks.Go(d.follow)
}

// follow looks until nothing has changed since. What cannot be told now is looked at
// when the watching next calls.
func (d *guard) follow() {
	g := d.s.g
	defer func() {
		if p := recover(); p != nil {
			g.log.Error("looking at a participant's sign-in panicked", "user", d.who.By.User, "panic", p, "stack", string(debug.Stack()))
			d.s.close(closeFault, false)
		}
	}()
	d.watch()
	for d.outdated() {
		ctx, cancel := context.WithTimeout(g.ctx, readTimeout)
		err := g.desk.MayStay(ctx, d.who)
		cancel()
		switch {
		case err == nil || g.ctx.Err() != nil:
		case chat.KindOf(err) == chat.KindDenied:
			d.s.close(closeSignedOut, false)
		default:
			g.log.Warn("a participant's sign-in could not be looked at, it is tried again", "user", d.who.By.User, "error", err)
		}
	}
}

// watch begins to hear of changes, before the first look.
func (d *guard) watch() {
	d.mu.Lock()
	begun := d.cancel != nil
	d.mu.Unlock()
	if begun {
		return
	}
	cancel := d.s.g.desk.Watch(*d.who.By, d.changed)
	d.mu.Lock()
	d.cancel = cancel
	gone := d.gone
	d.mu.Unlock()
	if gone {
		cancel()
	}
}

// outdated reports whether to look; the goroutine ends if not.
func (d *guard) outdated() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.looking = d.stale && !d.gone && d.s.g.ctx.Err() == nil
	d.stale = false
	return d.looking
}

// stop ends the watching with the socket.
func (d *guard) stop() {
	d.mu.Lock()
	d.gone = true
	cancel := d.cancel
	d.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}
