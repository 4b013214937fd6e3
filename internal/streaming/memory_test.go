package streaming

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/topic"
)

// memory is a database of chats and streams.
type memory struct {
	mu      sync.Mutex
	chats   map[chat.SessionID][]chat.Item
	ended   map[chat.SessionID]bool
	streams []chat.Stream // in order of session and id
	holder  string
	until   time.Time
	fault   error // of every call while it is set
	deaf    bool  // moves are lost
	// looked is called when somebody looks whether a chat has ended, before he sees it.
	looked func()
}

func newMemory() *memory {
	return &memory{chats: map[chat.SessionID][]chat.Item{}, ended: map[chat.SessionID]bool{}}
}

// say appends a text, whose first word may be who sees it, and end ends the chat.
func (m *memory) say(id chat.SessionID, texts ...string) (last chat.Item) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, text := range texts {
		item := chat.Item{
			ID: chat.ItemID(fmt.Sprint(id, len(m.chats[id])+1)), SessionID: id, ContactID: "c-" + chat.ContactID(id),
			Seq: chat.Seq(len(m.chats[id]) + 1), Time: time.Now(), Type: chat.TypeMessage, ContentType: chat.ContentPlain,
			Content: text, Role: chat.RoleAgent,
		}
		for _, v := range []chat.Visibility{chat.VisibleToAgents, chat.VisibleToCustomer, chat.VisibleToNobody} {
			if strings.HasPrefix(text, string(v)) {
				item.Visibility = v
			}
		}
		if text == "end" {
			item.Type, item.ContentType, item.Role, m.ended[id] = chat.TypeEvent, chat.EventChatEnded, "", true
		}
		m.chats[id] = append(m.chats[id], item)
		last = item
	}
	return last
}

func (m *memory) start(id chat.SessionID, arn string) chat.Stream {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := chat.Stream{SessionID: id, ID: chat.StreamID("to " + arn), InstanceID: "i", Topic: arn}
	m.streams = append(m.streams, s)
	slices.SortFunc(m.streams, compareStreams)
	return s
}

func compareStreams(a, b chat.Stream) int {
	return strings.Compare(string(a.SessionID)+"\x00"+string(a.ID), string(b.SessionID)+"\x00"+string(b.ID))
}

func (m *memory) Streams(_ context.Context, after chat.Stream, limit int) (page []chat.Stream, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.streams {
		if compareStreams(s, after) > 0 && len(page) < limit {
			page = append(page, s)
		}
	}
	return page, m.fault
}

func (m *memory) at(id chat.SessionID, stream chat.StreamID) int {
	return slices.IndexFunc(m.streams, func(s chat.Stream) bool { return s.SessionID == id && s.ID == stream })
}

func (m *memory) MoveStream(_ context.Context, id chat.SessionID, stream chat.StreamID, to chat.Seq) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.deaf {
		return false, errors.New("the database is away")
	}
	at := m.at(id, stream)
	if at >= 0 && m.fault == nil {
		m.streams[at].Seq = max(m.streams[at].Seq, to)
	}
	return at >= 0, m.fault
}

func (m *memory) DropStream(_ context.Context, id chat.SessionID, stream chat.StreamID) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.at(id, stream)
	if at >= 0 && m.fault == nil {
		m.streams = slices.Delete(m.streams, at, at+1)
	}
	return at >= 0, m.fault
}

func (m *memory) Session(_ context.Context, id chat.SessionID) (chat.Session, error) {
	if m.looked != nil {
		m.looked()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := chat.Session{ID: id, State: chat.SessionActive}
	if m.ended[id] {
		s.State = chat.SessionEnded
	}
	return s, m.fault
}

func (m *memory) Items(_ context.Context, q store.ItemQuery) ([]chat.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.chats[q.SessionID]
	from := min(int(q.From)-1, len(all))
	return slices.Clone(all[from:min(from+q.Limit, len(all))]), m.fault
}

func (m *memory) LastSeq(_ context.Context, id chat.SessionID) (chat.Seq, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return chat.Seq(len(m.chats[id])), m.fault
}

func (m *memory) LastSeqs(ctx context.Context, ids []chat.SessionID) (list []chat.Seq, err error) {
	for _, id := range ids {
		seq, failed := m.LastSeq(ctx, id)
		list, err = append(list, seq), failed
	}
	return list, err
}

func (m *memory) Lease(_ context.Context, _, holder string, now time.Time, hold time.Duration) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.holder != holder && m.until.After(now) || m.fault != nil {
		return false, m.fault
	}
	m.holder, m.until = holder, now.Add(hold)
	return true, nil
}

// left is how many streams there are.
func (m *memory) left() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.streams)
}

// topics take what they are let to take.
type topics struct {
	mu    sync.Mutex
	got   map[string][]topic.Message // by topic
	calls map[string]int
	// answer is asked before a message is taken; it may wait for ctx.
	answer func(ctx context.Context, arn string, m topic.Message) error
}

func newTopics() *topics {
	return &topics{got: map[string][]topic.Message{}, calls: map[string]int{}}
}

func (t *topics) Publish(ctx context.Context, arn string, m topic.Message) error {
	t.mu.Lock()
	t.calls[arn]++
	answer := t.answer
	t.mu.Unlock()
	if answer != nil {
		if err := answer(ctx, arn, m); err != nil {
			return err
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.got[arn] = append(t.got[arn], m)
	return nil
}

// let changes what topics take.
func (t *topics) let(answer func(ctx context.Context, arn string, m topic.Message) error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.answer = answer
}

func (t *topics) count(arn string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.calls[arn]
}

// text is what a topic was told of a chat, or of all for "".
func (t *topics) text(arn string, id chat.SessionID) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var texts []string
	for _, m := range t.got[arn] {
		if id == "" || m.Attributes["InitialContactId"] == string(id) {
			texts = append(texts, m.Text)
		}
	}
	return strings.Join(texts, " ")
}

func (t *topics) messages(arn string) []topic.Message {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []topic.Message
	for _, m := range t.got[arn] {
		m.Attributes = maps.Clone(m.Attributes)
		all = append(all, m)
	}
	return all
}

// node is a runner that may be stopped.
type node struct {
	*Runner
	stop func()
}

// run starts a node in the test's bubble.
func run(t *testing.T, m Store, to *topics, b fanout.Broker, holder string) *node {
	t.Helper()
	r := New(Config{
		Store: m, Topics: to, Broker: b, Lossy: true, Account: "123456789012", Holder: holder, Clock: clock.System(),
		Text: func(item *chat.Item) []byte { return []byte(item.Content) }, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := r.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	n := &node{r, func() { cancel(); <-done }}
	t.Cleanup(n.stop)
	return n
}

// deafBroker loses all events.
type deafBroker struct{ fanout.Broker }

func (deafBroker) Publish(fanout.Event) {}
