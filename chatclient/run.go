package chatclient

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// steady is the age at which a connection counts as a success. A server that
// accepts and drops at once must not be called without pause.
const steady = time.Minute

var errConnectTimeout = errors.New("no connection in time")

// connectFirst makes the session's first link.
func (s *Session) connectFirst(ctx context.Context) (*link, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.life, func() { cancel(s.over()) })()
	ctx, stop := context.WithTimeoutCause(ctx, s.config.ConnectTimeout, errConnectTimeout)
	defer stop()
	var first *link
	err := retry(ctx, s.config.ConnectTimeout, func(ctx context.Context) (err error) {
		first, err = s.open(ctx, true)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return first, nil
}

// run keeps the session connected until its life ends, and answers the last link,
// closed.
func (s *Session) run(l *link) *link {
	var pauses backoff
	for {
		began := time.Now()
		became := s.tend(l)
		if time.Since(began) >= steady {
			pauses = backoff{}
		}
		switch became {
		case stateOver:
			l.close()
			return l
		case stateDue:
			l = s.rotate(l)
		case stateSilent:
			l = s.supersede(l, &pauses)
		case stateLost:
			l = s.recover(l, l.err, &pauses)
		}
	}
}

const (
	// rotateAgain is how long a rotation that failed waits; the old link works.
	rotateAgain = 30 * time.Second
	// linger is how long the old link is read after the new one is subscribed:
	// what was pushed to it alone may still be on its way.
	linger = 2 * time.Second
)

// rotate replaces a link that has reached its age. Both deliver until the new one
// is subscribed, so nothing is missed and repeats are dropped.
//
// client: amazon-connect-websocket-manager src/webSocketManager.js
func (s *Session) rotate(old *link) *link {
	next, err := s.open(s.life, false)
	if err != nil {
		s.config.Logger.Info("chatclient: rotation failed", "error", err)
		old.renewAt = time.Now().Add(rotateAgain)
		return old
	}
	_ = pause(s.life, linger) // its error is the end of the session, which tend sees
	old.close()
	return next
}

// supersede replaces a link that is silent: it may be dead, so what it should
// have brought is fetched.
func (s *Session) supersede(old *link, pauses *backoff) *link {
	s.hold()
	next, err := s.open(s.life, false)
	if err == nil {
		err = s.fill(next)
	}
	old.close()
	if err != nil {
		return s.recover(old, errSilent, pauses)
	}
	return next
}

// recover makes a new link in place of a lost one, for as long as it takes. When
// the session is over meanwhile it answers the lost one, which tend gives up.
func (s *Session) recover(old *link, cause error, pauses *backoff) *link {
	if s.over() != nil {
		return old // the end of a chat may close the socket too
	}
	s.lost(cause)
	for {
		if pause(s.life, pauses.next()) != nil {
			return old
		}
		s.hold()
		next, err := s.open(s.life, true)
		if err == nil {
			if err = s.fill(next); err == nil {
				return next
			}
			s.lost(err)
		}
		s.config.Logger.Info("chatclient: reconnection failed", "error", err, "attempt", pauses.attempts)
		if hopeless(err) && !errors.Is(err, ErrEnded) {
			s.stop(&brokenError{err})
		}
	}
}

// lost tells the application that the connection is gone.
func (s *Session) lost(cause error) {
	s.config.Logger.Info("chatclient: connection lost", "error", cause)
	if s.handlers.Load().OnConnectionLost != nil {
		s.inbox.notify(func(h *Handlers) { h.OnConnectionLost(cause) })
	}
}
