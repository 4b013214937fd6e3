package conversation

import (
	"context"
	"errors"
	"log/slog"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/routing"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// knownSpeakers is how many participants' names are kept at hand, so that
// sending a message does not read the participant.
const knownSpeakers = 50_000

// Config is what Conversations needs.
type Config struct {
	Store     store.Store
	Directory *directory.Directory
	Broker    fanout.Broker
	Archive   Archive
	// ArchivePrefix begins the names of archived transcripts.
	ArchivePrefix string
	// ArchivePlace is where they lie, as records tell it: a bucket or a folder.
	ArchivePlace string
	// Attachments keeps the files that participants attach.
	Attachments Attachments
	// Streams are what is told elsewhere of contacts.
	Streams Streams
	// Sent is called after a transaction has left something to be told. It must not
	// block. May be nil.
	Sent  func()
	Clock clock.Clock
	Log   *slog.Logger
	// NewID makes ids for contacts, participants and items.
	NewID func() string
	// Seed makes the seeds of flows' random choices.
	Seed func() uint64
	// Admit says why no chat can begin now, nil when one can; nil admits all.
	Admit func() error
	// KnowsTopic reports whether chats can be streamed to a topic; nil where there are
	// none.
	KnowsTopic func(arn string) bool
	// StreamStarted is told of a stream once it is committed. It must not block. May be
	// nil.
	StreamStarted func(chat.Stream)
	// TimersChanged is called after a transaction has set a timer, so that
	// whoever waits for the next one can look again. May be nil.
	TimersChanged func()
	// Look is told of contacts that wait and of agents who can have one, once that
	// is committed. It must not block. May be nil.
	Look func(routing.Look)
	// Views makes the tokens of views that flows show.
	Views ViewSealer
	// Outside reaches bots and functions; nil where there are none.
	Outside Outside
	// SignIns reaches identity providers; nil where there are none.
	SignIns SignIns
	// States makes the states that come back from them; required beside SignIns.
	States StateSealer
	// Pages makes and reads the NextToken of transcripts.
	Pages  PageSealer
	Limits Limits
}

// PageSealer makes opaque, authenticated page tokens that are bound to a
// session.
type PageSealer interface {
	SealPage(binding string, payload []byte) (string, error)
	OpenPage(binding, token string) ([]byte, error)
}

// Limits are the limits that an operator may choose.
type Limits struct {
	// MessageBytes bounds text messages; 16,384 in the service of 2026, 1,024
	// in that of 2023.
	MessageBytes int
	// AttachmentBytes bounds an attachment.
	AttachmentBytes int64
	// ActiveChats bounds the active sessions of an instance; 0 means no bound.
	ActiveChats int
	// LenientRehydration lets ENTIRE_PAST_SESSION name any contact of the past
	// session, not only its initial one.
	LenientRehydration bool
}

// Conversations changes and reads sessions. It is safe for concurrent use.
type Conversations struct {
	Config
	mailboxes mailboxes
	speakers  *lru.Cache[chat.ParticipantID, speaker]
	delays    delays
	callers   *callers
	archiver  *archiver
	paces     knownPaces
}

// New makes the one writer of session state.
func New(c Config) *Conversations {
	speakers, err := lru.New[chat.ParticipantID, speaker](knownSpeakers)
	if err != nil {
		panic(err) // the size is a positive constant
	}
	return &Conversations{Config: c, speakers: speakers, callers: newCallers(), archiver: newArchiver()}
}

// maxNeeds bounds how often a transaction is run again because it asked for
// another resource.
const maxNeeds = 64

// update runs fn as one transaction on an existing session, publishes what
// happened and has what ended archived.
func (c *Conversations) update(ctx context.Context, id chat.SessionID, fn func(w *work) error) error {
	return c.transact(ctx, id, func(w *work) error {
		if err := w.load(id); err != nil {
			return err
		}
		return fn(w)
	})
}

// transact is update for a session that need not exist.
func (c *Conversations) transact(ctx context.Context, id chat.SessionID, fn func(w *work) error) error {
	brief := &briefing{}
	for range maxNeeds {
		w, err := c.attempt(ctx, id, brief, fn)
		var missing *need
		switch {
		case errors.As(err, &missing):
			if err := missing.fetch(ctx, c.Directory); err != nil {
				return err
			}
		case err != nil:
			return explain(err)
		default:
			if w.call != nil {
				c.callers.take(outgoing{w.session.ID, w.contact.ID, w.call})
			}
			c.archiveEnded(ctx, w)
			return nil
		}
	}
	return chat.Internal("run a transaction", errors.New("it asked for too many resources"))
}

// attempt runs fn once; events are published before the session's mailbox is
// given up, so that they leave in the order of the commits.
func (c *Conversations) attempt(ctx context.Context, id chat.SessionID, brief *briefing, fn func(w *work) error) (*work, error) {
	release, err := c.mailboxes.enter(ctx, id)
	if err != nil {
		return nil, err
	}
	defer release()
	var w *work
	err = c.Store.Update(ctx, id, func(tx store.Tx) error {
		w = &work{conversations: c, tx: tx, now: chat.Instant(c.Clock.Now()), brief: brief}
		if err := fn(w); err != nil {
			return err
		}
		return w.save()
	})
	if err != nil {
		return nil, err
	}
	for _, e := range w.events {
		c.Broker.Publish(e)
	}
	c.logActions(w)
	if w.timersSet && c.TimersChanged != nil {
		c.TimersChanged()
	}
	if w.sent && c.Sent != nil {
		c.Sent()
	}
	if c.Look != nil {
		for _, look := range w.looks {
			c.Look(look)
		}
	}
	return w, nil
}

// explain turns the store's errors into the domain's. A missing row is told
// apart where it is read; here it is a fault.
func explain(err error) error {
	var known *chat.Error
	switch {
	case err == nil, errors.As(err, &known),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, store.ErrOverloaded):
		return &chat.Error{Kind: chat.KindThrottled, Detail: "too many requests wait for the database, try again later", Err: err}
	case store.Passing(err):
		return &chat.Error{Kind: chat.KindUnavailable, Detail: "the database cannot take the work now, try again", Err: err}
	}
	return chat.Internal("reach the database", err)
}
