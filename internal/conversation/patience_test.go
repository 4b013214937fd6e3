package conversation_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// eightLinks is a chat that continues one that continues another, eight in all,
// on a server that has none of them in memory.
func (w *world) eightLinks() *visit {
	v := w.begins(asking())
	for range 7 {
		v.says("hello")
		v.stops()
		w.pass(time.Minute)
		v = w.begins(entire(v.id.Initial()))
	}
	w.restart(0)
	return v
}

// took is how long reading a whole history took, and its longest page.
func (v *visit) took() (all, longest time.Duration, history []string) {
	v.w.t.Helper()
	var entries []conversation.TranscriptEntry
	for q := (conversation.TranscriptQuery{Max: 100}); ; {
		began := time.Now()
		p, err := v.w.Transcript(context.Background(), v.customer, q)
		v.w.check(err)
		page := time.Since(began)
		all, longest = all+page, max(longest, page)
		entries = append(entries, p.Entries...)
		if q.NextToken = p.NextToken; q.NextToken == "" {
			return all, longest, verbatim(entries)
		}
	}
}

// However many chats a history goes over, and however slow their bucket, a page
// takes no longer than one client's patience; the next pages hardly wait at all.
func TestAPageOverManyLinksWaitsForASlowBucketOnce(t *testing.T) {
	for _, takes := range []time.Duration{250 * time.Millisecond, 1200 * time.Millisecond, 2700 * time.Millisecond, time.Minute} {
		t.Run(takes.String(), func(t *testing.T) {
			inWorld(t, func(w *world) {
				v := w.eightLinks()
				_, _, want := v.took()
				w.restart(0)
				w.objects.slow(takes)
				_, longest, got := v.took()
				if longest > 2*time.Second {
					t.Errorf("the longest page took %v, want at most 2 s", longest)
				}
				if !slices.Equal(got, want) {
					t.Errorf("history: got\n%q\nwant\n%q", got, want)
				}
				w.pass(2 * time.Minute) // reads that nobody waited for are done
				all, _, got := v.took()
				if all > 2*time.Second || takes > 2*time.Second && all > 100*time.Millisecond {
					t.Errorf("the next history took %v, want the bucket's slowness to be known", all)
				}
				if !slices.Equal(got, want) {
					t.Errorf("the next history: got\n%q\nwant\n%q", got, want)
				}
				w.pass(2 * time.Minute)
			})
		})
	}
}

// A past that only the archive has is there when the client asks again.
func TestASlowBucketIsReadInTheEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		s := w.threeContacts()
		n := w.begins(entire(s.id.Initial()))
		_, _, want := n.took()
		w.restart(0)
		w.store.prunedSession = s.id
		w.objects.slow(2700 * time.Millisecond)
		first := n.page(conversation.TranscriptQuery{Max: 100})
		over := conversation.TranscriptQuery{Max: 100, NextToken: first.NextToken}
		for range s.contacts() {
			_, err := w.Transcript(context.Background(), n.customer, over)
			w.wantKind("a past that is on its way", err, chat.KindUnavailable)
			w.pass(3 * time.Second)
		}
		_, _, got := n.took()
		if !slices.Equal(got, want) {
			t.Errorf("history: got\n%q\nwant\n%q", got, want)
		}
	})
}
