package servicetest

import (
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/attachment"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// Start is what the clock shows at first.
var Start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// World is a server without its services.
type World struct {
	Clock         *clocktest.Manual
	Store         *Store
	Directory     *directory.Directory
	Conversations *conversation.Conversations
	Tokens        *token.Keyring
	Attachments   *attachment.Box
	// Topics are those to which chats can be streamed.
	Topics []string

	ids atomic.Int64
}

// New makes a world with the instance that every installation starts with. The
// limits may be changed before the first request.
func New(t testing.TB, limits conversation.Limits) *World {
	t.Helper()
	if limits.MessageBytes == 0 {
		limits.MessageBytes = 16_384
	}
	if limits.AttachmentBytes == 0 {
		limits.AttachmentBytes = chat.DefaultAttachmentBytes
	}
	w := &World{Clock: clocktest.At(Start)}
	w.Store = openStore(t)
	w.Directory = directory.New(w.Store, w.Clock, directory.Names{Region: "local-1", Account: "000000000000"}, w.NewID)
	if err := w.Directory.Seed(t.Context()); err != nil {
		t.Fatalf("Seed: %v", err)
	}
	w.Tokens = keyring(t)
	w.Attachments = openAttachments(t, w.Clock)
	w.Conversations = conversation.New(conversation.Config{
		Store: w.Store, Directory: w.Directory, Broker: fanout.NewLocal(), Archive: openArchive(t),
		ArchivePrefix: "connect/rejoin", Clock: w.Clock, Log: slog.New(slog.DiscardHandler),
		NewID: w.NewID, Seed: func() uint64 { return 1 }, Limits: limits, Pages: w.Tokens,
		States: w.Tokens, Attachments: w.Attachments,
		KnowsTopic: func(arn string) bool { return slices.Contains(w.Topics, arn) },
	})
	return w
}

// NewID makes ids that are the same in every run.
func (w *World) NewID() string {
	return fmt.Sprintf("c0ffee00-0000-4000-8000-%012x", w.ids.Add(1))
}

// Chat is a chat that was started, with the caller's rights.
type Chat struct {
	conversation.Started
	// Participant is the customer's token.
	Participant string
	// Connection is the bearer of a customer who has connected.
	Connection string
}

// Chat starts a chat with the sample flow and connects its customer.
func (w *World) Chat(t testing.TB, change ...func(*conversation.StartRequest)) Chat {
	t.Helper()
	r := conversation.StartRequest{
		Instance: directory.DefaultInstanceID, Flow: string(directory.SampleInboundID), DisplayName: "Ada",
		ContentTypes: []string{chat.ContentPlain, chat.ContentMarkdown},
	}
	for _, c := range change {
		c(&r)
	}
	started, err := w.Conversations.Start(t.Context(), r)
	if err != nil {
		t.Fatalf("Start: %v", err)
	}
	who := conversation.Identity{SessionID: started.SessionID, ParticipantID: started.ParticipantID}
	if _, err := w.Conversations.Connect(t.Context(), who); err != nil {
		t.Fatalf("Connect: %v", err)
	}
	c := Chat{Started: started}
	c.Participant, c.Connection = w.Bearers(t, who)
	return c
}

// Bearers issues both tokens of a participant.
func (w *World) Bearers(t testing.TB, who conversation.Identity) (participant, connection string) {
	t.Helper()
	p := token.Participant{InstanceID: directory.DefaultInstanceID, SessionID: who.SessionID, ParticipantID: who.ParticipantID}
	participant, err := w.Tokens.IssueParticipant(p)
	if err != nil {
		t.Fatalf("IssueParticipant: %v", err)
	}
	connection, err = w.Tokens.IssueConnection(token.Connection{
		Participant: p, ContactID: who.SessionID.Initial(), ExpiresAt: w.Clock.Now().Add(24 * time.Hour),
	})
	if err != nil {
		t.Fatalf("IssueConnection: %v", err)
	}
	return participant, connection
}

// End ends a chat by the API.
func (w *World) End(t testing.TB, c Chat) {
	t.Helper()
	if err := w.Conversations.Stop(t.Context(), directory.DefaultInstanceID, c.SessionID.Initial()); err != nil {
		t.Fatalf("Stop: %v", err)
	}
}

func openStore(t testing.TB) *Store {
	t.Helper()
	s, err := sqlite.Open(sqlite.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatalf("open the database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the database: %v", err)
		}
	})
	return &Store{Store: s}
}

func openArchive(t testing.TB) *archive.Archive {
	t.Helper()
	return archive.New(archive.Options{Bucket: openBucket(t)})
}

func openAttachments(t testing.TB, c clock.Clock) *attachment.Box {
	t.Helper()
	base := func() string { return "http://127.0.0.1:8080" }
	links := archive.NewLinks(archive.LinkOptions{Secret: []byte("links"), Base: base, Clock: c})
	return &attachment.Box{
		Bucket: openBucket(t), Links: links, Uploads: &attachment.Uploads{Secret: links.Secret, Base: base, Clock: c},
	}
}

func openBucket(t testing.TB) archive.Bucket {
	t.Helper()
	d, err := archive.OpenDir(t.TempDir())
	if err != nil {
		t.Fatalf("open a bucket: %v", err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func keyring(t testing.TB) *token.Keyring {
	t.Helper()
	k, err := token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte{1}})
	if err != nil {
		t.Fatalf("NewKeyring: %v", err)
	}
	return k
}
