package chatclient

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func TestErrorNamesAreReadWhereClientsLookForThem(t *testing.T) {
	for _, test := range []struct {
		name, header, body string
		status             int
		want               APIError
		denied             bool
	}{
		{"header first", "ValidationException:http://x", `{"__type":"Other","Message":"m"}`, 400, APIError{"ValidationException", "m", 400}, false},
		{"code before __type", "", `{"code":"A","__type":"B","message":"m"}`, 400, APIError{"A", "m", 400}, false},
		{"namespace is cut", "", `{"__type":"com.amazonaws#AccessDeniedException"}`, 403, APIError{"AccessDeniedException", "", 403}, true},
		{"empty 403 is a refusal", "", ``, 403, APIError{"AccessDeniedException", "", 403}, true},
		{"403 in JSON is a refusal", "", `{"message":"Forbidden"}`, 403, APIError{"AccessDeniedException", "Forbidden", 403}, true},
		{"403 page of a proxy is not", "", `<html>`, 403, APIError{"", "", 403}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := http.Header{}
			if test.header != "" {
				header.Set("x-amzn-errortype", test.header)
			}
			got := parseError(test.status, header, []byte(test.body))
			if *got != test.want {
				t.Errorf("error is %+v, want %+v", *got, test.want)
			}
			if denied := errors.Is(fmt.Errorf("wrapped: %w", got), ErrAccessDenied); denied != test.denied {
				t.Errorf("is access denied: %v, want %v", denied, test.denied)
			}
		})
	}
}

func TestPausesGrowToTheLongestAndAreJittered(t *testing.T) {
	var b backoff
	seen := make(map[time.Duration]bool)
	for attempt := range 20 {
		d := b.next()
		seen[d] = true
		bound := min(longestPause, firstPause<<attempt)
		if d > bound || attempt > 0 && d < bound/2 {
			t.Errorf("pause %d is %v, want at most %v and, but for the first, at least half of it", attempt, d, bound)
		}
	}
	if len(seen) < 15 {
		t.Errorf("20 pauses have %d different lengths, want them jittered", len(seen))
	}
}

func TestConnectionLivesUntilBeforeItsFirstExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(TimeFormat) }
		for _, test := range []struct {
			name          string
			socket, token string
			rotation      time.Duration
			want          time.Duration
		}{
			{"its age", in(2 * time.Hour), in(24 * time.Hour), 59 * time.Minute, 59 * time.Minute},
			{"the socket's expiry", in(30 * time.Minute), in(24 * time.Hour), 59 * time.Minute, 29 * time.Minute},
			{"the token's expiry", in(2 * time.Hour), in(10 * time.Minute), 59 * time.Minute, 9 * time.Minute},
			{"no age", in(2 * time.Hour), in(24 * time.Hour), -1, 119 * time.Minute},
			{"nothing said", "", "tomorrow", -1, 24 * time.Hour},
			{"expired already", in(-time.Hour), "", 59 * time.Minute, shortestLife},
		} {
			var c connection
			c.Websocket.ConnectionExpiry, c.ConnectionCredentials.Expiry = test.socket, test.token
			if got := c.life(test.rotation); got != test.want {
				t.Errorf("%s: life is %v, want %v", test.name, got, test.want)
			}
		}
	})
}

func TestRecentItemsAreRememberedUpToTheLimit(t *testing.T) {
	seen := newRecent()
	item := func(n int) *Item { return &Item{ID: fmt.Sprint(n)} }
	for n := range 3 * recentLimit {
		if !seen.add(item(n)) {
			t.Fatalf("item %d is taken for a repeat", n)
		}
	}
	if seen.add(item(2*recentLimit)) || seen.add(item(3*recentLimit-1)) {
		t.Error("the oldest or newest remembered item is taken for new")
	}
	if !seen.add(item(2*recentLimit - 1)) {
		t.Error("an item beyond the limit is still remembered")
	}
	for range 2 {
		if !seen.add(&Item{}) {
			t.Error("an item without an id is taken for a repeat")
		}
	}
}

func TestGapAndHeldItemsAreMergedByTimeWithoutRepeats(t *testing.T) {
	item := func(id, at string) Item { return Item{ID: id, Content: id, AbsoluteTime: at} }
	b := newInbox(100)
	b.receive(item("a", "1"))
	b.hold()
	b.receive(item("c", "3"))
	b.receive(item("typing", "3"))
	b.receive(item("e", "5"))
	b.release([]Item{item("a", "1"), item("b", "2"), item("c", "3"), item("d", "4")})
	b.finish(func(*Handlers) {})
	var got []string
	for {
		e, ok := b.next()
		if !ok {
			break
		}
		if e.item != nil {
			got = append(got, e.item.ID)
		}
	}
	if want := []string{"a", "b", "c", "typing", "d", "e"}; !slices.Equal(got, want) {
		t.Errorf("items are %q, want %q", got, want)
	}
}

func TestStreamedMessageGrowsUntilItsFullTextReplacesIt(t *testing.T) {
	piece := func(chunk int, text string, completed bool) Item {
		return Item{
			ID: "s", Type: ItemMessage, ParticipantRole: RoleSystem, Content: text, AbsoluteTime: fmt.Sprint(chunk),
			MessageMetadata: &MessageMetadata{ChunkNumber: chunk, MessageCompleted: &completed},
		}
	}
	for _, test := range []struct {
		name   string
		adopt  *Item
		pieces []Item
		want   []string
	}{
		{"in order", nil, []Item{piece(1, "a", false), piece(2, "b", false), piece(3, "abc", true)}, []string{"a", "ab", "abc"}},
		{"pieces out of order are left out", nil, []Item{piece(2, "b", false), piece(1, "a", false), piece(3, "c", false), piece(4, "abc", true)}, []string{"a", "abc"}},
		{"only the full text", nil, []Item{piece(9, "abc", true)}, []string{"abc"}},
		{"after the transcript's part", new(piece(2, "ab", false)), []Item{piece(3, "c", false)}, []string{"abc"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var s stitcher
			if test.adopt != nil {
				s.adopt(*test.adopt)
			}
			var got []string
			for _, p := range test.pieces {
				if item, ok := s.add(p); ok {
					got = append(got, item.Content)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("texts are %q, want %q", got, test.want)
			}
		})
	}
}

func TestUnfinishedMessagesAreBounded(t *testing.T) {
	var s stitcher
	completed := false
	for n := range 10 * openLimit {
		s.add(Item{ID: fmt.Sprint(n), Type: ItemMessage, ParticipantRole: RoleSystem,
			MessageMetadata: &MessageMetadata{ChunkNumber: 1, MessageCompleted: &completed}})
	}
	if len(s.open) > openLimit {
		t.Errorf("%d unfinished messages are kept, want at most %d", len(s.open), openLimit)
	}
}

func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		frameSubscribe, frameHeartbeat, `{"topic":"aws/ping","statusCode":200,"statusContent":"OK"}`,
		`{"topic":"aws/subscribe","content":{"status":"success","topics":["aws/chat"]}}`,
		`{"topic":"aws/chat","contentType":"application/json","content":"{\"Id\":\"1\",\"Type\":\"MESSAGE\",\"Content\":\"hi\"}"}`,
		`{"topic":"aws/chat","content":{"Id":1}}`, `{"message":"Forbidden"}`, `[]`, ``, `{"topic":5}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		frame, err := parseFrame(text)
		if err != nil {
			return
		}
		frame.subscribed()
		item, err := frame.item()
		if err != nil {
			return
		}
		seen := newRecent()
		if !seen.add(&item) {
			t.Error("the first item is taken for a repeat")
		}
		if item.ID != "" && seen.add(&item) {
			t.Errorf("the same item %+v is taken for new", item)
		}
		var s stitcher
		s.adopt(item)
		s.add(item)
		item.Time()
	})
}

func FuzzError(f *testing.F) {
	f.Add(400, "ValidationException", `{"__type":"a#b:c,d","Message":"m"}`)
	f.Add(403, "", ``)
	f.Add(404, "", `{"data":{"Error":{"message":"m","code":5}}}`)
	f.Fuzz(func(t *testing.T, status int, header, body string) {
		err := parseError(status, http.Header{"X-Amzn-Errortype": {header}}, []byte(body))
		if err.Error() == "" {
			t.Error("the error has no text")
		}
	})
}
