package conversation_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/testenv/synced"
)

func TestEndedContactIsArchivedOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		for range 20 {
			v := w.begins(asking())
			v.says("hello")
			v.stops()
			c := v.contact(1)
			equal(w, "archived when the chat has ended", c.Archive.Confirmed, true)
		}
		w.pass(time.Hour)
		equal(w, "objects written", w.objects.written(), 20)
	})
}

// What the archive gives back is what was listed, to the last byte.
func TestArchiveEqualsWhatWasListed(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.begins(asking())
		v.says("first", "second")
		b := v.joinedBy("Bot", "<b>\u2028 \u00e9\U0001F600")
		asked := b.says("and?")
		_, err := w.Signal(context.Background(), v.customer, conversation.Signal{
			ContentType: chat.EventMessageRead, Content: `{"messageId":"` + string(asked.ID) + `"}`,
		})
		w.check(err)
		listed := v.history(v.customer, 100)
		v.stops()
		n := w.begins(entire(v.id.Initial()))
		archived := n.history(n.customer, 100)[:len(listed)]
		for i := range archived {
			archived[i].Past = false
		}
		for i, want := range verbatim(listed) {
			equal(w, "entry", verbatim(archived)[i], want)
		}
	})
}

func TestChatCanBeRejoinedWhileTheArchiveIsAway(t *testing.T) {
	inWorld(t, func(w *world) {
		w.objects.fail(errors.New("the bucket is away"))
		v := w.threeContacts()
		equal(w, "archived", v.contact(1).Archive.Confirmed, false)
		n := w.begins(entire(v.id.Initial()))
		fromDatabase := verbatim(n.history(n.customer, 7))
		w.restart(time.Hour)
		w.pass(10 * time.Minute)
		for i := range 3 {
			equal(w, "archived", v.contact(i+1).Archive.Confirmed, true)
		}
		gets := w.objects.gets
		fromArchive := verbatim(n.history(n.customer, 7))
		equal(w, "transcripts read from the archive", w.objects.gets-gets, 3)
		equal(w, "length", len(fromArchive), len(fromDatabase))
		for i, want := range fromDatabase {
			equal(w, "entry", fromArchive[i], want)
		}
	})
}

// The attempts become rarer, up to one in five minutes, and never end.
func TestArchivingIsTriedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		w.objects.fail(errors.New("the bucket is away"))
		v := w.begins(asking())
		v.stops()
		w.pass(time.Hour)
		tries := w.objects.written()
		if tries < 12 || tries > 24 {
			t.Errorf("%d attempts within an hour, want 12 to 24", tries)
		}
		w.pass(time.Hour)
		equal(w, "attempts in the second hour", w.objects.written()-tries, 12)
		w.objects.fail(nil)
		w.pass(5 * time.Minute)
		equal(w, "archived", v.contact(1).Archive.Confirmed, true)
		due, next, err := w.store.TakeTimers(context.Background(), v.session().EndedAt.AddDate(1, 0, 0), 0, 10)
		w.check(err)
		if len(due) > 0 || !next.IsZero() {
			t.Errorf("timers left: %v and one at %v, want none", due, next)
		}
	})
}

// While the bucket is away the log tells of it now and then, with the number of
// failures, not of each chat that ends and of each attempt.
func TestLogTellsSeldomThatTheBucketIsAway(t *testing.T) {
	inWorld(t, func(w *world) {
		var log synced.Buffer
		w.Log = slog.New(slog.NewJSONHandler(&log, nil))
		w.objects.fail(errors.New("the bucket is away"))
		told := func() (failures []int) {
			for lines := json.NewDecoder(strings.NewReader(log.String())); lines.More(); {
				var line struct {
					Message  string `json:"msg"`
					Failures int
				}
				w.check(lines.Decode(&line))
				if strings.HasPrefix(line.Message, "transcript") {
					failures = append(failures, line.Failures)
				}
			}
			return failures
		}
		const chats = 20
		for range chats {
			w.begins(asking()).stops()
		}
		w.pass(9 * time.Second) // attempts at once, after 2 s and 4 s more
		if got, want := told(), []int{1}; !slices.Equal(got, want) {
			t.Errorf("failures told of at first: got %v, want %v", got, want)
		}
		w.pass(6 * time.Second) // and after 8 s more
		if got, want := told(), []int{1, 3 * chats}; !slices.Equal(got, want) {
			t.Errorf("failures told of within 15 s: got %v, want %v", got, want)
		}
		equal(w, "attempts", w.objects.written(), 4*chats)
	})
}

// A bucket that is away is not a transcript that is lost: what it holds is read
// from the database, as long as that has it.
func TestPastIsReadFromTheDatabaseWhileTheBucketIsAway(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.threeContacts()
		n := w.begins(entire(v.id.Initial()))
		for i := range 3 {
			equal(w, "archived", v.contact(i+1).Archive.Confirmed, true)
		}
		want := verbatim(n.history(n.customer, 7))
		w.restart(0) // an empty cache
		w.objects.fail(errors.New("the bucket is away"))
		got := verbatim(n.history(n.customer, 7))
		equal(w, "transcripts asked of the bucket", w.objects.gets > 0, true)
		if !slices.Equal(got, want) {
			t.Errorf("history: got\n%q\nwant\n%q", got, want)
		}
	})
}

// When neither has it the page is refused, so that the client asks again instead
// of missing a part of the past.
func TestPastThatCannotBeReadNowIsUnavailable(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.threeContacts()
		n := w.begins(entire(v.id.Initial()))
		first := n.page(conversation.TranscriptQuery{Max: 100})
		w.restart(0) // an empty cache
		over := conversation.TranscriptQuery{Max: 10, NextToken: first.NextToken}
		w.store.pruned = true
		p := n.page(over)
		equal(w, "from the bucket alone", len(p.Entries), 10)
		w.restart(0)
		w.store.pruned = true
		w.objects.fail(errors.New("the bucket is away"))
		_, err := w.Transcript(context.Background(), n.customer, over)
		w.wantKind("a page beyond the seam", err, chat.KindUnavailable)
		w.store.pruned = false
		p = n.page(conversation.TranscriptQuery{Max: 3, Scan: store.Backward, Ascending: true})
		equal(w, "a page before the seam", lines(p.Entries[1:]), "SYSTEM_MESSAGE: We are putting you through to the next free agent.\nAda joined\n")
	})
}
