package conversation_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// soakVariable makes the property test try that many fresh seeds, and
// seedVariable only the one given.
const (
	soakVariable = "REJOIN_SOAK"
	seedVariable = "REJOIN_SEED"
)

// Whatever happens in whatever order, every session reads as the model says.
func TestHistoriesEqualTheModel(t *testing.T) {
	eachSeed(t, func(t *testing.T, seed uint64) {
		inWorld(t, func(w *world) { newProperty(w, seed).play(130) })
	})
}

// The same where two nodes share a database and each does what comes to it.
func TestHistoriesOfSeveralNodesEqualTheModel(t *testing.T) {
	eachSeed(t, func(t *testing.T, seed uint64) {
		onNodes(t, 2, func(w *world) { newProperty(w, seed).play(130) })
	})
}

func eachSeed(t *testing.T, test func(t *testing.T, seed uint64)) {
	seeds := []uint64{1, 2}
	if given, err := strconv.ParseUint(os.Getenv(seedVariable), 10, 64); err == nil {
		seeds = []uint64{given}
	} else {
		fresh, err := strconv.Atoi(os.Getenv(soakVariable))
		if err != nil {
			fresh = 1
		}
		for range fresh {
			seeds = append(seeds, rand.Uint64())
		}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprintf("%s=%d", seedVariable, seed), func(t *testing.T) { test(t, seed) })
	}
}

// property drives a world and its model with the same operations.
type property struct {
	*world
	*rand.Rand
	flows    map[bool]string // desk or not
	agent    chat.UserID
	sessions []*modelSession
	log      []string
}

func newProperty(w *world, seed uint64) *property {
	left := w.flow(says("left"),
		waits(deskWait, "CustomerReturned").on("CustomerReturned", "back").on("WaitCompleted", "over"),
		enqueues().named("back").last(),
		says("bye").named("over"), hangsUp())
	whispers := []action{
		agentWhisper(w.flowOf(flow.TypeAgentWhisper, says("for agents"), finishes())),
		customerWhisper(w.flowOf(flow.TypeCustomerWhisper, says("for the customer"), finishes())),
	}
	return &property{world: w, Rand: rand.New(rand.NewPCG(seed, 1)), agent: w.hires("Bert"), flows: map[bool]string{
		true: w.flow(append(whispers, hooks(left), says("hello"), targets(directory.BasicQueueID), enqueues().last())...),
		false: w.flow(
			waits(talkWait, "CustomerReturned").on("CustomerReturned", "back").on("WaitCompleted", "over"),
			says("thanks").named("back"), waits(thanksWait).on("WaitCompleted", "over"),
			says("bye").named("over"), hangsUp()),
	}}
}

func (p *property) play(steps int) {
	for range steps {
		if p.cluster != nil {
			p.turnTo(p.IntN(len(p.cluster.nodes)))
		}
		p.step()
	}
	p.finish()
}

func (p *property) now() time.Time { return chat.Instant(p.clock.Now()) }

// step does one random thing.
func (p *property) step() {
	s := p.any(func(s *modelSession) bool { return s.active })
	switch n := p.IntN(100); {
	case n < 8 || s == nil:
		p.start()
	case n < 20:
		p.connect(s)
	case n < 55:
		p.says(s)
	case n < 73:
		p.other(s)
	case n < 75:
		p.note("%s leaves", s.name)
		p.check(p.Leave(context.Background(), s.customer))
		s.customerLeaves(p.now())
	case n < 77:
		p.note("%s is stopped", s.name)
		p.check(p.Stop(context.Background(), instance, p.contactID(s, s.contacts-1)))
		s.end(p.now())
	case n < 84:
		p.associate(s)
	case n < 92:
		p.passes(time.Duration(p.IntN(300))*time.Second, false)
	case n < 94:
		p.passes(time.Duration(p.IntN(900))*time.Second, true)
	default:
		p.compare(s, 1+p.IntN(20))
	}
}

func (p *property) note(format string, args ...any) {
	p.log = append(p.log, fmt.Sprintf(format, args...))
}

// any is a random session of which ok holds, nil when there is none.
func (p *property) any(ok func(*modelSession) bool) *modelSession {
	var some []*modelSession
	for _, s := range p.sessions {
		if ok(s) {
			some = append(some, s)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some[p.IntN(len(some))]
}

// source is a random contact of any session, more often of an ended one, and a
// mode; nil when there is no session.
func (p *property) source() (*modelLink, chat.RehydrationType) {
	s := p.any(func(s *modelSession) bool { return !s.active })
	if s == nil || p.IntN(6) == 0 {
		s = p.any(func(*modelSession) bool { return true })
	}
	if s == nil {
		return nil, ""
	}
	mode := chat.FromSegment
	l := &modelLink{s, p.IntN(s.contacts)}
	if p.IntN(2) == 0 {
		mode = chat.EntirePastSession
		if p.IntN(6) > 0 {
			l.contact = 0
		}
	}
	return l, mode
}

// contactID is the id of a contact of the model.
func (p *property) contactID(s *modelSession, contact int) chat.ContactID {
	return (&visit{w: p.world, id: s.id}).contact(contact + 1).ID
}

func (p *property) start() {
	s := &modelSession{name: fmt.Sprint("Ada ", len(p.sessions)), desk: p.IntN(3) > 0}
	r := conversation.StartRequest{
		Instance: instance, Flow: p.flows[s.desk], DisplayName: s.name, Duration: modelChat,
	}
	l, mode := p.source()
	if l != nil && p.IntN(4) > 0 {
		p.note("%s starts, %s %s/%d", s.name, mode, l.session.name, l.contact)
		r.Rehydration = &conversation.Rehydration{Type: mode, Source: p.contactID(l.session, l.contact)}
		if !(*modelSession)(nil).accepts(l, mode) {
			p.refuses("a start", r, chat.KindRejected)
			return
		}
		s.link = l.anchored(mode)
	} else {
		p.note("%s starts", s.name)
	}
	v := p.starts(r)
	s.id, s.customer = v.id, v.customer
	s.begin(p.now())
	p.sessions = append(p.sessions, s)
}

func (p *property) connect(s *modelSession) {
	p.note("%s connects", s.name)
	_, err := p.Connect(context.Background(), s.customer)
	p.check(err)
	s.connect(p.now())
}

func (p *property) says(s *modelSession) {
	who, as := s.customer, s.other
	if as != nil && p.IntN(2) == 0 {
		who = as.who
	} else if as = nil; !s.connected {
		_, err := p.Say(context.Background(), who, plain("too early"))
		p.wantKind("talking before connecting", err, chat.KindDenied)
		return
	}
	text := fmt.Sprintf("%d \u2028<&> \U0001F600", p.IntN(1000))
	p.note("%s says %q (the other one: %t)", s.name, text, as != nil)
	m := plain(text)
	if p.IntN(3) == 0 {
		m.ClientToken = fmt.Sprint(len(p.log))
	}
	item, err := p.Say(context.Background(), who, m)
	p.check(err)
	said := s.say(p.now(), text, as)
	said.ID, said.Contact = item.ID, item.ContactID
	if m.ClientToken != "" {
		again, err := p.Say(context.Background(), who, m)
		p.check(err)
		equal(p.world, "repeated message", again.ID, item.ID)
	}
}

// other lets the bot or agent leave, or another one come. Agents come to the queue.
func (p *property) other(s *modelSession) {
	if s.other != nil {
		p.note("%s of %s leaves", s.other.name, s.name)
		p.check(p.Leave(context.Background(), s.other.who))
		s.otherLeaves(p.now())
		return
	}
	if p.IntN(2) == 0 {
		p.takesOn(s)
		return
	}
	b := &modelOther{name: fmt.Sprint("Bot ", len(p.log)), role: chat.RoleCustomBot}
	p.note("%s joins %s", b.name, s.name)
	in, err := p.InviteBot(context.Background(), instance, s.id.Initial(), b.name, "")
	p.check(err)
	b.who = in.Identity
	_, err = p.Connect(context.Background(), b.who)
	p.check(err)
	s.joins(p.now(), b)
}

func (p *property) takesOn(s *modelSession) {
	p.note("an agent takes %s on", s.name)
	who, err := p.Join(context.Background(), instance, p.contactID(s, s.contacts-1), string(p.agent))
	if !s.queued {
		p.wantKind("a contact that is in no queue", err, chat.KindRejected)
		return
	}
	p.check(err)
	s.joins(p.now(), &modelOther{who: who, name: "Bert", role: chat.RoleAgent})
}

func (p *property) associate(s *modelSession) {
	l, mode := p.source()
	addressed := p.IntN(s.contacts)
	p.note("%s/%d is associated, %s %s/%d", s.name, addressed, mode, l.session.name, l.contact)
	anchor, err := p.Associate(context.Background(), instance, p.contactID(s, addressed),
		conversation.Rehydration{Type: mode, Source: p.contactID(l.session, l.contact)}, "")
	if !s.accepts(l, mode) {
		p.wantKind("an association", err, chat.KindRejected)
		return
	}
	p.check(err)
	s.link = l.anchored(mode)
	equal(p.world, "anchor", anchor, p.contactID(s.link.session, s.link.contact))
	s.rehydrated(p.now())
}

// passes lets time pass, with the server running or away.
func (p *property) passes(d time.Duration, away bool) {
	p.note("%v pass (away %t)", d, away)
	if away {
		p.restart(d)
	} else {
		p.pass(d)
	}
	for _, s := range p.sessions {
		s.pass(p.now(), away)
	}
}

// compare reads a session's history in pages of a size.
func (p *property) compare(s *modelSession, size int) {
	p.t.Helper()
	who, as := s.customer, chat.RoleCustomer
	if s.other != nil && p.IntN(2) == 0 {
		who, as = s.other.who, s.other.role
	}
	got := (&visit{w: p.world, id: s.id}).history(who, size)
	p.hold(fmt.Sprintf("%s in pages of %d", s.name, size), got, s, as)
	if first := len(got) - len(s.listed(as, 0, s.contacts, false)); first < len(got) {
		p.forward(s, who, size, got[first:])
	}
}

// forward reads the session's own items forward.
func (p *property) forward(s *modelSession, who conversation.Identity, size int, want []conversation.TranscriptEntry) {
	p.t.Helper()
	got := slices.Concat((&visit{w: p.world, id: s.id}).pages(who, conversation.TranscriptQuery{
		Max: size, Scan: store.Forward, Ascending: true, Start: conversation.StartPosition{ID: want[0].Item.ID},
	})...)
	if !slices.Equal(verbatim(got), verbatim(want)) {
		p.fail("%s forward in pages of %d: got\n%q\nwant\n%q", s.name, size, verbatim(got), verbatim(want))
	}
}

// hold compares what was read with the model, byte by byte.
func (p *property) hold(what string, got []conversation.TranscriptEntry, s *modelSession, as chat.Role) {
	p.t.Helper()
	for _, other := range p.sessions {
		other.learn(got)
	}
	want := s.history(as)
	for i := range max(len(got), len(want)) {
		g, m := "nothing", "nothing"
		if i < len(got) {
			g = asModel(got[i]).jsonLine()
		}
		if i < len(want) {
			m = want[i].jsonLine()
		}
		if g != m {
			p.fail("%s, entry %d of %d:\ngot  %s\nwant %s", what, i+1, len(want), g, m)
		}
	}
}

// fail ends the test with what had happened.
func (p *property) fail(format string, args ...any) {
	p.t.Helper()
	for _, l := range p.log {
		p.t.Log(l)
	}
	p.t.Fatalf(format, args...)
}

// finish reads all sessions at every page size, the ended ones by continuing
// them, before and after a restart.
func (p *property) finish() {
	for _, s := range slices.Clone(p.sessions) {
		if s.active {
			continue
		}
		n := &modelSession{name: "reader of " + s.name, link: &modelLink{s, s.contacts - 1}}
		v := p.starts(conversation.StartRequest{
			Instance: instance, Flow: p.flows[false], DisplayName: n.name, Duration: modelChat,
			Rehydration: &conversation.Rehydration{Type: chat.FromSegment, Source: p.contactID(s, s.contacts-1)},
		})
		n.id, n.customer = v.id, v.customer
		n.begin(p.now())
		p.sessions = append(p.sessions, n)
	}
	for range 2 {
		for i, s := range p.sessions {
			if s.active {
				p.compare(s, pageSizes[i%len(pageSizes)])
				p.compare(s, 100)
			}
		}
		p.passes(0, true)
	}
}
