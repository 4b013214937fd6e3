package conversation_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The past follows behind the oldest item of the session, at every page size and
// in both orders, without a gap or a repeat, and looks as it was listed then.
func TestPagesOverTheSeam(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		d := w.begins(segment(s.contact(2).ID))
		d.says("d1", "d2")
		d.stops()
		n := w.begins(entire(d.id.Initial()))
		n.says("n1", "n2", "n3")
		want := verbatim(slices.Concat(asPast(s.listed()[:12]), asPast(d.listed()), n.listed()))
		for _, size := range pageSizes {
			for _, ascending := range []bool{true, false} {
				pages := n.pages(n.customer, conversation.TranscriptQuery{Max: size, Scan: store.Backward, Ascending: ascending})
				if !ascending {
					for _, p := range pages {
						slices.Reverse(p)
					}
				}
				slices.Reverse(pages)
				got := verbatim(slices.Concat(pages...))
				if !slices.Equal(got, want) {
					t.Errorf("pages of %d, ascending %t: got\n%q\nwant\n%q", size, ascending, got, want)
				}
			}
		}
	})
}

func asPast(entries []conversation.TranscriptEntry) []conversation.TranscriptEntry {
	for i := range entries {
		entries[i].Past = true
	}
	return entries
}

// Later pages are full up to the last one: they do not stop at the borders of
// contacts or sessions.
func TestPagesAreFilledOverBorders(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts() // 15 entries
		n := w.begins(entire(s.id.Initial()))
		n.says("n1", "n2")
		var sizes []int
		for _, p := range n.pages(n.customer, conversation.TranscriptQuery{Max: 4}) {
			sizes = append(sizes, len(p))
		}
		if want := []int{4, 4, 4, 4, 4}; !slices.Equal(sizes, want) {
			t.Errorf("sizes of pages: got %v, want %v", sizes, want)
		}
	})
}

func TestFirstPageEndsAtTheSeam(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		plainChat, linked := w.talk(3), w.begins(entire(s.id.Initial()))
		linked.says("n1")
		for _, tc := range []struct {
			name    string
			v       *visit
			max     int
			entries int
			more    bool
		}{
			{"nothing older", plainChat, 3, 3, false},
			{"older items", plainChat, 2, 2, true},
			{"the whole session and a past", linked, 100, 4, true},
			{"exactly the session and a past", linked, 4, 4, true},
		} {
			p := tc.v.page(conversation.TranscriptQuery{Max: tc.max})
			equal(w, tc.name+": entries", len(p.Entries), tc.entries)
			equal(w, tc.name+": a token", p.NextToken != "", tc.more)
		}
		forward := linked.page(conversation.TranscriptQuery{Max: 100, Start: conversation.StartPosition{ID: linked.listed()[0].Item.ID}})
		equal(w, "forward to the end: a token", forward.NextToken, "")
	})
}

// A session in which nothing was said yet shows its past at once.
func TestEmptySessionShowsThePast(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.starts(through(w.flow(waits(time.Hour)), entire(s.id.Initial())))
		for _, size := range pageSizes {
			got := lines(n.history(n.customer, size))
			equal(w, fmt.Sprintf("in pages of %d", size), got, lines(s.listed()))
		}
	})
}

func TestTokensOpenOnlyWhereTheyBelong(t *testing.T) {
	inWorld(t, func(w *world) {
		v, other := w.talk(10), w.talk(10)
		token := v.page(conversation.TranscriptQuery{Max: 3, Scan: store.Backward}).NextToken
		tampered := []byte(token)
		tampered[len(tampered)/2] ^= 1
		for _, tc := range []struct {
			name string
			v    *visit
			q    conversation.TranscriptQuery
		}{
			{"of another session", other, conversation.TranscriptQuery{NextToken: token}},
			{"tampered with", v, conversation.TranscriptQuery{NextToken: string(tampered)}},
			{"made up", v, conversation.TranscriptQuery{NextToken: "x"}},
			{"in the other direction", v, conversation.TranscriptQuery{NextToken: token, Scan: store.Forward}},
			{"for another contact", v, conversation.TranscriptQuery{NextToken: token, ContactID: v.current()}},
		} {
			_, err := w.Transcript(context.Background(), tc.v.customer, tc.q)
			w.wantKind("a token "+tc.name, err, chat.KindInvalid)
		}
		if len(token) > 1000 {
			t.Errorf("a token has %d characters, want at most 1000", len(token))
		}
	})
}

// A token gives the same page each time, at another page size too, and after a
// restart.
func TestTokensCanBeUsedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.talk(10)
		token := v.page(conversation.TranscriptQuery{Max: 3}).NextToken
		v.says("later")
		for range 2 {
			for size := range 7 {
				p := v.page(conversation.TranscriptQuery{Max: size + 1, NextToken: token, Ascending: true})
				wantNumbers(w, "the page", p.Entries, upTo(7-size, 7))
			}
			w.restart(time.Minute)
		}
	})
}

// A client that has begun to read before the association goes on into the past.
func TestTokenFromBeforeAnAssociationLeadsIntoThePast(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		v := w.talk(5)
		token := v.page(conversation.TranscriptQuery{Max: 2, Scan: store.Backward}).NextToken
		_, err := v.associates(v.current(), chat.EntirePastSession, s.id.Initial())
		w.check(err)
		pages := v.pages(v.customer, conversation.TranscriptQuery{Max: 100, Ascending: true, NextToken: token})
		equal(w, "what follows", lines(slices.Concat(pages...)), lines(s.listed())+lines(v.listed()[:3]))
	})
}

func TestTokenIntoThePastDoesNotReadForward(t *testing.T) {
	inWorld(t, func(w *world) {
		n := w.begins(entire(w.threeContacts().id.Initial()))
		token := n.page(conversation.TranscriptQuery{Max: 100}).NextToken
		_, err := w.Transcript(context.Background(), n.customer, conversation.TranscriptQuery{NextToken: token, Scan: store.Forward})
		w.wantKind("forward", err, chat.KindInvalid)
	})
}

// Objects that are no transcript, or too large for one, are read from the
// database. When that has them no more they contribute nothing, and what lies
// behind them is reached.
func TestLostTranscripts(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"missing":   os.Remove,
		"empty":     func(path string) error { return os.Truncate(path, 0) },
		"cut short": func(path string) error { return os.Truncate(path, 100) },
		"no JSON":   func(path string) error { return os.WriteFile(path, []byte("<html>"), 0o600) },
		"too large": func(path string) error { return os.Truncate(path, 6<<20) },
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				s := w.threeContacts()
				n := w.begins(entire(s.id.Initial()))
				w.check(spoil(filepath.Join(w.folder, "files", filepath.FromSlash(s.contact(2).Archive.Key))))
				all, own := s.listed(), len(n.listed())
				read := func(what string, want []conversation.TranscriptEntry) {
					for _, size := range pageSizes {
						past := n.history(n.customer, size)
						equal(w, fmt.Sprintf("%s, in pages of %d", what, size), lines(past[:len(past)-own]), lines(want))
					}
				}
				read("from the database", all)
				w.store.prunedSession = s.id
				read("where that has none", slices.Concat(all[:7], all[12:]))
			})
		})
	}
}

// A restore that mixed up names must not show one contact's transcript as another's.
func TestTranscriptUnderAnotherNameIsLost(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.begins(entire(s.id.Initial()))
		object := func(contact int) string {
			return filepath.Join(w.folder, "files", filepath.FromSlash(s.contact(contact).Archive.Key))
		}
		other, err := os.ReadFile(object(1))
		w.check(err)
		w.check(os.WriteFile(object(2), other, 0o600))
		all := s.listed()
		equal(w, "history", n.past(), lines(all))
		w.store.prunedSession = s.id
		equal(w, "history that the database has no more", n.past(), lines(slices.Concat(all[:7], all[12:])))
	})
}

// What lies under a contact's name and is another's is never shown.
func TestTranscriptOfAnotherContactIsNotShown(t *testing.T) {
	inWorld(t, func(w *world) {
		s, other := w.threeContacts(), w.threeContacts()
		n := w.begins(entire(s.id.Initial()))
		path := func(c chat.Contact) string {
			return filepath.Join(w.folder, "files", filepath.FromSlash(c.Archive.Key))
		}
		body, err := os.ReadFile(path(other.contact(1)))
		w.check(err)
		w.check(os.WriteFile(path(s.contact(1)), body, 0o600))
		all := s.listed()
		equal(w, "past", n.past(), lines(all))
		w.store.prunedSession = s.id
		equal(w, "past that the database has no more", n.past(), lines(all[7:]))
	})
}

// When the whole past is lost the history ends at the seam, without an error.
func TestHistoryWhosePastIsAllLost(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.begins(entire(s.id.Initial()))
		for _, c := range s.contacts() {
			w.check(w.objects.Delete(context.Background(), c.Archive.Key))
		}
		w.store.prunedSession = s.id
		for _, size := range pageSizes {
			equal(w, fmt.Sprintf("in pages of %d", size), lines(n.history(n.customer, size)), lines(n.listed()))
		}
	})
}
