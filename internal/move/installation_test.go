package move_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// folder is a data folder that is open: what both ends of a move are here.
type folder struct {
	t     testing.TB
	dir   string
	store *sqlite.Store
	files *bucket
	close func()
}

// open opens a data folder, a new one for "".
func open(t testing.TB, dir string) *folder {
	t.Helper()
	if dir == "" {
		dir = t.TempDir()
	}
	s, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	files, err := archive.OpenDir(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(errors.Join(err, s.Close()))
	}
	f := &folder{t: t, dir: dir, store: s, files: &bucket{Bucket: files}}
	f.close = sync.OnceFunc(func() {
		if err := errors.Join(s.Close(), files.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(f.close)
	return f
}

// copied is a copy of a data folder that nobody has open.
func copied(t *testing.T, dir string) *folder {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return open(t, to)
}

// bucket is a bucket that can be away.
type bucket struct {
	archive.Bucket
	away bool
}

func (b *bucket) Put(ctx context.Context, key string, body []byte) error {
	if b.away {
		return archive.ErrAway
	}
	return b.Bucket.Put(ctx, key, body)
}

// to is a move from one folder to another.
func (f *folder) to(other *folder) move.Options {
	return move.Options{
		From: f.store, To: other.store, FromFiles: f.files, ToFiles: other.files,
		Found: func(found move.Finding) { f.t.Errorf("found: %s", found) },
	}
}

// moves carries everything over without a difference.
func (f *folder) moves(other *folder) move.Summary {
	f.t.Helper()
	sum, err := move.Run(f.t.Context(), f.to(other))
	f.check(err)
	return sum
}

func (f *folder) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatalf("got error %v, want none", err)
	}
}

// record is what the store has of a session.
func (f *folder) record(id chat.SessionID) store.SessionRecord {
	f.t.Helper()
	r, err := f.store.ExportSession(f.t.Context(), id)
	f.check(err)
	return r
}

// change overwrites what the store has of a session.
func (f *folder) change(id chat.SessionID, fn func(*store.SessionRecord)) {
	f.t.Helper()
	r := f.record(id)
	fn(&r)
	f.check(f.store.ImportSession(f.t.Context(), r))
}

// changeInstance overwrites what belongs to no session.
func (f *folder) changeInstance(fn func(*store.InstanceRecord)) {
	f.t.Helper()
	r, err := f.store.ExportInstance(f.t.Context())
	f.check(err)
	fn(&r)
	f.check(f.store.ImportInstance(f.t.Context(), r))
}

func (f *folder) sessions() []chat.SessionID {
	f.t.Helper()
	ids, err := f.store.SessionIDs(f.t.Context(), "", 1<<20)
	f.check(err)
	return ids
}

// served is a folder with a server on it, as far as chats go.
type served struct {
	*folder
	*conversation.Conversations
	rand *rand.Rand
}

const instance = directory.DefaultInstanceID

func (f *folder) serve(seed uint64) *served {
	f.t.Helper()
	ctx := f.t.Context()
	r := rand.New(rand.NewPCG(seed, 1))
	newID := func() string {
		return fmt.Sprintf("%08x-0000-4000-8000-%012x", r.Uint32(), r.Uint64()&(1<<48-1))
	}
	raw, err := f.store.EnsureSecret(ctx, "token-key", func() ([]byte, error) {
		key := make([]byte, token.SecretLen)
		for i := range key {
			key[i] = byte(r.Uint32())
		}
		return key, nil
	})
	f.check(err)
	keys, err := token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte(raw)})
	f.check(err)
	names := directory.New(f.store, clock.System(), directory.Names{Region: "eu-west-1", Account: "123456789012"}, newID)
	f.check(names.Seed(ctx))
	broker := fanout.NewLocal()
	f.t.Cleanup(func() { _ = broker.Close() })
	return &served{folder: f, rand: r, Conversations: conversation.New(conversation.Config{
		Store: f.store, Directory: names, Broker: broker,
		Archive:       archive.New(archive.Options{Bucket: f.files, AccountID: "123456789012"}),
		ArchivePrefix: "connect/rejoin", Clock: clock.System(), Log: slog.New(slog.DiscardHandler),
		NewID: newID, Seed: func() uint64 { return 7 }, Pages: keys,
		Limits: conversation.Limits{MessageBytes: 16_384},
	})}
}

// visit is a chat and its customer.
type visit struct {
	customer conversation.Identity
	ended    bool
}

// populate holds chats of all sorts: ended and archived, ended while the bucket
// was away, served by a bot, parked in the wait of a flow; about half of them
// continue one that has ended. It returns the customers of those that go on, who
// between them see every chat.
func (s *served) populate(chats int) []conversation.Identity {
	s.t.Helper()
	var goOn []conversation.Identity
	var past []*visit
	for n := range chats {
		var source *visit
		if len(past) > 0 && s.rand.IntN(2) == 0 {
			source = past[s.rand.IntN(len(past))]
		}
		v := s.chats(n, source)
		if v.ended {
			past = append(past, v)
		} else {
			goOn = append(goOn, v.customer)
		}
	}
	for n, v := range past {
		goOn = append(goOn, s.begins(100+n, v).customer)
	}
	return goOn
}

// asking is the request for the nth chat; every third can be repeated.
func asking(n int, source *visit) conversation.StartRequest {
	r := conversation.StartRequest{
		Instance: instance, Flow: string(directory.SampleInboundID), DisplayName: fmt.Sprint("Ada ", n),
		Attributes: map[string]string{"number": fmt.Sprint(n)}, CustomerID: "customer",
	}
	if n%3 == 0 {
		r.ClientToken = fmt.Sprint("token ", n)
		r.Initial = &conversation.InitialMessage{ContentType: chat.ContentPlain, Content: "hello"}
	}
	if source != nil {
		r.Rehydration = &conversation.Rehydration{Type: chat.EntirePastSession, Source: source.customer.SessionID.Initial()}
	}
	return r
}

// begins starts a chat whose customer connects and talks.
func (s *served) begins(n int, source *visit) *visit {
	s.t.Helper()
	started, err := s.Start(s.t.Context(), asking(n, source))
	s.check(err)
	v := &visit{customer: conversation.Identity{SessionID: started.SessionID, ParticipantID: started.ParticipantID}}
	_, err = s.Connect(s.t.Context(), v.customer)
	s.check(err)
	s.says(v.customer, s.rand.IntN(5))
	return v
}

func (s *served) says(who conversation.Identity, n int) (last chat.Item) {
	s.t.Helper()
	for range n {
		item, err := s.Say(s.t.Context(), who, conversation.Message{
			ContentType: chat.ContentPlain, Content: fmt.Sprintf("%d \u2028<&> \U0001F600", s.rand.IntN(1000)),
		})
		s.check(err)
		last = item
	}
	return last
}

// rambles sends many messages in one transaction, which says would take long for.
func (s *served) rambles(who conversation.Identity, n int) {
	s.t.Helper()
	s.check(s.store.Update(s.t.Context(), who.SessionID, func(tx store.Tx) error {
		for i := range n {
			_, _, err := tx.Append(chat.Item{
				ID: chat.ItemID(fmt.Sprint("said ", i)), SessionID: who.SessionID, Time: time.Now(),
				Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: fmt.Sprint("line ", i),
				ParticipantID: who.ParticipantID, Role: chat.RoleCustomBot, DisplayName: "Bot",
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}

// chats plays the nth chat.
func (s *served) chats(n int, source *visit) *visit {
	s.t.Helper()
	ctx := s.t.Context()
	v := s.begins(n, source)
	id := v.customer.SessionID
	bot, err := s.InviteBot(ctx, instance, id.Initial(), fmt.Sprint("Bot ", n), "")
	s.check(err)
	_, err = s.Connect(ctx, bot.Identity)
	s.check(err)
	asked := s.says(bot.Identity, 1+s.rand.IntN(4))
	if n == 0 {
		s.rambles(bot.Identity, 120) // more than a page
	}
	_, err = s.Signal(ctx, v.customer, conversation.Signal{
		ContentType: chat.EventMessageRead, Content: `{"messageId":"` + string(asked.ID) + `"}`,
	})
	s.check(err)
	s.check(s.store.SaveCursors(ctx, []store.Cursor{
		{SessionID: id, ParticipantID: v.customer.ParticipantID, Node: "one", Seq: asked.Seq, Devices: 2, SavedAt: time.UnixMilli(1e12)},
		{SessionID: id, ParticipantID: v.customer.ParticipantID, Node: "two", Seq: 1, Devices: 1, SavedAt: time.UnixMilli(1e12)},
	}))
	switch n % 4 {
	case 0: // archived
		s.stops(v)
	case 1: // its transcript is still to be archived
		s.files.away = true
		s.stops(v)
		s.files.away = false
	case 2: // a flow waits for the customer to come back
		s.check(s.Leave(ctx, bot.Identity))
	}
	return v
}

func (s *served) stops(v *visit) {
	s.t.Helper()
	session, err := s.store.Session(s.t.Context(), v.customer.SessionID)
	s.check(err)
	s.check(s.Stop(s.t.Context(), instance, session.ContactID))
	v.ended = true
}

// history is everything that a participant can read, byte by byte.
func (s *served) history(who conversation.Identity) string {
	s.t.Helper()
	var text []byte
	for q := (conversation.TranscriptQuery{Max: 100, Scan: store.Backward}); ; {
		page, err := s.Transcript(s.t.Context(), who, q)
		s.check(err)
		for _, e := range page.Entries {
			line, err := json.Marshal(e)
			s.check(err)
			text = append(append(text, line...), '\n')
		}
		if q.NextToken = page.NextToken; q.NextToken == "" {
			return string(text)
		}
	}
}
