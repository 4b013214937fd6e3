package move_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/move"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// moved is an installation and its copy, with one rich session among others.
type moved struct {
	from, to *folder
	id       chat.SessionID
	key      string // of its transcript
}

func movedAlready(t *testing.T) *moved {
	t.Helper()
	m := &moved{from: open(t, ""), to: open(t, "")}
	source := m.from.serve(11)
	rich := source.chats(0, nil)
	source.chats(2, rich)
	source.begins(3, rich)
	m.from.check(m.from.store.UpdateAgent(t.Context(), instance, "agent", func(a *chat.Agent) error {
		a.Contacts = []chat.AgentContact{{ContactID: "c", State: chat.AgentConnected}}
		return nil
	}))
	m.from.moves(m.to)
	m.id = rich.customer.SessionID
	m.key = m.from.record(m.id).Contacts[0].Archive.Key
	return m
}

func (m *moved) changes(fn func(*store.SessionRecord)) { m.to.change(m.id, fn) }

// differences is what a comparison finds.
func differences(t *testing.T, o move.Options) []string {
	t.Helper()
	var found []string
	var mu sync.Mutex
	o.Found = func(f move.Finding) {
		if !mu.TryLock() {
			t.Error("Found is called by two at a time")
		}
		defer mu.Unlock()
		found = append(found, f.String())
	}
	sum, err := move.Check(t.Context(), o)
	if len(found) > 0 && !errors.Is(err, move.ErrDiffers) || len(found) == 0 && err != nil {
		t.Errorf("got error %v with %d findings", err, len(found))
	}
	if sum.Differences != int64(len(found)) {
		t.Errorf("got %d differences in the summary, %d were told", sum.Differences, len(found))
	}
	slices.Sort(found)
	return found
}

// spoiling is one way in which a target can differ.
type spoiling struct {
	name   string
	change func(m *moved)
	want   string // SESSION and KEY stand for the session's id and the transcript's key
}

const later = time.Millisecond

var spoilings = []spoiling{
	{"a byte of an item", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { last := &r.Items[len(r.Items)-2]; last.Content = "X" + last.Content[1:] })
	}, "differs"},
	{"an item's place in the transcript", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Items[1].Unlisted = !r.Items[1].Unlisted })
	}, "session SESSION: item 2 differs"},
	{"the last item", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Items = r.Items[:1] })
	}, "is missing"},
	{"an item more", func(m *moved) {
		m.changes(func(r *store.SessionRecord) {
			more := r.Items[0]
			more.Seq, more.ID = chat.Seq(len(r.Items)+1), "more"
			r.Items = append(r.Items, more)
		})
	}, "is there at the target only"},
	{"the session", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Session.Attributes["number"] = "other" })
	}, "session SESSION: the session itself differs"},
	{"a contact", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Contacts[0].Archive.Confirmed = false })
	}, "session SESSION: contact SESSION differs"},
	{"a participant", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Participants[0].DisplayName = "Eve" })
	}, "differs"},
	{"a contact's agent", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Contacts[0].Agent.UserID = "other" })
	}, "session SESSION: contact SESSION differs"},
	{"which user a participant is", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Participants[0].UserID = "other" })
	}, "differs"},
	{"who is idle", func(m *moved) {
		m.changes(func(r *store.SessionRecord) {
			r.Session.RoleTimers.Idle = []chat.IdleParticipant{{ID: "p", Role: chat.RoleAgent}}
		})
	}, "session SESSION: the session itself differs"},
	{"the order of participants", func(m *moved) {
		same := func(r *store.SessionRecord) {
			for i := range r.Participants {
				r.Participants[i].CreatedAt = r.Session.CreatedAt
			}
		}
		m.from.change(m.id, same)
		m.changes(func(r *store.SessionRecord) { same(r); slices.Reverse(r.Participants) })
	}, "session SESSION: the order of each participant is another"},
	{"a receipt's time", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Receipts[0].ReadAt = r.Receipts[0].ReadAt.Add(later) })
	}, "differs"},
	{"a receipt", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Receipts = nil })
	}, "is missing"},
	{"a timer", func(m *moved) {
		m.changes(func(r *store.SessionRecord) {
			r.Timers = append(r.Timers, chat.Timer{SessionID: r.Session.ID, Kind: "k", ID: "i", DueAt: r.Session.CreatedAt})
		})
	}, "session SESSION: timer [k i] is there at the target only"},
	{"a cursor", func(m *moved) {
		m.changes(func(r *store.SessionRecord) { r.Cursors[1].Devices++ })
	}, "differs"},
	{"what a flow did", func(m *moved) {
		m.changes(func(r *store.SessionRecord) {
			r.Traces = append(r.Traces, chat.TraceStep{SessionID: r.Session.ID, N: int64(len(r.Traces) + 1), Data: []byte("{}")})
		})
	}, "is there at the target only"},
	{"a session less", func(m *moved) {
		m.from.check(m.from.store.ImportSession(m.from.t.Context(), store.SessionRecord{Session: chat.Session{ID: "less"}}))
	}, "session less: it is missing"},
	{"a session more", func(m *moved) {
		m.to.check(m.to.store.ImportSession(m.to.t.Context(), store.SessionRecord{Session: chat.Session{ID: "more"}}))
	}, "session more: it is there at the target only"},
	{"a secret", func(m *moved) {
		m.to.changeInstance(func(r *store.InstanceRecord) { r.Secrets[0].Value[0]++ })
	}, "secret token-key differs"},
	{"a resource", func(m *moved) {
		m.to.changeInstance(func(r *store.InstanceRecord) { r.Resources = r.Resources[1:] })
	}, "is missing"},
	{"a request", func(m *moved) {
		m.to.changeInstance(func(r *store.InstanceRecord) { r.Requests[0].Answer = nil })
	}, "differs"},
	{"an agent's contact", func(m *moved) {
		m.to.changeInstance(func(r *store.InstanceRecord) { r.Agents[0].Contacts[0].State = chat.AgentMissed })
	}, "agent [" + string(instance) + " agent] differs"},
	{"an agent less", func(m *moved) {
		m.to.changeInstance(func(r *store.InstanceRecord) { r.Agents = nil })
	}, "agent [" + string(instance) + " agent] is missing"},
	{"an agent more", func(m *moved) {
		m.from.changeInstance(func(r *store.InstanceRecord) { r.Agents = nil })
	}, "agent [" + string(instance) + " agent] is there at the target only"},
	{"a byte of a transcript", func(m *moved) {
		body, err := m.to.files.Get(m.to.t.Context(), m.key, 1<<20)
		m.to.check(err)
		body[len(body)/2]++
		m.to.check(m.to.files.Put(m.to.t.Context(), m.key, body))
	}, "session SESSION: transcript KEY differs"},
	{"a transcript less", func(m *moved) {
		m.to.check(m.to.files.Delete(m.to.t.Context(), m.key))
	}, "session SESSION: transcript KEY is missing"},
	{"a transcript more", func(m *moved) {
		m.from.check(m.from.files.Delete(m.from.t.Context(), m.key))
	}, "session SESSION: transcript KEY is there at the target only"},
}

func TestEveryDifferenceIsFound(t *testing.T) {
	fixture := movedAlready(t)
	fixture.from.close()
	fixture.to.close()
	for _, test := range spoilings {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			m := &moved{from: copied(t, fixture.from.dir), to: copied(t, fixture.to.dir), id: fixture.id, key: fixture.key}
			o := m.from.to(m.to)
			if found := differences(t, o); len(found) > 0 {
				t.Fatalf("before: got %q, want no difference", found)
			}
			test.change(m)
			want := strings.NewReplacer("SESSION", string(m.id), "KEY", m.key).Replace(test.want)
			found := differences(t, o)
			if len(found) == 0 || !strings.HasSuffix(found[0], want) {
				t.Errorf("got %q, want %q", found, want)
			}
			for _, line := range found {
				if strings.Contains(line, "Ada") || strings.Contains(line, "Eve") || strings.Contains(line, "\U0001F600") {
					t.Errorf("%q tells what people said or are called", line)
				}
			}
		})
	}
}

// misreading keeps everything, but reads it wrong in the ordinary way.
type misreading struct {
	move.Store
	item    func(*chat.Item)
	contact func(*chat.Contact) error
	receipt func(*chat.Receipt)
}

func (r *misreading) Items(ctx context.Context, q store.ItemQuery) ([]chat.Item, error) {
	items, err := r.Store.Items(ctx, q)
	for i := range items {
		if r.item != nil {
			r.item(&items[i])
		}
	}
	return items, err
}

func (r *misreading) Contact(ctx context.Context, id chat.ContactID) (chat.Contact, error) {
	c, err := r.Store.Contact(ctx, id)
	if err == nil && r.contact != nil {
		err = r.contact(&c)
	}
	return c, err
}

func (r *misreading) Receipts(ctx context.Context, id chat.SessionID, from, to chat.Seq) ([]chat.Receipt, error) {
	list, err := r.Store.Receipts(ctx, id, from, to)
	for i := range list {
		if r.receipt != nil {
			r.receipt(&list[i])
		}
	}
	return list, err
}

func TestTheComparisonReadsAsClientsDo(t *testing.T) {
	m := movedAlready(t)
	for _, test := range []struct {
		name string
		to   misreading
		want string
	}{
		{"items", misreading{item: func(i *chat.Item) { i.Content += "!" }}, "item 1 differs"},
		{"contacts", misreading{contact: func(c *chat.Contact) error { c.Segment++; return nil }}, "reads differently by its id"},
		{"contacts that are not found", misreading{contact: func(*chat.Contact) error { return store.ErrNotFound }}, "is not found by its id"},
		{"receipts", misreading{receipt: func(r *chat.Receipt) { r.ReadAt = time.Time{} }}, "differs"},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := m.from.to(m.to)
			test.to.Store = o.To
			o.To = &test.to
			found := differences(t, o)
			if !slices.ContainsFunc(found, func(line string) bool { return strings.HasSuffix(line, test.want) }) {
				t.Errorf("got %q, want %q", found, test.want)
			}
		})
	}
}

// A move that ends with a difference leaves its marker, and can be run again.
func TestATargetThatDiffersIsNotServed(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	from.serve(12).chats(0, nil)
	o := from.to(to)
	o.Found = func(move.Finding) {}
	o.To = &misreading{Store: to.store, item: func(i *chat.Item) { i.Content = "" }}
	if _, err := move.Run(t.Context(), o); !errors.Is(err, move.ErrDiffers) {
		t.Errorf("got error %v, want %v", err, move.ErrDiffers)
	}
	if err := move.Unfinished(t.Context(), to.store); !errors.Is(err, move.ErrUnfinished) {
		t.Errorf("got %v, want %v", err, move.ErrUnfinished)
	}
	from.moves(to)
	if err := move.Unfinished(t.Context(), to.store); err != nil {
		t.Errorf("after another run: got %v, want none", err)
	}
	if got := fmt.Sprint(differences(t, from.to(to))); got != "[]" {
		t.Errorf("got %s, want no differences", got)
	}
}
