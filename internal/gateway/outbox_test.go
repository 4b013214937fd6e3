package gateway

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// drain takes everything there is and returns the batches' bytes.
func drain(t *testing.T, o *outbox, now time.Time) []string {
	t.Helper()
	var out []string
	buf := make([]byte, 0, 100)
	for {
		b, _, ok := o.take(buf, now)
		if !ok {
			return out
		}
		out = append(out, string(b.bytes))
		o.wrote(b)
	}
}

func item(text string, seq chat.Seq) entry {
	return entry{frame: staticText(text), seq: seq, track: &track{}}
}

func TestOneWriteTakesWhatWaitsAndAsks(t *testing.T) {
	o := &outbox{limit: 1000}
	if got := o.put(item("one", 1)); got != putStart {
		t.Errorf("first put = %d, want putStart", got)
	}
	if got := o.put(item("two", 2)); got != putOK {
		t.Errorf("second put = %d, want putOK", got)
	}
	got := drain(t, o, noon)
	if want := "\x81\x03one\x81\x03two\x89\x011"; len(got) != 1 || got[0] != want {
		t.Errorf("batches = %q, want %q", got, want)
	}
	if o.items != nil || o.bytes != 0 {
		t.Errorf("an empty outbox holds %v and counts %d bytes", o.items, o.bytes)
	}
}

func TestRepliesOvertakeItems(t *testing.T) {
	o := &outbox{limit: 1000}
	o.put(entry{frame: staticText("one")})
	o.heartbeat(noon)
	o.reply(func(o *outbox) { o.pong = []byte("x") })
	got := strings.Join(drain(t, o, noon), "")
	if want := string(heartbeatReply) + "\x8a\x01x\x81\x03one"; got != want {
		t.Errorf("written = %q, want %q", got, want)
	}
}

func TestLargeFrameIsNeitherCopiedNorChanged(t *testing.T) {
	o := &outbox{limit: 1000}
	backing := append(staticText(strings.Repeat("x", 500)), strings.Repeat("y", 50)...)
	large := entry{frame: backing[:len(backing)-50], seq: 1, track: &track{}}
	before := bytes.Clone(backing)
	o.put(large)
	got := drain(t, o, noon)
	if want := []string{string(large.frame), "\x89\x011"}; !slices.Equal(got, want) {
		t.Errorf("batches = %q, want %q", got, want)
	}
	if !bytes.Equal(backing, before) {
		t.Error("the shared frame was changed")
	}
}

func TestLimitCountsWhatIsBeingWritten(t *testing.T) {
	o := &outbox{limit: 20}
	steps := []struct {
		what string
		do   func() putResult
		want putResult
	}{
		{"a frame over the limit fits alone", func() putResult { return o.put(item(strings.Repeat("x", 30), 1)) }, putStart},
		{"nothing fits beside it", func() putResult { return o.put(item("a", 2)) }, putFull},
		{"not while it is written", func() putResult { o.take(make([]byte, 0, 100), noon); return o.put(item("a", 2)) }, putFull},
		{"and does after", func() putResult { o.wrote(batch{size: 32}); return o.put(item("a", 2)) }, putOK},
		{"a catch-up fits while half is free", func() putResult { return o.putPaced(item("0123456789", 3)) }, putOK},
		{"and then not", func() putResult { return o.putPaced(item("b", 4)) }, putFull},
		{"a live frame still does", func() putResult { return o.put(item("b", 4)) }, putOK},
		{"nothing is taken when closing", func() putResult { o.shut(closeSlow.frame(), true); return o.put(item("c", 5)) }, putRefused},
		{"nor by a catch-up, however full", func() putResult { return o.putPaced(item("c", 5)) }, putRefused},
	}
	for _, s := range steps {
		if got := s.do(); got != s.want {
			t.Errorf("%s: put = %d, want %d", s.what, got, s.want)
		}
	}
}

func TestCloseFrameIsLast(t *testing.T) {
	for _, flush := range []bool{true, false} {
		o := &outbox{limit: 1000}
		o.put(item("one", 1))
		o.shut(frame("close"), flush)
		o.shut(frame("again"), flush)
		o.put(item("two", 2))
		want := "close"
		if flush {
			want = "\x81\x03one\x89\x011close"
		}
		if got := strings.Join(drain(t, o, noon), ""); got != want {
			t.Errorf("flush %v: written = %q, want %q", flush, got, want)
		}
	}
}

func TestRoomIsAnnounced(t *testing.T) {
	for name, make := range map[string]func(*outbox){
		"when written": func(o *outbox) { drain(t, o, noon) },
		"when closing": func(o *outbox) { o.shut(closeSlow.frame(), true) },
		"at the end":   func(o *outbox) { o.end() },
	} {
		o := &outbox{limit: 10}
		o.put(item("0123456789", 1))
		room := o.roomy()
		select {
		case <-room:
			t.Errorf("%s: room was announced before there was any", name)
		default:
		}
		make(o)
		select {
		case <-room:
		default:
			t.Errorf("%s: room was not announced", name)
		}
	}
}

func TestOnlyAnswersProve(t *testing.T) {
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	var p proof
	var tr track
	write := func(seq chat.Seq) { tr.wrote(seq, &p); p.fresh = true }
	steps := []struct {
		what string
		do   func()
		want chat.Seq // confirmed
		due  bool     // a ping, ten seconds later
	}{
		{"writing", func() { write(2); write(3) }, 0, true},
		{"asking", func() { p.ping(at(0)) }, 0, false},
		{"an unasked pong", func() { p.pong("") }, 0, false},
		{"a pong for what was not asked", func() { p.pong("2") }, 0, false},
		{"the pong", func() { p.pong("1") }, 3, false},
		{"an old pong", func() { p.pong("0") }, 3, false},
		{"the first heartbeat", func() { write(5); p.heartbeat(at(0)); p.replied(at(0)) }, 3, true},
		{"the next, too soon", func() { p.heartbeat(at(heartbeatProof - 1)) }, 3, true},
		{"the next in time", func() { write(6); p.heartbeat(at(heartbeatProof)) }, 5, true},
	}
	for _, s := range steps {
		s.do()
		if tr.learn(p.answered); tr.confirmed != s.want {
			t.Errorf("%s: confirmed = %d, want %d", s.what, tr.confirmed, s.want)
		}
		if due := p.due(at(10 * time.Second)); due != s.due {
			t.Errorf("%s: ping due = %v, want %v", s.what, due, s.due)
		}
	}
}

// Of many questions a track remembers two, and never takes an answer for more than
// it says.
func TestTrackForgetsOnlyWhatIsAskedAgain(t *testing.T) {
	var p proof
	var tr track
	for seq := range chat.Seq(5) {
		tr.wrote(seq+1, &p)
		p.ping(noon)
	}
	for _, s := range []struct {
		pong string
		want chat.Seq
	}{{"1", 1}, {"3", 1}, {"4", 1}, {"5", 5}} {
		p.pong(s.pong)
		if tr.learn(p.answered); tr.confirmed != s.want {
			t.Errorf("after pong %s confirmed = %d, want %d", s.pong, tr.confirmed, s.want)
		}
	}
	if !tr.settled(p.answered) {
		t.Error("the track is not settled when all was answered")
	}
}

// One answer tells of all streams of a socket, of each up to what was written.
func TestOneAnswerProvesAllStreams(t *testing.T) {
	o := &outbox{limit: 1000}
	var a, b track
	o.put(entry{staticText("one"), 7, &a})
	o.put(entry{staticText("two"), 3, &b})
	o.put(entry{staticText("typing"), 0, &b})
	drain(t, o, noon)
	o.put(entry{staticText("three"), 4, &b})
	o.answered("1")
	if got, other := o.confirmed(&a), o.confirmed(&b); got != 7 || other != 3 {
		t.Errorf("confirmed = %d and %d, want 7 and 3", got, other)
	}
	if !o.settled(&a) || o.settled(&b) {
		t.Errorf("settled = %v and %v, want the first only", o.settled(&a), o.settled(&b))
	}
}

func TestPingsKeepTheirDistance(t *testing.T) {
	p := proof{fresh: true}
	p.ping(noon)
	p.pong("1")
	p.fresh = true
	if p.due(noon.Add(pingEvery - 1)) {
		t.Error("a ping is due before a second has passed")
	}
	if !p.due(noon.Add(pingEvery)) {
		t.Error("no ping is due after a second")
	}
}

// A socket that was asked whether it is there before it subscribed is still asked
// about its items.
func TestPlaceOfANewSocketLetsItBeAsked(t *testing.T) {
	var p proof
	var tr track
	p.ping(noon)
	tr.startAt(7)
	if tr.confirmed != 7 || p.due(noon.Add(time.Hour)) {
		t.Errorf("at the start confirmed = %d, due = %v; want 7 and no ping", tr.confirmed, p.due(noon.Add(time.Hour)))
	}
	p.pong("1")
	tr.learn(p.answered)
	tr.wrote(8, &p)
	p.fresh = true
	if tr.confirmed != 7 || !p.due(noon.Add(time.Hour)) {
		t.Errorf("after an item confirmed = %d, due = %v; want 7 and a ping", tr.confirmed, p.due(noon.Add(time.Hour)))
	}
}
