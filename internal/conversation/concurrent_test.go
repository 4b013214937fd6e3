package conversation_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// Many talk at once in many sessions, and each message is sent twice under its
// token: what was acknowledged is there once, and listeners hear it in order.
func TestManyTalkAtOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		const sessions, talkers, messages = 6, 4, 15
		f := w.flow(waits(time.Hour, "CustomerReturned").on("CustomerReturned", "again").on("WaitCompleted", "again"),
			says("heard").named("again"),
			waits(time.Hour))
		visits := make([]*visit, sessions)
		pushed := make([]func() []chat.Item, sessions)
		acks := make([]acknowledged, sessions)
		var all sync.WaitGroup
		for i := range visits {
			v := w.begins(through(f, asking()))
			visits[i], pushed[i] = v, w.items(v.id)
			b := v.joinedBy("Bot")
			for talker := range talkers {
				who := v.customer
				if talker%2 == 1 {
					who = b.who
				}
				all.Go(func() {
					for n := range messages {
						m := plain(fmt.Sprintf("%d of %d", n, talker))
						m.ClientToken = m.Content
						first, err1 := w.Say(context.Background(), who, m)
						again, err2 := w.Say(context.Background(), who, m)
						if err1 != nil || err2 != nil || first.ID != again.ID {
							t.Errorf("%q: got %v and %v (errors %v and %v), want one id", m.Content, first.ID, again.ID, err1, err2)
						}
						acks[i].add(first.ID)
					}
				})
			}
		}
		all.Wait()
		for i, v := range visits {
			wantDense(w, "pushed", pushed[i](), 2)
			times := map[chat.ItemID]int{}
			items := v.listed()
			for _, e := range items {
				times[e.Item.ID]++
			}
			for _, id := range acks[i].ids {
				equal(w, "times that an acknowledged message is listed", times[id], 1)
			}
			equal(w, "items", len(items), talkers*messages+3) // two joins and what the flow says
			equal(w, "pushed", len(pushed[i]()), len(items)-1)
		}
	})
}

// acknowledged are the messages whose senders were told that they are durable.
type acknowledged struct {
	mu  sync.Mutex
	ids []chat.ItemID
}

func (a *acknowledged) add(id chat.ItemID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ids = append(a.ids, id)
}

// wantDense fails the test unless items are numbered from first on without gaps,
// their times rising.
func wantDense(w *world, what string, items []chat.Item, first int) {
	w.t.Helper()
	for i := range items {
		if int(items[i].Seq) != first+i || i > 0 && !items[i].Time.After(items[i-1].Time) {
			w.t.Fatalf("%s: item %d has number %d and time %v, want number %d and a later time", what, i, items[i].Seq, items[i].Time, first+i)
		}
	}
}

// Everything at once in one session: the numbers stay dense, the chat ends once,
// and nothing is added behind the end.
func TestEverythingAtOnceInOneSession(t *testing.T) {
	inWorld(t, func(w *world) {
		past := w.threeContacts()
		for range 10 {
			v := w.starts(asking())
			pushed := w.items(v.id)
			ctx := context.Background()
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() { w.Connect(ctx, v.customer) })
				all.Go(func() {
					for range 5 {
						w.Say(ctx, v.customer, plain("hello"))
					}
				})
				all.Go(func() {
					if in, err := w.InviteBot(ctx, instance, v.id.Initial(), "Bot", ""); err == nil {
						w.Connect(ctx, in.Identity)
						w.Say(ctx, in.Identity, plain("I am a bot"))
						w.Leave(ctx, in.Identity)
					}
				})
				all.Go(func() { v.associates(v.id.Initial(), chat.EntirePastSession, past.id.Initial()) })
				all.Go(func() { w.Transcript(ctx, v.customer, conversation.TranscriptQuery{Max: 100}) })
			}
			all.Go(func() {
				w.Say(ctx, v.customer, plain("bye"))
				w.Leave(ctx, v.customer)
			})
			all.Wait()
			v.wantEnded(chat.DisconnectCustomer)
			items := pushed()
			wantDense(w, "pushed", items, 3)
			equal(w, "the last item", items[len(items)-1].ContentType, chat.EventChatEnded)
			ends, joins := 0, 0
			for i := range items {
				switch {
				case items[i].ContentType == chat.EventChatEnded:
					ends++
				case items[i].ContentType == chat.EventParticipantJoined && items[i].Role == chat.RoleCustomer:
					joins++
				}
			}
			if ends != 1 || joins > 1 {
				t.Errorf("the end was pushed %d times and the customer's join %d times, want 1 and at most 1", ends, joins)
			}
			wantChain(w, v)
		}
	})
}

// wantChain fails the test unless the contacts of an ended chat share its items
// out without gaps.
func wantChain(w *world, v *visit) {
	w.t.Helper()
	next := chat.Seq(1)
	for i, c := range v.contacts() {
		if c.Segment != i+1 || c.FirstSeq != next || c.LastSeq+1 < c.FirstSeq || !c.Ended() || !c.Archive.Confirmed {
			w.t.Errorf("contact %d: got segment %d, items %d..%d, ended %t, archived %t; want the next segment from item %d, ended and archived",
				i+1, c.Segment, c.FirstSeq, c.LastSeq, c.Ended(), c.Archive.Confirmed, next)
		}
		next = c.LastSeq + 1
	}
	items := v.listed()
	equal(w, "last item", items[len(items)-1].Item.Seq, next-1)
}
