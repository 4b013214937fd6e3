package gateway

import (
	"context"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// agents are the users with agents' sockets on this node.
type agents struct {
	mu   sync.Mutex
	here map[AgentViewer]*agent
}

// agent is a user with agents' sockets here. What chats he has is read again
// whenever it may have changed, by one goroutine at a time, and his sockets follow.
type agent struct {
	g   *Gateway
	who AgentViewer

	// Guarded by agents.mu.
	sockets []*socket // oldest first
	cancel  func()    // ends the watching; nil until it has begun
	stale   bool      // the chats may have changed since they were read
	reading bool      // the goroutine runs
	gone    bool      // the last socket has gone; make another

	watching bool // belongs to the goroutine
}

// EachAgent calls visit for each user who has an agent's socket on this node, some
// more than once; it must not call the gateway.
func (g *Gateway) EachAgent(visit func(AgentViewer)) {
	g.agents.mu.Lock()
	defer g.agents.mu.Unlock()
	for who := range g.agents.here {
		visit(who)
	}
}

// add puts an agent's new socket in; the oldest beyond the limit are closed. Its
// streams begin as the chats come: client: amazon-connect-streams subscribes with
// the first chat of a page only, and must not miss what comes before.
func (all *agents) add(g *Gateway, s *socket, who AgentViewer) {
	s.begun = true
	s.out.expect() // the list of chats
	for _, oldest := range all.enter(g, s, who) {
		oldest.close(closeReplaced, false)
		g.tasks.Go(oldest.retire)
	}
	s.agent.refresh()
}

func (all *agents) enter(g *Gateway, s *socket, who AgentViewer) (tooMany []*socket) {
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.here == nil {
		all.here = make(map[AgentViewer]*agent)
	}
	a := all.here[who]
	if a == nil {
		a = &agent{g: g, who: who}
		all.here[who] = a
	}
	s.agent = a
	a.sockets = append(a.sockets, s)
	n := max(0, len(a.sockets)-g.limits.SocketsPerParticipant)
	tooMany = slices.Clone(a.sockets[:n])
	a.sockets = slices.Delete(a.sockets, 0, n)
	return tooMany
}

// leave takes a socket out, and ends the watching with the last one.
func (a *agent) leave(s *socket) {
	if cancel := a.remove(s); cancel != nil {
		cancel()
	}
}

func (a *agent) remove(s *socket) (cancel func()) {
	all := &a.g.agents
	all.mu.Lock()
	defer all.mu.Unlock()
	a.sockets = slices.DeleteFunc(a.sockets, func(o *socket) bool { return o == s })
	if len(a.sockets) > 0 || a.gone {
		return nil
	}
	a.gone = true
	delete(all.here, a.who)
	return a.cancel
}

// changed is the way in for who tells of changes.
func (a *agent) changed() {
	a.g.gate.RLock()
	defer a.g.gate.RUnlock()
	if !a.g.draining {
		a.refresh()
	}
}

// refresh has the chats read again. Needs a goroutine of the gateway, or its gate.
func (a *agent) refresh() {
	a.g.agents.mu.Lock()
	defer a.g.agents.mu.Unlock()
	a.stale = true
	if a.reading || a.gone {
		return
	}
	a.reading = true
	a.g.tasks.Go(a.follow)
}

// follow reads the chats until nothing has changed since, and has the sockets
// follow. While they cannot be read it goes on asking, and subscribes are
// acknowledged meanwhile, as hub.awaitPlace has it.
func (a *agent) follow() {
	defer a.recover()
	a.watch()
	tries, wait, timeout := 0, retryFirst, firstRead
	for a.outdated() {
		ctx, cancel := context.WithTimeout(a.g.ctx, timeout)
		chats, err := a.g.desk.Chats(ctx, a.who)
		cancel()
		switch {
		case err == nil:
			for _, s := range a.list() {
				s.follow(chats)
			}
			tries, wait = 0, retryFirst
			continue
		case chat.KindOf(err) == chat.KindDenied:
			a.close(closeSignedOut)
			continue
		case !away(err) && chat.KindOf(err) != chat.KindUnavailable:
			tries++
		}
		if tries > maxRetries {
			a.g.log.Error("an agent's chats could not be read", "user", a.who.User, "error", err)
			a.close(closeFault)
			continue
		}
		timeout = readTimeout
		a.putOff()
		a.g.sleep(wait)
		wait = min(2*wait, retryMost)
	}
}

// watch begins to hear of changes, before the chats are read first.
func (a *agent) watch() {
	if a.watching {
		return
	}
	a.watching = true
	cancel := a.g.desk.Watch(a.who, a.changed)
	if a.watched(cancel) {
		cancel()
	}
}

func (a *agent) watched(cancel func()) (gone bool) {
	a.g.agents.mu.Lock()
	defer a.g.agents.mu.Unlock()
	a.cancel = cancel
	return a.gone
}

// outdated reports whether the chats are to be read; the goroutine ends if not.
func (a *agent) outdated() bool {
	a.g.agents.mu.Lock()
	defer a.g.agents.mu.Unlock()
	a.reading = a.stale && !a.gone && a.g.ctx.Err() == nil
	a.stale = false
	return a.reading
}

// putOff notes that the chats could not be read now.
func (a *agent) putOff() {
	for _, s := range a.list() {
		s.listed()
	}
	a.g.agents.mu.Lock()
	defer a.g.agents.mu.Unlock()
	a.stale = true
}

func (a *agent) list() []*socket {
	a.g.agents.mu.Lock()
	defer a.g.agents.mu.Unlock()
	return slices.Clone(a.sockets)
}

func (a *agent) close(r closeReason) {
	for _, s := range a.list() {
		s.close(r, false)
	}
}

// recover keeps a fault from ending the process.
func (a *agent) recover() {
	if p := recover(); p != nil {
		a.g.log.Error("reading an agent's chats panicked", "user", a.who.User, "panic", p, "stack", string(debug.Stack()))
		a.close(closeFault)
		a.stop()
	}
}

func (a *agent) stop() {
	a.g.agents.mu.Lock()
	defer a.g.agents.mu.Unlock()
	a.reading = false
}
