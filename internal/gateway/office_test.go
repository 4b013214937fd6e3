package gateway_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// Whatever happens to nodes, connections, the broker and the chats, an agent sees
// every item of every chat from his joining to his leaving, those of a session for
// the first time in order, and nothing else.
func TestAgentMissesNothingOfHisChatsAndSeesNothingElse(t *testing.T) {
	inOffice(t, 2, 1, func(t *testing.T, f *office) {
		for range 120 {
			f.step()
		}
		f.finish()
		t.Logf("of %d items %d were repeated", f.spoken, f.repeats())
	})
}

// As long as an agent has confirmed what he got before he goes elsewhere, and no
// node is killed, nothing is repeated either.
func TestAgentThatTakesHisTimeGetsNothingTwice(t *testing.T) {
	inOffice(t, 2, 1, func(t *testing.T, f *office) {
		for range 60 {
			f.gracefulStep()
		}
		f.finish()
		if n := f.repeats(); n != 0 {
			t.Errorf("of %d items %d were repeated, want none", f.spoken, n)
		}
	})
}

// Two devices of one agent on one node miss nothing either, of chats that begin
// while both are there for a second.
func TestNoDeviceOfAnAgentMissesAnItem(t *testing.T) {
	inOffice(t, 1, 2, func(t *testing.T, f *office) {
		f.together = true
		for range 100 {
			f.step()
		}
		f.finish()
		t.Logf("of %d items %d were repeated", f.spoken, f.repeats())
	})
}

// inOffice runs a test on so many nodes, with one seed after another, where each
// agent has so many devices.
func inOffice(t *testing.T, nodes, each int, test func(t *testing.T, f *office)) {
	const runs = 20
	for seed := range uint64(runs) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			inCluster(t, nodes, func(nodes []*world) { test(t, newOffice(nodes, seed, each)) })
		})
	}
}

// office is two agents, with devices that go from node to node, who take chats and
// hand them on.
type office struct {
	travels
	names    []chat.UserID // of the devices' users
	sessions []chat.SessionID
	parts    []*part
	opened   int
	together bool // chats begin while all devices are there
}

// part is what an agent has of a session: what came after the item from, and up to
// the item to once he has left.
type part struct {
	user        chat.UserID
	session     chat.SessionID
	participant chat.ParticipantID
	from, to    int
}

func newOffice(nodes []*world, seed uint64, each int) *office {
	f := &office{travels: travels{rnd: rand.New(rand.NewPCG(seed, 5)), nodes: nodes, deaf: make(map[*world]int)}}
	var mu sync.Mutex
	missing, latency := rand.New(rand.NewPCG(seed, 6)), rand.New(rand.NewPCG(seed, 7))
	for _, w := range nodes {
		w.broker.miss = func(fanout.Event) bool {
			f.mu.Lock()
			defer f.mu.Unlock()
			return missing.IntN(4) < f.deaf[w]
		}
	}
	nodes[0].roster.slow = func() {
		mu.Lock()
		d := time.Duration(latency.IntN(60)) * time.Millisecond
		mu.Unlock()
		<-time.After(d)
	}
	for range 4 {
		f.open()
	}
	for i := range 2 * each {
		user := []chat.UserID{"bert", "carl"}[i%2]
		d := &traveller{query: fmt.Sprint(gateway.AgentTokenParameter, "=user:", user), role: chat.RoleAgent}
		f.names, f.devices = append(f.names, user), append(f.devices, d)
		f.connect(d)
	}
	pass(time.Second)
	return f
}

// open begins a session.
func (f *office) open() {
	id := chat.SessionID(fmt.Sprint("s", f.opened))
	f.opened++
	f.sessions = append(f.sessions, id)
	f.sayIn(id, "")
}

func (f *office) sayIn(id chat.SessionID, v chat.Visibility) {
	f.spoken++
	f.nodes[0].put(chat.Item{SessionID: id, Type: chat.TypeMessage, Content: fmt.Sprint(f.spoken), Visibility: v})
}

func (f *office) speakSomewhere() { f.sayIn(f.any(), anyVisibility(f.rnd)) }

func (f *office) any() chat.SessionID { return f.sessions[f.rnd.IntN(len(f.sessions))] }

// length is how many items a session has.
func (f *office) length(id chat.SessionID) int {
	seq, _ := f.nodes[0].store.LastSeq(context.Background(), id)
	return int(seq)
}

// accept gives an agent a session that has none. His place is saved a moment later.
func (f *office) accept(user chat.UserID, id chat.SessionID) {
	if slices.ContainsFunc(f.parts, func(p *part) bool { return p.session == id && p.to == 0 }) {
		return
	}
	p := &part{user: user, session: id, participant: chat.ParticipantID(fmt.Sprint(user, len(f.parts))), from: f.length(id)}
	f.parts = append(f.parts, p)
	m := f.nodes[0].store
	go func() {
		<-time.After(time.Duration(p.from%3) * 100 * time.Millisecond)
		m.save(id, p.participant, chat.Seq(p.from))
	}()
	f.nodes[0].accept(user, id, p.participant)
}

// leave ends a part: the agent goes, hands the session on, or it ends for all.
func (f *office) leave(p *part) {
	w, left := f.nodes[0], event(p.session, p.participant, chat.EventParticipantLeft)
	switch f.rnd.IntN(3) {
	case 0:
		w.over(p.user, p.session, left)
	case 1:
		w.over(p.user, p.session, event(p.session, p.participant, chat.EventTransferSucceeded), left)
	default:
		f.sessions = slices.DeleteFunc(f.sessions, func(id chat.SessionID) bool { return id == p.session })
		f.open()
		w.over(p.user, p.session, chat.Item{
			ID: chat.ItemID("end of " + p.session), SessionID: p.session, Type: chat.TypeEvent, ContentType: chat.EventChatEnded,
		})
	}
	p.to = f.length(p.session)
}

// change has an agent take or leave a chat.
func (f *office) change() {
	var open []*part
	for _, p := range f.parts {
		if p.to == 0 {
			open = append(open, p)
		}
	}
	if len(open) > 0 && f.rnd.IntN(2) == 0 {
		p := open[f.rnd.IntN(len(open))]
		f.leave(p)
		if slices.Contains(f.sessions, p.session) { // nothing follows a session's end
			f.sayIn(p.session, "") // what he must not see
		}
		return
	}
	if f.together {
		f.comeBack(1)
		pass(2 * time.Second)
	}
	f.accept(f.names[f.rnd.IntN(len(f.names))], f.any())
	if f.together {
		pass(time.Second)
	}
}

func (f *office) step() {
	d := f.devices[f.rnd.IntN(len(f.devices))]
	w := f.nodes[f.rnd.IntN(len(f.nodes))]
	switch n := f.rnd.IntN(100); {
	case n < 35:
		for range 1 + f.rnd.IntN(8) {
			f.speakSomewhere()
		}
	case n < 50:
		f.change()
	case n < 68:
		pass(time.Duration(f.rnd.IntN(4000)) * time.Millisecond)
	case n < 74:
		d.c.link.cut()
	case n < 78:
		d.c.leave()
	case n < 83:
		f.freeze(d, f.speakSomewhere)
	case n < 89:
		f.rotate(d)
	case n < 92:
		w.kill()
	case n < 95:
		w.replace()
	default:
		f.mu.Lock()
		f.deaf[w] = []int{0, 0, 1, 4}[f.rnd.IntN(4)]
		f.mu.Unlock()
	}
	f.comeBack(2)
}

func (f *office) gracefulStep() {
	for range f.rnd.IntN(6) {
		f.speakSomewhere()
	}
	if f.rnd.IntN(2) == 0 {
		f.change()
	}
	pass(8 * time.Second)
	d := f.devices[f.rnd.IntN(len(f.devices))]
	switch n := f.rnd.IntN(100); {
	case n < 30:
		d.c.leave()
	case n < 60:
		d.c.link.cut()
	case n < 80:
		f.nodes[f.rnd.IntN(len(f.nodes))].replace()
	default:
		f.change()
	}
	pass(time.Second)
	f.comeBack(1)
}

// finish heals everything, and looks at what the agents got.
func (f *office) finish() {
	f.comeBack(1)
	pass(20 * time.Second)
	for i, d := range f.devices {
		f.checkAgent(f.names[i], d)
		d.c.link.cut()
	}
}

// checkAgent compares what came first of each session, in that order, with what was
// to come.
func (f *office) checkAgent(user chat.UserID, d *traveller) {
	got := make(map[chat.SessionID][]string)
	for _, i := range d.saw {
		got[chat.SessionID(d.of[i])] = append(got[chat.SessionID(d.of[i])], i)
	}
	want := make(map[chat.SessionID][]string)
	for _, p := range f.parts {
		if p.user != user {
			continue
		}
		items := f.nodes[0].store.items[p.session]
		if p.to > 0 {
			items = items[:p.to]
		}
		for _, i := range items[p.from:] {
			if chat.RoleAgent.Sees(i.Visibility) {
				want[p.session] = append(want[p.session], string(i.ID))
			}
		}
	}
	for n := range f.opened {
		id := chat.SessionID(fmt.Sprint("s", n))
		if have := firsts(got[id]); !slices.Equal(have, want[id]) {
			at := 0
			for at < min(len(have), len(want[id])) && have[at] == want[id][at] {
				at++
			}
			f.nodes[0].t.Errorf("%s saw %d different items of %s, want %d; the first %d agree, then come %q, want %q",
				user, len(have), id, len(want[id]), at, have[at:min(at+4, len(have))], want[id][at:min(at+4, len(want[id]))])
		}
	}
}
