// Package store is the contract between the conversation and its database:
// what is kept, what is atomic, what is ordered, and which errors tell apart
// what the caller must do. Drivers (store/sqlite, later store/postgres) meet it
// and are held to it by one suite, store/storetest.
//
// Invariants for every driver:
//
//   - What a call that returned nil has written is on disk and survives the loss
//     of power.
//   - Writes to one session are serialised. The sequence numbers of its items
//     are 1, 2, 3, … in commit order, without gaps, and their times rise strictly.
//   - Reads never wait for writes and see only committed state, as of one
//     instant per call.
//   - The key of every table that grows with the chats begins with the session
//     id, and the calls name the session, so that a database that shards can
//     spread them. Two calls of routing cannot, for they ask who is next of many:
//     Waiting names a queue, FreeAgents a routing profile.
//   - An agent is a row of his own, which does not grow with the chats, and his own
//     lock. A transaction on a session takes the session's lock first and then
//     those of agents, in order of UserID; UpdateAgent takes the agent's alone. So
//     there is no circle of waits.
//
// The package imports the domain only; it knows no wire type, no HTTP, no
// configuration.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The errors that callers act on. Drivers recognise them by the database's
// codes, never by its texts.
var (
	// ErrNotFound says that the row asked for does not exist.
	ErrNotFound = errors.New("store: not found")
	// ErrExists says that a row that must be new exists already.
	ErrExists = errors.New("store: exists")
	// ErrNameTaken says that another resource of the kind has the name.
	ErrNameTaken = errors.New("store: name taken")
	// ErrStale says that a resource has changed since it was read.
	ErrStale = errors.New("store: changed meanwhile")
	// ErrBusy says that the database cannot take the work now; it did not
	// happen and may be tried again.
	ErrBusy = errors.New("store: busy")
	// ErrOverloaded is the ErrBusy of a database for which so many wait that
	// another one would wait too long.
	ErrOverloaded = fmt.Errorf("%w: too many wait", ErrBusy)
	// ErrUncertain says that the connection to the database was lost while it
	// committed: the work may have happened. Who repeats it must be able to tell.
	ErrUncertain = errors.New("store: lost the connection while committing")
	// ErrClosed says that the store has been closed.
	ErrClosed = errors.New("store: closed")

	// ErrTooLong answers an AppendTrace of more than chat.MaxTraceData bytes.
	ErrTooLong = errors.New("store: too long")

	// ErrEnded answers an Append to a session that is not active.
	ErrEnded = errors.New("store: session has ended")
	// ErrAbsent answers an Append by a participant who is not present.
	ErrAbsent = errors.New("store: participant is not present")
	// ErrAwaited answers an Append of what the session heeds, such as what its
	// flow waits for: it must go through Update, so that the flow goes on in the
	// same transaction.
	ErrAwaited = errors.New("store: the session awaits the item")
)

// Passing reports whether an error is one of the moment: the same call may well
// succeed later.
func Passing(err error) bool {
	return errors.Is(err, ErrBusy) || errors.Is(err, ErrClosed) || errors.Is(err, ErrUncertain)
}

// Store keeps sessions and the instance's directory.
type Store interface {
	Reader
	Directory
	Secrets
	Logins
	Outbox
	Streams
	Presences

	// Append adds one item to a session: the hot path of every message. It is
	// one round trip, and appends of many sessions share a commit.
	//
	// Seq and Time are assigned: the next number, and chat.NextItemTime of the
	// item's Time (the caller's now) and the session's last item. An empty
	// ContactID is set to the session's current contact. The stored item is
	// returned.
	//
	// When the session already has an item of the same id, that one is
	// returned with repeated true and nothing is written: this is how a
	// repeated client token stores nothing twice. The check comes before the
	// state checks, so that a retry of an acknowledged message succeeds even
	// when the chat has ended since. A driver that lost its connection tries
	// again by itself, since the id tells what was stored; what it then finds
	// may be its own, so repeated is false: rather published twice than never.
	//
	// Errors: ErrNotFound, ErrEnded, ErrAbsent (unless the sender is present;
	// an empty ParticipantID is not checked), ErrAwaited when the item is one
	// of what the session heeds (chat.Item.Answers, chat.Session.Heeds).
	Append(ctx context.Context, item chat.Item) (stored chat.Item, repeated bool, err error)

	// Update runs fn in one transaction on a session. Transactions on one
	// session run one after another. fn may run more than once and must have
	// no effect but on tx and on variables that it sets afresh each time; it
	// must not block on anything but tx. When fn fails nothing is written and
	// its error is returned as it is.
	//
	// The session need not exist: CreateSession within fn makes it.
	// ErrUncertain when nobody can tell whether it was committed.
	Update(ctx context.Context, id chat.SessionID, fn func(tx Tx) error) error

	// MarkReceipt notes that a recipient was delivered or read a message. The
	// first time of each kind stays; a read implies delivered. It returns the
	// receipt as it stands and whether it changed.
	MarkReceipt(ctx context.Context, r chat.Receipt) (chat.Receipt, bool, error)

	// TakeTimers reads up to limit timers that are due at now and that nobody
	// holds, earliest first, and holds them for so long, so that of many nodes
	// one fires each, and another one does when that one has died. It also
	// tells when the first of those that cannot be taken yet can be (zero when
	// there is none). Whoever sets a timer ends its hold.
	TakeTimers(ctx context.Context, now time.Time, hold time.Duration, limit int) (due []chat.Timer, next time.Time, err error)

	// SaveCursors notes how far nodes have surely sent participants their
	// session's items. Seq never moves back, as long as the cursor is not
	// dropped; the rest is as it was given last.
	SaveCursors(ctx context.Context, cursors []Cursor) error
	// DropCursors forgets cursors, named by session, participant and node.
	DropCursors(ctx context.Context, cursors []Cursor) error

	// UpdateAgent runs fn in one transaction on an agent, made new, with no status,
	// when there is none yet. As in Update, fn may run more than once. When it
	// fails nothing is written and its error is returned as it is; when it changes
	// nothing, nothing is written either. Otherwise Version is raised by one.
	UpdateAgent(ctx context.Context, instance chat.InstanceID, user chat.UserID, fn func(a *chat.Agent) error) error

	// Forget drops answered requests that were made before the given time.
	Forget(ctx context.Context, before time.Time) error
	// ForgetStatuses drops the statuses that agents of an instance left before the
	// given time, some at a time so that nobody waits long for it.
	ForgetStatuses(ctx context.Context, instance chat.InstanceID, before time.Time) error

	// Ping reports whether the database answers.
	Ping(ctx context.Context) error

	// Close ends all work and releases the database.
	Close() error
}

// Reader reads committed state.
type Reader interface {
	// Session reads a session. ErrNotFound.
	Session(ctx context.Context, id chat.SessionID) (chat.Session, error)
	// Contact reads a contact by its id alone. ErrNotFound.
	Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error)
	// Contacts reads the contacts of a session in chain order; none is no error.
	Contacts(ctx context.Context, id chat.SessionID) ([]chat.Contact, error)
	// Participant reads a participant. ErrNotFound.
	Participant(ctx context.Context, id chat.SessionID, p chat.ParticipantID) (chat.Participant, error)
	// Participants reads the participants of a session, oldest first.
	Participants(ctx context.Context, id chat.SessionID) ([]chat.Participant, error)

	// Items reads a page of a session's items in the order of the query's
	// direction.
	Items(ctx context.Context, q ItemQuery) ([]chat.Item, error)
	// Item reads one item by id. ErrNotFound.
	Item(ctx context.Context, id chat.SessionID, item chat.ItemID) (chat.Item, error)
	// LastSeq is the number of the session's newest item, 0 when it has none.
	LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error)
	// LastSeqs is LastSeq of many sessions at once, in their order.
	LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error)
	// SeqBefore is the number of the newest item sent before t, 0 for none.
	// It costs no more than a few reads, whatever the session's length.
	SeqBefore(ctx context.Context, id chat.SessionID, t time.Time) (chat.Seq, error)

	// Receipts reads, in order of Seq, the receipts of the messages from..to
	// (inclusive) and, for each recipient, the first beyond to and the first
	// read one beyond to: what chat.ReceiptsFor needs for these messages.
	Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error)

	// Cursors reads what the nodes have saved of a participant, in order of
	// Node; none is no error.
	Cursors(ctx context.Context, id chat.SessionID, p chat.ParticipantID) ([]Cursor, error)

	// Traces reads up to limit steps of a session after the one of the number
	// after, in order: those of one contact, or of all for "".
	Traces(ctx context.Context, id chat.SessionID, contact chat.ContactID, after int64, limit int) ([]chat.TraceStep, error)

	// FindContacts reads contacts of an instance by one of their times. It costs one
	// read and each one returned, however many there are.
	FindContacts(ctx context.Context, q ContactQuery) ([]chat.Contact, error)

	// CountActive counts the instance's active sessions.
	CountActive(ctx context.Context, id chat.InstanceID) (int, error)

	// Agent reads an agent. ErrNotFound.
	Agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (chat.Agent, error)
	// FreeAgents reads those who are routable by a routing profile and have fewer
	// contacts than room, the longest idle first, up to limit. It costs a read for
	// each number of contacts below room and each one returned, however many agents
	// there are.
	FreeAgents(ctx context.Context, instance chat.InstanceID, profile string, room, limit int) ([]chat.Agent, error)
	// Waiting reads up to limit contacts that wait in a queue (chat.Contact.Waiting)
	// and stand behind a place, in the order in which they are to be offered. The
	// zero chat.Waiting begins with the first. It costs one read and each one
	// returned, however many there are.
	Waiting(ctx context.Context, instance chat.InstanceID, queue chat.QueueID, after chat.Waiting, limit int) ([]chat.Waiting, error)
	// Fronts reads the contact of each of some queues that is to be offered first, in
	// no order; there is none of a queue in which nobody waits. It is one call for
	// all, and costs a read for each queue, however many wait.
	Fronts(ctx context.Context, instance chat.InstanceID, queues []chat.QueueID) ([]chat.Waiting, error)
	// WaitingQueues reads up to limit queues in which a contact waits, behind one,
	// in order of instance and queue. It costs one read for each, however many wait.
	WaitingQueues(ctx context.Context, after chat.WaitingQueue, limit int) ([]chat.WaitingQueue, error)

	// Queued tells of the contacts that sit in a queue (chat.Contact.Queued).
	Queued(ctx context.Context, id chat.InstanceID, queue chat.QueueID) (Queued, error)
	// Ahead counts the contacts that sit in a queue and go before a place in it.
	Ahead(ctx context.Context, id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error)
	// AgentTallies counts the agents of a routing profile, or the one that a user is,
	// in any order; one of profile and user is "". It costs a read for each agent of
	// the profile who is there.
	AgentTallies(ctx context.Context, instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error)
	// StatusSpans reads up to limit statuses that agents left after a time, in order
	// of EndedAt and UserID, behind one; the zero chat.StatusSpan begins with the
	// first.
	StatusSpans(ctx context.Context, instance chat.InstanceID, from time.Time, after chat.StatusSpan, limit int) ([]chat.StatusSpan, error)
}

// Tx is one transaction on one session. Its reads see its own writes; reads of
// other sessions see committed state.
type Tx interface {
	Session(id chat.SessionID) (chat.Session, error)
	Contact(id chat.ContactID) (chat.Contact, error)
	Contacts(id chat.SessionID) ([]chat.Contact, error)
	Participant(id chat.SessionID, p chat.ParticipantID) (chat.Participant, error)
	Participants(id chat.SessionID) ([]chat.Participant, error)
	Items(q ItemQuery) ([]chat.Item, error)
	Receipts(id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error)
	LastSeq(id chat.SessionID) (chat.Seq, error)
	CountActive(id chat.InstanceID) (int, error)
	// Queued tells of the contacts that sit in a queue (chat.Contact.Queued).
	Queued(id chat.InstanceID, queue chat.QueueID) (Queued, error)
	// AgentTallies is that of Reader. It keeps nobody from changing an agent.
	AgentTallies(instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error)
	// Ahead counts the contacts that sit in a queue and go before a place in it.
	Ahead(id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error)

	// Agent reads an agent, and keeps all others from changing him until the
	// transaction ends. Of several, a transaction reads them in order of UserID.
	// ErrNotFound.
	Agent(instance chat.InstanceID, user chat.UserID) (chat.Agent, error)
	// SaveAgent adds or overwrites an agent that this transaction has read, or
	// found missing, and raises Version by one. A status that he leaves is kept as a
	// chat.StatusSpan (chat.Agent.Left), here as in UpdateAgent.
	SaveAgent(a chat.Agent) error

	// CreateSession adds a session. ErrExists.
	CreateSession(s chat.Session) error
	// SaveSession overwrites a session. ErrNotFound.
	SaveSession(s chat.Session) error
	// SaveContact adds or overwrites a contact.
	SaveContact(c chat.Contact) error
	// SaveParticipant adds or overwrites a participant.
	SaveParticipant(p chat.Participant) error
	// Append adds an item as Store.Append does, but checks neither the
	// session's state nor the sender.
	Append(item chat.Item) (stored chat.Item, repeated bool, err error)
	// AppendTrace adds a step to what flows did in a session, under the next
	// number, and drops the oldest beyond chat.MaxTraceSteps. ErrTooLong.
	AppendTrace(step chat.TraceStep) error

	// Timer reads a timer. ErrNotFound.
	Timer(id chat.SessionID, kind chat.TimerKind, timerID string) (chat.Timer, error)
	// SetTimer sets or moves a timer.
	SetTimer(t chat.Timer) error
	// ClearTimer removes a timer and reports whether it was there.
	ClearTimer(id chat.SessionID, kind chat.TimerKind, timerID string) (bool, error)
	// ClearTimers removes all timers of a session but those of the kinds kept.
	ClearTimers(id chat.SessionID, keep ...chat.TimerKind) error

	// Send keeps something to be told elsewhere once this is committed.
	Send(o Outgoing) error

	// Streams reads the streams of a session, in an order of the driver's own.
	Streams(id chat.SessionID) ([]chat.Stream, error)
	// SaveStream adds a stream.
	SaveStream(s chat.Stream) error

	// Claim records a request under its client token. When the token was
	// claimed before, the recorded request is returned and found is true.
	Claim(r Request) (prior Request, found bool, err error)
}

// Queued is what sits in a queue.
type Queued struct {
	Contacts int
	// Oldest is when the first of them entered, zero when there is none.
	Oldest time.Time
}

// Direction is the way in which a query walks a transcript.
type Direction int8

// The directions.
const (
	Forward  Direction = 1
	Backward Direction = -1
)

// ItemQuery selects a page of one session's items.
type ItemQuery struct {
	SessionID chat.SessionID
	// From is where the page begins, inclusive: the lowest number of a Forward
	// page, the highest of a Backward one. 0 means the session's end in the
	// page's direction of origin: the first item Forward, the newest Backward.
	From chat.Seq
	// To bounds the page on its far side, inclusive; 0 means no bound.
	To        chat.Seq
	Direction Direction
	// Viewer leaves out items that this role does not see; "" sees all.
	Viewer chat.Role
	// Listed leaves out items that have no place in transcripts
	// (chat.Item.Unlisted).
	Listed bool
	// Limit is the most items to return, at least 1.
	Limit int
}

// Hidden is the visibility that the Viewer does not see, or one that no item has
// where the Viewer sees all.
func (q ItemQuery) Hidden() chat.Visibility {
	if q.Viewer != "" {
		for _, v := range []chat.Visibility{chat.VisibleToAgents, chat.VisibleToCustomer} {
			if !q.Viewer.Sees(v) {
				return v
			}
		}
	}
	return "-"
}

// ContactTime is a time of contacts by which they are found.
type ContactTime string

// The times, each absent from contacts that did not come so far.
const (
	ByInitiation ContactTime = "initiated"
	ByEnqueued   ContactTime = "enqueued"
	ByMetAgent   ContactTime = "met agent" // connected to one
	ByDisconnect ContactTime = "disconnected"
)

// At is the time of a contact.
func (by ContactTime) At(c *chat.Contact) time.Time {
	switch by {
	case ByEnqueued:
		return c.EnqueuedAt
	case ByMetAgent:
		return c.Agent.ConnectedAt
	case ByDisconnect:
		return c.DisconnectedAt
	}
	return c.InitiatedAt
}

// ContactQuery selects contacts of an instance.
type ContactQuery struct {
	InstanceID chat.InstanceID
	// By is the time that counts, From its least value and To the first beyond.
	By       ContactTime
	From, To time.Time
	// Descending has the newest come first. Those of one time are in an order of the
	// driver's own that does not change, and is reversed likewise.
	Descending bool
	// After names the contact behind which to go on, with its time; "" begins.
	After   chat.ContactID
	AfterAt time.Time
	// Limit is the most contacts to return, at least 1.
	Limit int
}

// Left bounds the times of what is left to read, so that a page does not pass again
// over those before it.
func (q ContactQuery) Left() (from, to time.Time) {
	switch from, to = q.From, q.To; {
	case q.After == "":
	case q.Descending && q.AfterAt.Before(to):
		to = q.AfterAt.Add(time.Millisecond) // which times are whole multiples of
	case !q.Descending && q.AfterAt.After(from):
		from = q.AfterAt
	}
	return from, to
}

// Cursor is how far one node has surely sent a participant a session's items.
type Cursor struct {
	SessionID     chat.SessionID
	ParticipantID chat.ParticipantID
	// Node is the process that saved it; a node that starts again is another.
	Node string
	// Seq is the newest item that all devices of the participant on the node
	// have received.
	Seq chat.Seq
	// Devices is how many there were, connected or away for a moment.
	Devices int
	SavedAt time.Time
}

// Request is the record of an idempotent request that was answered.
// spec: StartOutboundChatContact, ClientToken (kept likewise for all).
type Request struct {
	InstanceID chat.InstanceID
	Operation  string
	Token      string
	// Digest identifies the body, so that the same token with another body is
	// told apart.
	Digest []byte
	// SessionID is the session that the request made or changed, and Answer
	// what else is needed to answer the same again.
	SessionID chat.SessionID
	Answer    []byte
	CreatedAt time.Time
}

// Directory keeps the instance's resources: flows, queues, hours and the like.
// A resource is small, changes seldom and is read often; what it means belongs
// to package directory.
type Directory interface {
	// Resource reads a resource. ErrNotFound.
	Resource(ctx context.Context, instance chat.InstanceID, kind ResourceKind, id string) (Resource, error)
	// ResourceByName reads a resource by its exact name. ErrNotFound.
	ResourceByName(ctx context.Context, instance chat.InstanceID, kind ResourceKind, name string) (Resource, error)
	// Resources reads up to limit resources of a kind whose id is greater than
	// after, in order of id.
	Resources(ctx context.Context, instance chat.InstanceID, kind ResourceKind, after string, limit int) ([]Resource, error)
	// CreateResource adds a resource with Revision 1. ErrExists, ErrNameTaken.
	CreateResource(ctx context.Context, r Resource) error
	// SaveResource overwrites a resource whose stored revision equals
	// r.Revision, and raises it by one. ErrNotFound, ErrStale, ErrNameTaken.
	SaveResource(ctx context.Context, r Resource) error
	// DeleteResource removes a resource. ErrNotFound.
	DeleteResource(ctx context.Context, instance chat.InstanceID, kind ResourceKind, id string) error
}

// ResourceKind is a family of resources.
type ResourceKind string

// Resource is one entry of the directory.
type Resource struct {
	InstanceID chat.InstanceID
	Kind       ResourceKind
	ID         string
	// Name is unique within instance and kind.
	Name string
	Tags map[string]string
	// Spec is the kind's own content.
	Spec       []byte
	Revision   int64
	CreatedAt  time.Time
	ModifiedAt time.Time
}

// Secrets keeps the few keys that all nodes share.
type Secrets interface {
	// EnsureSecret reads a secret, making and keeping it first when there is
	// none. Of concurrent makers one wins and all get its value.
	EnsureSecret(ctx context.Context, name string, make func() ([]byte, error)) ([]byte, error)
}
