package gateway

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func BenchmarkEncode(b *testing.B) {
	item := benchItem("s1", 1)
	b.ReportAllocs()
	for b.Loop() {
		itemFrame(item, nil)
	}
}

// BenchmarkFanOut publishes messages round robin to 200 sessions with two sockets
// each, over loopback TCP, and ends when all have arrived. The clients' reading is
// part of the time, as they share the process.
func BenchmarkFanOut(b *testing.B) {
	const sessions, sockets = 200, 2
	benchFanOut(b, sessions, sockets, sessions*sockets, func(i int) string { return fmt.Sprint("token=s", i%sessions) })
}

// BenchmarkAgentFanOut is the same with 80 agents, two in each session and with five
// chats each.
func BenchmarkAgentFanOut(b *testing.B) {
	const sessions, sockets = 200, 2
	benchFanOut(b, sessions, sockets, sessions*sockets/benchChats, func(i int) string { return fmt.Sprint("agent=", i) })
}

const benchChats = 5

// benchDesk is agents named by a number, who have five chats each.
type benchDesk struct{}

func (benchDesk) Admit(_ context.Context, credential string) (AgentViewer, error) {
	return AgentViewer{User: chat.UserID(credential)}, nil
}

func (benchDesk) Chats(_ context.Context, who AgentViewer) (all []Chat, err error) {
	n, err := strconv.Atoi(string(who.User))
	for i := range benchChats {
		session := chat.SessionID(fmt.Sprint("s", n/2*benchChats+i))
		all = append(all, Chat{Viewer: Viewer{SessionID: session, ParticipantID: chat.ParticipantID(who.User), Role: chat.RoleAgent}})
	}
	return all, err
}

func (benchDesk) MayStay(context.Context, Viewer) error { return nil }

func (benchDesk) Watch(AgentViewer, func()) (cancel func()) { return func() {} }

// benchFanOut opens so many connections, by the query that is given for each.
func benchFanOut(b *testing.B, sessions, sockets, connections int, query func(int) string) {
	broker := fanout.NewLocal()
	g := New(Config{
		Admit: benchAdmit, Agents: benchDesk{}, Store: emptyStore{}, Broker: broker, Limits: Limits{QueueBytes: 64 << 20},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error)
	go func() { ran <- g.Run(ctx) }()
	server := httptest.NewServer(g)
	arrivals := newArrivals(int64(connections)) // the acknowledgements
	for i := range connections {
		benchClient(b, server.URL, query(i), arrivals)
	}
	<-arrivals.all
	arrivals.expect(int64(b.N) * int64(sockets))
	next := make([]chat.Seq, sessions)
	b.ReportAllocs()
	b.ResetTimer()
	for n := range b.N {
		i := n % sessions
		next[i]++
		id := chat.SessionID(fmt.Sprint("s", i))
		broker.Publish(fanout.Event{SessionID: id, Item: benchItem(id, next[i])})
	}
	<-arrivals.all
	b.StopTimer()
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*sockets), "ns/push")
	cancel()
	if err := <-ran; err != nil {
		b.Error(err)
	}
	server.Close()
}

// arrivals tells when a number of frames has arrived.
type arrivals struct {
	left atomic.Int64
	all  chan struct{}
}

func newArrivals(n int64) *arrivals {
	a := &arrivals{all: make(chan struct{}, 1)}
	a.expect(n)
	return a
}

func (a *arrivals) expect(n int64) { a.left.Store(n) }

func (a *arrivals) one() {
	if a.left.Add(-1) == 0 {
		a.all <- struct{}{}
	}
}

func benchClient(b *testing.B, url, query string, a *arrivals) {
	b.Helper()
	ws, _, err := websocket.DefaultDialer.Dial(strings.Replace(url, "http", "ws", 1)+"/?"+query, http.Header{})
	if err != nil {
		b.Fatal(err)
	}
	go func() {
		defer ws.Close()
		for {
			if _, _, err := ws.NextReader(); err != nil {
				return
			}
			a.one()
		}
	}()
	if err := ws.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)); err != nil {
		b.Fatal(err)
	}
}

var benchParticipants atomic.Int64

func benchAdmit(_ context.Context, token string) (Viewer, error) {
	p := chat.ParticipantID(fmt.Sprint("p", benchParticipants.Add(1)))
	return Viewer{SessionID: chat.SessionID(token), ParticipantID: p, Role: chat.RoleCustomer}, nil
}

func benchItem(id chat.SessionID, seq chat.Seq) *chat.Item {
	return &chat.Item{
		ID: "6f9619ff-8b86-4d01-8b42-00cf4fc964ff", SessionID: id, ContactID: id.Initial(), Seq: seq, Time: noon,
		Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: strings.Repeat("hello you ", 6),
		ParticipantID: "7d444840-9dc0-41d1-b245-5ffdce74fad2", Role: chat.RoleCustomer, DisplayName: "Customer",
	}
}

// emptyStore is a store whose sessions have no items.
type emptyStore struct{}

func (emptyStore) Items(context.Context, store.ItemQuery) ([]chat.Item, error) { return nil, nil }

func (emptyStore) Receipts(context.Context, chat.SessionID, chat.Seq, chat.Seq) ([]chat.Receipt, error) {
	return nil, nil
}
func (emptyStore) LastSeq(context.Context, chat.SessionID) (chat.Seq, error) { return 0, nil }

func (emptyStore) LastSeqs(_ context.Context, ids []chat.SessionID) ([]chat.Seq, error) {
	return make([]chat.Seq, len(ids)), nil
}

func (emptyStore) Cursors(context.Context, chat.SessionID, chat.ParticipantID) ([]store.Cursor, error) {
	return nil, nil
}
func (emptyStore) SaveCursors(context.Context, []store.Cursor) error { return nil }
func (emptyStore) DropCursors(context.Context, []store.Cursor) error { return nil }
