package chatclient

import "time"

// state is what became of a link.
type state int

const (
	stateOver   state = iota // the session is over
	stateDue                 // the link is old and to be replaced
	stateSilent              // nothing was heard for a heartbeat
	stateLost                // the connection has ended
)

// tend keeps a link alive until something becomes of it.
func (s *Session) tend(l *link) state {
	if s.over() != nil {
		return stateOver
	}
	var tick <-chan time.Time
	if s.config.Heartbeat > 0 {
		ticker := time.NewTicker(s.config.Heartbeat)
		defer ticker.Stop()
		tick = ticker.C
		l.beat()
	}
	renew := time.NewTimer(time.Until(l.renewAt))
	defer renew.Stop()
	for {
		select {
		case <-s.life.Done():
			return stateOver
		case <-l.gone:
			return stateLost
		case <-renew.C:
			return stateDue
		case <-tick:
			// A reader that waits for slow handlers cannot hear the server.
			stalled := s.inbox.stalled()
			if !l.heard.Swap(false) && !stalled {
				return stateSilent
			}
			if !l.ponged.Swap(false) {
				s.deepHeartbeat(false)
			}
			l.beat()
		}
	}
}
