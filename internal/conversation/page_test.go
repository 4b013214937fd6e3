package conversation_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store"
)

var pageSizes = []int{1, 2, 3, 7, 10, 15, 100}

// talk is a chat of one contact that begins with the join as item 1 and goes on
// with n-1 messages, one in a second.
func (w *world) talk(n int) *visit {
	w.t.Helper()
	v := w.begins(through(w.flow(waits(24*time.Hour)), asking()))
	for i := range n - 1 {
		v.says(fmt.Sprint("m", i+2))
	}
	return v
}

// numbers are the sequence numbers of entries.
func numbers(entries []conversation.TranscriptEntry) []int {
	out := []int{}
	for _, e := range entries {
		out = append(out, int(e.Item.Seq))
	}
	return out
}

func upTo(first, last int) []int {
	out := []int{}
	for i := first; i <= last; i++ {
		out = append(out, i)
	}
	return out
}

func wantNumbers(w *world, what string, got []conversation.TranscriptEntry, want []int) {
	w.t.Helper()
	if !slices.Equal(numbers(got), want) {
		w.t.Errorf("%s: got items %v, want %v", what, numbers(got), want)
	}
}

func TestPagesOfAnySizeGiveEverythingOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		const n = 31
		v := w.talk(n)
		first := v.listed()[0].Item.ID
		for _, size := range pageSizes {
			for _, scan := range []store.Direction{store.Forward, store.Backward} {
				for _, ascending := range []bool{true, false} {
					q := conversation.TranscriptQuery{Max: size, Scan: scan, Ascending: ascending}
					if scan == store.Forward {
						q.Start.ID = first
					}
					pages := v.pages(v.customer, q)
					for i, p := range pages[:len(pages)-1] {
						equal(w, fmt.Sprintf("size of page %d", i), len(p), size)
					}
					if !ascending {
						for _, p := range pages {
							slices.Reverse(p)
						}
					}
					if scan == store.Backward {
						slices.Reverse(pages)
					}
					wantNumbers(w, fmt.Sprintf("pages of %d, scan %d, ascending %t", size, scan, ascending),
						slices.Concat(pages...), upTo(1, n))
				}
			}
		}
	})
}

func TestStartPositions(t *testing.T) {
	inWorld(t, func(w *world) {
		const n = 20
		v := w.talk(n)
		items := v.listed()
		at := func(i int) time.Time { return items[i-1].Item.Time }
		recent := func(n int) conversation.StartPosition { return conversation.StartPosition{MostRecent: &n} }
		for _, tc := range []struct {
			name              string
			start             conversation.StartPosition
			forward, backward []int // in pages of 5, oldest first
		}{
			{"none", conversation.StartPosition{}, nil, upTo(16, 20)},
			{"an item", conversation.StartPosition{ID: items[9].Item.ID}, upTo(10, 14), upTo(6, 10)},
			{"the first item", conversation.StartPosition{ID: items[0].Item.ID}, upTo(1, 5), upTo(1, 1)},
			{"the last item", conversation.StartPosition{ID: items[19].Item.ID}, upTo(20, 20), upTo(16, 20)},
			{"an unknown item", conversation.StartPosition{ID: nobody}, nil, nil},
			{"the time of an item", conversation.StartPosition{Time: at(10)}, upTo(10, 14), upTo(6, 10)},
			{"a time between items", conversation.StartPosition{Time: at(10).Add(500 * time.Millisecond)}, upTo(11, 15), upTo(6, 10)},
			{"a time before the chat", conversation.StartPosition{Time: at(1).AddDate(-1, 0, 0)}, upTo(1, 5), upTo(1, 1)},
			{"a time to come", conversation.StartPosition{Time: at(20).Add(time.Hour)}, nil, upTo(16, 20)},
			{"the newest", recent(0), nil, upTo(16, 20)},
			{"the newest one", recent(1), upTo(20, 20), upTo(16, 20)},
			{"the newest three", recent(3), upTo(18, 20), upTo(14, 18)},
			{"more than there are", recent(100), upTo(1, 5), upTo(1, 1)},
		} {
			for scan, want := range map[store.Direction][]int{store.Forward: tc.forward, store.Backward: tc.backward} {
				p := v.page(conversation.TranscriptQuery{Max: 5, Scan: scan, Ascending: true, Start: tc.start})
				wantNumbers(w, fmt.Sprintf("%s, scan %d", tc.name, scan), p.Entries, append([]int{}, want...))
			}
		}
		byDefault := v.page(conversation.TranscriptQuery{Start: conversation.StartPosition{ID: items[4].Item.ID}})
		wantNumbers(w, "the default scan with a start, and the default size", byDefault.Entries, reversed(upTo(5, 14)))
		byDefault = v.page(conversation.TranscriptQuery{})
		wantNumbers(w, "the default scan and size", byDefault.Entries, reversed(upTo(11, 20)))

		_, err := w.Transcript(context.Background(), v.customer, conversation.TranscriptQuery{
			Start: conversation.StartPosition{ID: items[0].Item.ID, Time: at(1)},
		})
		w.wantKind("two positions", err, chat.KindInvalid)
	})
}

func reversed(ns []int) []int {
	slices.Reverse(ns)
	return ns
}

func TestContactFilter(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.begins(entire(s.id.Initial()))
		n.says("n1", "n2")
		n.served("Bot")
		n.says("later")
		one, two := n.contact(1), n.contact(2)
		for _, tc := range []struct {
			name    string
			contact chat.ContactID
			from    chat.Seq
			to      chat.Seq
		}{
			{"an ended contact", one.ID, one.FirstSeq, one.LastSeq},
			{"the current contact", two.ID, two.FirstSeq, one.LastSeq + 2},
			{"a contact of the past", s.contact(1).ID, 1, 0},
			{"an unknown contact", nobody, 1, 0},
		} {
			var want []int
			for _, e := range n.listed() {
				if e.Item.Seq >= tc.from && e.Item.Seq <= tc.to {
					want = append(want, int(e.Item.Seq))
				}
			}
			for _, size := range []int{1, 2, 100} {
				pages := n.pages(n.customer, conversation.TranscriptQuery{
					Max: size, ContactID: tc.contact, Ascending: true, Scan: store.Backward,
				})
				slices.Reverse(pages)
				wantNumbers(w, fmt.Sprintf("%s, backward in pages of %d", tc.name, size), slices.Concat(pages...), want)
				pages = n.pages(n.customer, conversation.TranscriptQuery{
					Max: size, ContactID: tc.contact, Ascending: true, Scan: store.Forward,
					Start: conversation.StartPosition{Time: n.session().CreatedAt},
				})
				wantNumbers(w, fmt.Sprintf("%s, forward in pages of %d", tc.name, size), slices.Concat(pages...), want)
			}
		}
	})
}

func TestPageSizeIsBounded(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(120)
		equal(w, "entries of a page of 500", len(v.page(conversation.TranscriptQuery{Max: 500}).Entries), conversation.MaxPage)
	})
}

func TestVisibilityAndUnlistedItems(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(1)
		b := v.joinedBy("Bot")
		for _, seen := range []chat.Visibility{chat.VisibleToAgents, chat.VisibleToCustomer, chat.VisibleToAll} {
			w.puts(v, chat.Item{Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: "for " + string(seen), DisplayName: "X", Visibility: seen})
		}
		w.puts(v, chat.Item{Type: chat.TypeEvent, ContentType: chat.EventChatRehydrated, Unlisted: true})
		for _, size := range pageSizes {
			customer, other := lines(v.history(v.customer, size)), lines(v.history(b.who, size))
			equal(w, "the customer's", customer, "Ada joined\nBot joined\nX: for CUSTOMER\nX: for \n")
			equal(w, "the bot's", other, "Ada joined\nBot joined\nX: for AGENT\nX: for \n")
		}
		v.stops()
		n := w.begins(entire(v.id.Initial()))
		b = n.joinedBy("Bot")
		for _, size := range pageSizes {
			customer, other := lines(n.history(n.customer, size)[:4]), lines(n.history(b.who, size)[:4])
			equal(w, "the customer's past", customer, "Ada joined\nBot joined\nX: for CUSTOMER\nX: for \n")
			equal(w, "the bot's past", other, "Ada joined\nBot joined\nX: for AGENT\nX: for \n")
		}
	})
}

// puts appends an item that no operation makes yet.
func (w *world) puts(v *visit, item chat.Item) {
	w.t.Helper()
	item.ID, item.SessionID = chat.ItemID(w.newID()), v.id
	w.check(w.store.Update(context.Background(), v.id, func(tx store.Tx) error {
		_, _, err := tx.Append(item)
		return err
	}))
}

// The filter and a start hold together: the page lies in the contact, and begins
// at the start if that does.
func TestContactFilterWithAStart(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		v.says("one", "two", "three")
		v.served("Bot")
		v.says("four")
		one := v.contact(1)
		middle, after := v.listed()[3], v.listed()[len(v.listed())-1] // in C1 and in C2
		for _, tc := range []struct {
			name  string
			scan  store.Direction
			start chat.ItemID
			want  []int
		}{
			{"forward from its middle", store.Forward, middle.Item.ID, upTo(4, int(one.LastSeq))},
			{"backward from its middle", store.Backward, middle.Item.ID, upTo(1, 4)},
			{"forward from behind it", store.Forward, after.Item.ID, nil},
			{"backward from behind it", store.Backward, after.Item.ID, upTo(1, int(one.LastSeq))},
		} {
			p := v.page(conversation.TranscriptQuery{
				Max: 100, Scan: tc.scan, Ascending: true, ContactID: one.ID, Start: conversation.StartPosition{ID: tc.start},
			})
			wantNumbers(w, tc.name, p.Entries, tc.want)
		}
	})
}
