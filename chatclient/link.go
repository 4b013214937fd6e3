package chatclient

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// link is one subscribed websocket of a session. Its reading goroutine is the
// socket's; the session's run goroutine writes, watches and closes it.
type link struct {
	session  *Session
	socket   *socket
	announce bool
	renewAt  time.Time

	answered chan struct{} // closed when the subscription is answered
	accepted bool          // how; read after answered is closed
	gone     chan struct{} // closed when the connection has ended
	err      error         // why; read after gone is closed

	// Set by the reading goroutine, cleared at each heartbeat.
	heard  atomic.Bool
	ponged atomic.Bool
}

var (
	errNotSubscribed = errors.New("the server did not accept the subscription")
	errSilent        = errors.New("the server missed a heartbeat")
)

// open makes one attempt at a new connection: credentials, socket, subscription.
// With announce, OnConnectionEstablished precedes its first item.
//
// client: amazon-connect-websocket-manager src/webSocketManager.js
func (s *Session) open(ctx context.Context, announce bool) (*link, error) {
	c, err := s.createConnection(ctx, true)
	if err != nil {
		return nil, err
	}
	s.inbox.start(c.date)
	ctx, cancel := context.WithTimeoutCause(ctx, s.config.RequestTimeout, errAttemptTimeout)
	defer cancel()
	l := &link{
		session:  s,
		announce: announce,
		renewAt:  time.Now().Add(c.life(s.config.Rotation)),
		answered: make(chan struct{}),
		gone:     make(chan struct{}),
	}
	events := socketEvents{text: l.receive, closed: l.ended}
	if l.socket, err = dialSocket(ctx, &s.config, c.Websocket.URL, events); err != nil {
		return nil, err
	}
	if err := l.subscribe(ctx); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *link) subscribe(ctx context.Context) error {
	if err := l.socket.write(frameSubscribe); err != nil {
		return err
	}
	select {
	case <-l.answered:
		if !l.accepted {
			return errNotSubscribed
		}
		return nil
	case <-l.gone:
		return l.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// close ends the connection. Its reading goroutine ends soon after, which gone
// tells; what it still brings is taken in like anything else.
func (l *link) close() { l.socket.close() }

// receive handles one frame on the reading goroutine. A frame that cannot be read
// is passed over: it must not cost the connection.
func (l *link) receive(text []byte) {
	defer l.heard.Store(true)
	f, err := parseFrame(text)
	if err != nil {
		l.session.config.Logger.Warn("chatclient: unreadable frame", "error", err)
		return
	}
	switch f.Topic {
	case topicSubscribe:
		l.answer(f.subscribed())
	case topicPing:
		l.ponged.Store(true)
		l.session.deepHeartbeat(f.healthy())
	case topicChat:
		item, err := f.item()
		if err != nil {
			l.session.config.Logger.Warn("chatclient: unreadable item", "error", err)
			return
		}
		l.session.receive(item)
	}
}

// answer notes the first answer to the subscription.
func (l *link) answer(accepted bool) {
	select {
	case <-l.answered:
		return
	default:
	}
	if accepted && l.announce {
		l.session.notify(func(h *Handlers) func() { return h.OnConnectionEstablished })
	}
	l.accepted = accepted
	close(l.answered)
}

// ended notes the end of the connection, on the reading goroutine.
func (l *link) ended(err error) {
	l.err = err
	close(l.gone)
}

// beat sends both heartbeats. A failed write ends the connection, which is seen
// at gone.
func (l *link) beat() {
	if l.socket.write(framePing) == nil {
		_ = l.socket.write(frameHeartbeat)
	}
}
