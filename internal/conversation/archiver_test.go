package conversation_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// withArchiver runs a test with the archiver that a server has.
func withArchiver(t *testing.T, test func(w *world)) {
	t.Helper()
	inWorld(t, func(w *world) {
		stop := w.archives()
		test(w)
		stop()
	})
}

// archives runs the archiver until the returned function is called.
func (w *world) archives() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 1)
	go func() { ran <- w.RunArchive(ctx) }() // ended by stop
	synctest.Wait()
	return func() {
		cancel()
		w.check(<-ran)
	}
}

// The transcripts of many chats that end together take their time; what else is
// due meanwhile happens on time.
func TestSlowBucketDelaysNoOtherTimer(t *testing.T) {
	withArchiver(t, func(w *world) {
		const together = 320
		w.objects.slow(2500 * time.Millisecond)
		hour := asking()
		hour.Duration = time.Hour
		var many []*visit
		for range together {
			many = append(many, w.begins(hour))
		}
		w.pass(6 * time.Second)
		after := w.begins(hour)
		w.pass(time.Hour - 6*time.Second)
		for _, v := range many {
			v.wantEnded(chat.DisconnectExpired)
		}
		w.pass(6 * time.Second)
		after.wantEnded(chat.DisconnectExpired)
		equal(w, "not archived yet", many[together-1].contact(1).Archive.Confirmed && after.contact(1).Archive.Confirmed, false)
		w.pass(10 * time.Minute)
		for _, v := range append(many, after) {
			equal(w, "archived", v.contact(1).Archive.Confirmed, true)
		}
		equal(w, "objects written", w.objects.written(), together+1)
	})
}

func TestWhoEndsAChatDoesNotWaitForTheBucket(t *testing.T) {
	withArchiver(t, func(w *world) {
		w.objects.slow(2500 * time.Millisecond)
		v := w.begins(asking())
		v.says("hello")
		before := time.Now()
		v.stops()
		equal(w, "time that it took", time.Since(before), 0)
		n := w.begins(entire(v.id.Initial()))
		equal(w, "past", n.past(), lines(v.listed()))
		w.check(w.SettleArchive(context.Background()))
		equal(w, "time until it is archived", time.Since(before), 2500*time.Millisecond)
		equal(w, "archived", v.contact(1).Archive.Confirmed, true)
	})
}

// A node that ends leaves what it has not begun to the timers.
func TestTranscriptsThatWaitOutlastTheirNode(t *testing.T) {
	inWorld(t, func(w *world) {
		const chats = 40
		stop := w.archives()
		w.objects.slow(2500 * time.Millisecond)
		var many []*visit
		for range chats {
			v := w.begins(asking())
			v.stops()
			many = append(many, v)
		}
		synctest.Wait()
		stop()
		begun := w.objects.written()
		if begun == 0 || begun == chats {
			t.Errorf("%d transcripts of %d were begun, want some", begun, chats)
		}
		w.check(w.SettleArchive(context.Background()))
		w.restart(0)
		stop = w.archives()
		w.pass(time.Minute)
		for _, v := range many {
			equal(w, "archived", v.contact(1).Archive.Confirmed, true)
		}
		equal(w, "transcripts written", w.objects.written(), chats-begun)
		stop()
	})
}
