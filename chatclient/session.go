package chatclient

import (
	"context"
	"sync"
	"sync/atomic"
)

// Session is one participant's side of one chat. Make it with New.
type Session struct {
	config  Config
	details ChatDetails
	api     api
	token   *token
	inbox   *inbox

	// life ends once, with the reason as its cause: ErrEnded, ErrClosed, a
	// *brokenError, or the cause of Connect's context.
	life context.Context
	stop context.CancelCauseFunc

	mu       sync.Mutex
	running  bool // Connect is under way or has succeeded
	doneOnce sync.Once
	done     chan struct{}

	// handlers is set by Connect before anything can call them. It is atomic for the
	// sake of a connection that a failed Connect before has left behind.
	handlers atomic.Pointer[Handlers]
}

// New makes a session of a chat's details, without any call to the service.
func New(config Config, details ChatDetails) *Session {
	config = config.withDefaults()
	life, stop := context.WithCancelCause(context.Background())
	return &Session{
		config:  config,
		details: details,
		api:     newAPI(config.Endpoint, config.HTTPClient, config.RequestTimeout),
		token:   newToken(),
		inbox:   newInbox(config.QueueLimit),
		life:    life,
		stop:    stop,
		done:    make(chan struct{}),
	}
}

// Connect opens the connection and from then on keeps it open, calling handlers,
// until the chat ends, Close is called, or ctx is done: ctx is the session's
// life, while Config.ConnectTimeout bounds the first connection. It repeats
// transient failures within that time. After an error it may be called again,
// unless that error is ErrEnded.
//
// client: amazon-connect-chatjs src/core/chatController.js connect
func (s *Session) Connect(ctx context.Context, handlers Handlers) error {
	if err := s.begin(); err != nil {
		return err
	}
	s.handlers.Store(&handlers)
	first, err := s.connectFirst(ctx)
	if err != nil {
		s.abandon()
		return err
	}
	release := context.AfterFunc(ctx, func() { s.stop(context.Cause(ctx)) })
	delivered := make(chan struct{})
	go func() { // ends when the inbox is finished, which run brings about
		defer close(delivered)
		s.deliver()
	}()
	go func() { // ends with the session's life
		defer s.markDone()
		defer release()
		last := s.run(first)
		s.finish()
		<-delivered
		<-last.gone
	}()
	return nil
}

func (s *Session) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.over(); err != nil {
		return err
	}
	if s.running {
		return ErrConnected
	}
	s.running = true
	return nil
}

// abandon undoes begin after a failed first connection.
func (s *Session) abandon() {
	s.mu.Lock()
	s.running = false
	s.mu.Unlock()
	if s.over() != nil {
		s.markDone()
	}
}

func (s *Session) markDone() { s.doneOnce.Do(func() { close(s.done) }) }

// Close ends the session without leaving the chat: the same details can be
// connected again. It does not wait; Done tells when the last handler has
// returned.
func (s *Session) Close() error {
	s.finishWith(ErrClosed)
	return nil
}

// Done is closed when the session is over and no handler will be called again.
func (s *Session) Done() <-chan struct{} { return s.done }

// Err is nil while the session lives. Then it says why it ended: ErrEnded,
// ErrClosed, the cause of Connect's context, or the service's refusal.
func (s *Session) Err() error { return s.over() }

// Details are the chat's details as given to New.
//
// client: amazon-connect-chatjs src/core/chatController.js getChatDetails
func (s *Session) Details() ChatDetails { return s.details }

func (s *Session) over() error { return context.Cause(s.life) }

// end says that the chat is over.
func (s *Session) end() { s.finishWith(ErrEnded) }

// finishWith ends the session's life, unless it has ended for another reason. A
// session that is not connected has nothing to wind up.
func (s *Session) finishWith(cause error) {
	s.stop(cause)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running {
		s.markDone()
	}
}

// brokenError is the cause of a session that the service refuses to connect again.
type brokenError struct{ error }

func (e *brokenError) Unwrap() error { return e.error }
