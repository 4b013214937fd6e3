package gateway

import (
	"context"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Viewer is who holds a socket: a participant of one session.
type Viewer struct {
	SessionID     chat.SessionID
	ParticipantID chat.ParticipantID
	Role          chat.Role
	// By is the user who has signed in and is the participant: his socket ends with
	// that. It is nil for anybody else, and for the chats of an agent's socket.
	By *AgentViewer
}

// AdmitFunc tells whose socket a token opens. It is called once for each upgrade
// and may be called any number of times with one token. A *chat.Error of kind
// KindInternal or KindUnavailable means that nobody can tell now; every other
// error means no.
type AdmitFunc func(ctx context.Context, token string) (Viewer, error)

// AgentViewer is who holds an agent's socket: a user, in all chats in which he
// takes part.
type AgentViewer struct {
	Instance chat.InstanceID
	User     chat.UserID
	// Login is what he has signed in by: his sockets end with it.
	Login string
}

// Chat is a participant that an agent is in a session.
type Chat struct {
	Viewer
	// Over says that he takes part no more. His socket is still sent what came
	// before he left, or before the chat ended, and nothing after that.
	Over bool
}

// Agents knows the users who work as agents. Its methods may be called from any
// goroutine.
type Agents interface {
	// Admit tells whose socket a credential opens. Errors are as AdmitFunc has
	// them. A client that is not connected within a second tries the same
	// address again: a credential may come twice.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	Admit(ctx context.Context, credential string) (AgentViewer, error)
	// Chats lists the chats in which an agent takes part, no older than the
	// call; best from when he has been announced, as he gets everything from
	// there, and his leaving will be an item too. Who may have been sent too little when his chat came to its end, as
	// long as he sees it, should be listed with it as Over; every participant
	// is listed at most once. An error of kind KindDenied means that the agent
	// is signed out, and closes his sockets.
	Chats(ctx context.Context, who AgentViewer) ([]Chat, error)
	// MayStay is KindDenied once a participant who is a user may not be in his chat any
	// more: then the sockets that he holds as one are closed. He may for as long as
	// nobody has ended his sign-in, be it over or not. It has to tell of those, too, whom
	// no item tells to have left.
	MayStay(ctx context.Context, who Viewer) error
	// Watch has changed called after each change of what Chats and MayStay answer, be it
	// made by another node or its event lost, until cancel is called. Calls
	// without need do no harm, but each costs a call of Chats. changed returns
	// at once; a call under way does not hold cancel up.
	Watch(who AgentViewer, changed func()) (cancel func())
}

// Store is what the gateway needs of the database.
type Store interface {
	Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error)
	Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error)
	LastSeq(ctx context.Context, id chat.SessionID) (chat.Seq, error)
	LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error)
	Cursors(ctx context.Context, id chat.SessionID, p chat.ParticipantID) ([]store.Cursor, error)
	SaveCursors(ctx context.Context, cursors []store.Cursor) error
	DropCursors(ctx context.Context, cursors []store.Cursor) error
}

// Metrics is told what happens. Its methods must be quick and may be called from
// any goroutine.
type Metrics interface {
	SocketOpened()
	SocketClosed()
	FramePushed()
	SlowConsumerClosed()
}

// Config says what a Gateway works with. Admit, Store and Broker are needed.
type Config struct {
	Admit AdmitFunc
	// Agents may be nil: then agents have no sockets of their own.
	Agents Agents
	Store  Store
	Broker fanout.Broker
	// Node names this process among those that share the store. It must be
	// another at each start, also where there is one process; a random one is
	// made when it is empty.
	Node string
	// Lossy says that the broker may lose events and still be healthy, as one
	// over a network may. Then the store is asked every two seconds what is new.
	Lossy bool
	// Clock is the system's when nil.
	Clock clock.Clock
	// Log gets what goes wrong; nil means silence.
	Log *slog.Logger
	// Metrics may be nil.
	Metrics Metrics
	// Healthy answers aws/ping and must return at once; nil means always.
	Healthy func() bool
	// Limits are the defaults where zero.
	Limits Limits
}

// Limits are the sizes and times of a gateway. Every one is ours to choose but
// where a source is named; a zero field takes the default in brackets.
type Limits struct {
	// SocketsPerParticipant is how many sockets one participant, or one agent,
	// may hold; one more closes the oldest [5]. spec: Amazon Connect feature specifications.
	SocketsPerParticipant int
	// QueueBytes bounds what waits for one socket; a live item that does not
	// fit closes it [256 KiB].
	QueueBytes int
	// FrameBytes bounds a client's frame; a larger one closes the socket
	// [4096]. Clients send about 60 bytes.
	FrameBytes int
	// WriteTimeout is how long the network may refuse to take a batch [10 s].
	WriteTimeout time.Duration
	// Silence is how long a socket may send nothing, not even a pong, before it
	// is closed [3 min]. Pages in the background send about once a minute, so
	// it must be some minutes.
	Silence time.Duration
	// Leftover is how long a participant's socket stays after its chat ended or
	// its participant left [5 min].
	Leftover time.Duration
	// Handover is how long a new socket waits for the participant's others to
	// confirm what they were sent [400 ms].
	Handover time.Duration
	// Hold is how long the others then wait, so that a client which replaces
	// a socket closes the old one before it gets items twice [500 ms].
	Hold time.Duration
	// CursorEvery is the time between two saves of changed cursors [5 s].
	CursorEvery time.Duration
	// DrainBatch sockets are closed at a time, DrainPause apart [50, 50 ms]. A
	// closed client comes back at once.
	// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
	DrainBatch int
	DrainPause time.Duration
}

func (l Limits) withDefaults() Limits {
	orInt := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	orTime := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	orInt(&l.SocketsPerParticipant, 5)
	orInt(&l.QueueBytes, 256<<10)
	orInt(&l.FrameBytes, 4096)
	orTime(&l.WriteTimeout, 10*time.Second)
	orTime(&l.Silence, 3*time.Minute)
	orTime(&l.Leftover, 5*time.Minute)
	orTime(&l.Handover, 400*time.Millisecond)
	orTime(&l.Hold, 500*time.Millisecond)
	orTime(&l.CursorEvery, 5*time.Second)
	orInt(&l.DrainBatch, 50)
	orTime(&l.DrainPause, 50*time.Millisecond)
	return l
}

// noMetrics stands in where Config.Metrics is nil.
type noMetrics struct{}

func (noMetrics) SocketOpened()       {}
func (noMetrics) SocketClosed()       {}
func (noMetrics) FramePushed()        {}
func (noMetrics) SlowConsumerClosed() {}
