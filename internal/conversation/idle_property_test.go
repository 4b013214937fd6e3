package conversation_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// Chats that are played at random, over restarts too, tell what a model tells that
// counts everybody's silence from each message on.
func TestSilenceAgreesWithItsModel(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) {
		// In 16 and 40 the server comes back to several that are due, and those who
		// spoke last were not the first to be silent.
		for _, seed := range []uint64{0, 1, 2, 16, 40} {
			t.Run(fmt.Sprint(seed), func(t *testing.T) { inWorld(t, func(w *world) { playSilence(w, seed, 60) }) })
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		onNodes(t, 2, func(w *world) { playSilence(w, 100, 60) })
	})
}

// silenceModel is a chat as far as silence goes.
type silenceModel struct {
	now           time.Time
	asked, inward chat.RoleLimits
	people        []*silentOne // those who are there, while an agent is
	log           []string
}

type silentOne struct {
	name  string
	role  chat.Role
	since time.Time // began, spoke, or was told to be idle
	idle  bool
}

// due is when something is to be told of somebody, zero for never.
func (m *silenceModel) due(p *silentOne) time.Time {
	l := m.inward.Of(p.role)
	limit := l.Disconnect
	if l.Idle > 0 && !p.idle {
		limit = l.Idle
	}
	if limit == 0 {
		return time.Time{}
	}
	return p.since.Add(limit)
}

// join brings an agent in.
func (m *silenceModel) join() {
	m.inward = m.asked
	m.people = []*silentOne{{"Ada", chat.RoleCustomer, m.now, false}, {"Bert", chat.RoleAgent, m.now, false}}
}

func (m *silenceModel) speak(name string) {
	for _, p := range m.people {
		if p.name == name {
			if p.idle {
				m.log = append(m.log, name+" returned")
			}
			p.since, p.idle = m.now, false
		}
	}
}

// pass lets time go on; with the server away, what is due happens when it is back.
func (m *silenceModel) pass(d time.Duration, away bool) {
	end := m.now.Add(d)
	for {
		var first *silentOne
		for _, p := range m.people {
			if at := m.due(p); !at.IsZero() && !at.After(end) && (first == nil || at.Before(m.due(first))) {
				first = p
			}
		}
		if first == nil {
			break
		}
		at := m.due(first)
		if away {
			at = end
		}
		m.tell(first, at)
	}
	m.now = end
}

func (m *silenceModel) tell(p *silentOne, at time.Time) {
	if m.inward.Of(p.role).Idle > 0 && !p.idle {
		m.log = append(m.log, p.name+" idle")
		p.idle, p.since = true, at
		return
	}
	m.log = append(m.log, p.name+" autodisconnection")
	m.people = nil
}

// limitsAtRandom has the customer's timers due in even minutes and the agent's in
// odd ones, so that no two of those who began together are due together.
func limitsAtRandom(r *rand.Rand) chat.RoleLimits {
	minutes := func(of ...time.Duration) time.Duration { return of[r.IntN(len(of))] * time.Minute }
	l := chat.RoleLimits{
		Customer: chat.SilenceLimits{Idle: minutes(0, 2, 4), Disconnect: minutes(0, 2, 4)},
		Agent:    chat.SilenceLimits{Idle: minutes(0, 3, 5)},
	}
	if l.Agent.Idle > 0 {
		l.Agent.Disconnect = minutes(0, 2, 4)
	} else {
		l.Agent.Disconnect = minutes(0, 3, 5)
	}
	return l
}

func playSilence(w *world, seed uint64, steps int) {
	w.t.Helper()
	r := rand.New(rand.NewPCG(seed, 54))
	v, bert := w.awaitsAgent(w.remaining()), w.hires("Bert")
	m := &silenceModel{now: w.clock.Now()}
	var a *agent
	say := func(name string, speak func(...string)) {
		m.pass(time.Second, false) // each message comes a second after the one before
		m.speak(name)
		speak("x")
	}
	played := []string{fmt.Sprintf("seed %d", seed)}
	for range steps {
		pick := r.IntN(10)
		played = append(played, fmt.Sprint(pick))
		switch {
		case len(m.people) == 0: // the next agent joins
			if a != nil {
				say("Ada", func(s ...string) { v.says(s...) })
			}
			m.asked = limitsAtRandom(r)
			v.limits(idleAfter(chat.RoleCustomer, m.asked.Customer.Idle), disconnectedAfter(chat.RoleCustomer, m.asked.Customer.Disconnect),
				idleAfter(chat.RoleAgent, m.asked.Agent.Idle), disconnectedAfter(chat.RoleAgent, m.asked.Agent.Disconnect))
			a = v.takenOnBy(bert)
			m.join()
		case pick < 2:
			say("Ada", func(s ...string) { v.says(s...) })
		case pick < 4:
			if say("Bert", func(s ...string) { speakIfThere(a, m, s...) }); len(m.people) == 0 {
				continue
			}
		case pick == 4:
			a.leaves()
			m.people = nil
		case pick == 5:
			d := time.Duration(1+r.IntN(200)) * time.Second
			m.pass(d, true)
			w.restart(d)
		default:
			d := time.Duration(1+r.IntN(200)) * time.Second
			m.pass(d, false)
			w.pass(d)
		}
		if got, want := v.signals(), strings.Join(m.log, ", "); got != want {
			w.t.Fatalf("steps %s:\n got %s\nwant %s", strings.Join(played, " "), got, want)
		}
	}
	if len(m.log) == 0 {
		w.t.Error("nothing was told, want a play in which something is")
	}
}

// speakIfThere lets an agent speak whom the second before has not disconnected.
func speakIfThere(a *agent, m *silenceModel, texts ...string) {
	if len(m.people) > 0 {
		a.says(texts...)
		return
	}
	a.w.pass(time.Second)
	_, err := a.w.Say(a.w.t.Context(), a.who, conversation.Message{ContentType: chat.ContentPlain, Content: "x"})
	a.w.wantKind("an agent who is gone", err, chat.KindDenied)
}
