package e2e

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// crashStage is a step of the chat at which the server is killed: what has been
// stored then, and is all that there is afterwards.
type crashStage struct {
	name string
	// joins tells that the customer has connected, and says how much of the script
	// they have said.
	joins bool
	says  int
	// sees is what the customer was brought last.
	sees string
	// hold names the call that is under way, and pauses are those that are longer
	// than others; see dealings.
	hold   string
	pauses map[string]int
	// calm tells that nothing happens in this stage until the customer acts.
	calm bool
	// early tells that the customer says what is next before the call has an answer.
	early bool
	// away tells that the chat may be over before the customer is connected again.
	away bool
}

// crashStages are all transactions of the chat, and one that comes of impatience,
// in the order in which chats are brought there: last come those that follow at once
// from what a customer does.
var crashStages = []crashStage{
	{name: "undisturbed", joins: true, says: 3, calm: true},
	{name: "the bot has asked", joins: true, says: 1, sees: "Which number has it?", calm: true},
	{name: "the flow waits for the customer", joins: true, says: 2, sees: "That is all, Ada: sent", calm: true, away: true},

	{name: "the second pause", joins: true, says: 2, sees: "Parcel 2 of 4711: sent", pauses: map[string]int{"function 2": longPause}},
	{name: "the second call of the function", joins: true, says: 2, sees: "Parcel 1 of 4711: packed", hold: "function 2"},
	{name: "the first pause", joins: true, says: 2, sees: "Parcel 1 of 4711: packed", pauses: map[string]int{"function 1": longPause}},
	{name: "the first call of the function", joins: true, says: 2, sees: "Let me look for 4711, after 1 question", hold: "function 1"},
	{name: "the look-up in a table", joins: true, says: 2, sees: "Let me look for 4711, after 1 question", hold: "table 1"},
	{name: "the look-up of a profile", joins: true, says: 2, sees: "Let me look for 4711, after 1 question", hold: "profile 1"},
	{name: "the second turn of the bot", joins: true, says: 2, hold: "bot 2"},
	{name: "the first turn of the bot", joins: true, says: 1, hold: "bot 1"},
	{name: "the customer is ahead of the bot", joins: true, says: 1, hold: "bot 1", early: true},
	{name: "the chat has ended", joins: true, says: 3, away: true},
	{name: "the customer has joined", joins: true},
	{name: "the chat has begun"},
}

// lines is the chat as it should be in the end.
func (s *crashStage) lines() []string {
	lines := slices.Clone(crashLines)
	if s.early {
		i := slices.Index(lines, "Ada: 4711")
		lines[i-1], lines[i] = lines[i], lines[i-1]
	}
	return lines
}

// crash kills the node that is named, and maybe more. It answers the one that is
// there afterwards.
type crash func(t *testing.T, s *rejoin.Server, victim int) (survivor int)

// A flow with attributes, a bot, a module whose loop has a function and a pause, a
// customer's profile and a data table, in as many chats as it has steps that are stored. The server is killed
// while each chat is at another step. Afterwards each goes on there: everybody
// sees what they would have seen, once and in order, and a call is made again only
// if it had no answer, under the key that it had.
func TestEachStepOfAFlowSurvivesAKill(t *testing.T) {
	t.Parallel()
	crashes := map[string]crash{"everything dies": func(t *testing.T, s *rejoin.Server, victim int) int {
		s.Kill()
		must(t, s.Up())
		return victim
	}}
	if rejoin.Scaled() {
		// The other node goes on without being told.
		crashes["one node dies"] = func(_ *testing.T, s *rejoin.Server, victim int) int {
			s.Nodes()[victim].Kill()
			return (victim + 1) % len(s.Nodes())
		}
	}
	for name, crash := range crashes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			surviveCrash(t, crash)
		})
	}
}

func surviveCrash(t *testing.T, crash crash) {
	p := newPartner(t)
	s := rejoin.Start(t, rejoin.Options{NodeEnv: p.environment})
	w := newWay(s)
	flow := crashFlowID(t, s)
	people := comeToCrash(t, s, w, p, flow)
	survivor := crash(t, s, bringToStages(t, s, w, p, flow, people))
	died := time.Now()
	w.lead(survivor)
	// Nobody acts yet: who is left has to find by itself what is to be done.
	awaitAll(t, "calls that had no answer are made again", people, func(c *shopper) string {
		if c.stage.hold != "" && p.times(c.deals, c.stage.hold) < 2 {
			return c.stage.name + ": nobody has called again"
		}
		return ""
	})
	t.Logf("all calls were made again within %.1f s", time.Since(died).Seconds())
	for _, c := range people {
		if !c.stage.joins {
			c.join()
		}
	}
	awaitAll(t, "all chats come to their end", people, func(c *shopper) string {
		if lack := c.proceed(len(crashScript)); lack != "" {
			return lack
		}
		return c.over()
	})
	compareWithScript(t, s, w, p, people)
}

// awaitAll waits until nobody lacks anything.
func awaitAll(t *testing.T, what string, people []*shopper, lack func(*shopper) string) {
	t.Helper()
	eventually(t, what, func() (missing string) {
		for _, c := range people {
			if m := lack(c); m != "" {
				missing = m
			}
		}
		return missing
	})
}

// comeToCrash starts all chats, and leads each to where one act of the customer is
// missing, or none if the stage is a calm one.
func comeToCrash(t *testing.T, s *rejoin.Server, w *way, p *partner, flow string) []*shopper {
	t.Helper()
	var people []*shopper
	for _, stage := range crashStages {
		c := &shopper{t: t, stage: stage, ended: make(chan struct{})}
		if c.acts() {
			c.enter(s, w, p, flow)
			c.join()
		}
		people = append(people, c)
	}
	awaitAll(t, "all chats come before their stage", people, func(c *shopper) string {
		switch stage := c.stage; {
		case !stage.calm:
			return c.proceed(max(0, stage.says-1))
		case stage.says == len(crashScript):
			return cmp.Or(c.proceed(stage.says), c.over())
		default:
			return cmp.Or(c.proceed(stage.says), c.lacks(stage.sees))
		}
	})
	return people
}

// bringToStages lets each customer act, and waits until the chat is in its stage.
// It answers the node that makes the calls which are held.
func bringToStages(t *testing.T, s *rejoin.Server, w *way, p *partner, flow string, people []*shopper) (victim int) {
	t.Helper()
	victim = -1
	for _, c := range people {
		if c.stage.calm {
			continue
		}
		if !c.acts() {
			c.enter(s, w, p, flow)
		}
		node := c.comeToStage()
		if c.stage.hold != "" && victim < 0 { // a timer made this call, on whichever node
			victim = node
			w.lead(node)
		}
		if c.stage.hold != "" && node != victim {
			t.Errorf("%s: node %d makes the call, want node %d, which takes the customer's requests", c.stage.name, node, victim)
		}
	}
	return victim
}

// compareWithScript holds what everybody saw, what is stored, and what was called
// against the script, and what the flow did against the chat that nothing disturbed.
func compareWithScript(t *testing.T, s *rejoin.Server, w *way, p *partner, people []*shopper) {
	t.Helper()
	reader := flowID(t, s, "reader", waitingFlow)
	want, did := people[0].ending(s), people[0].traced(s)
	t.Logf("undisturbed: %s; %d actions, the last of which is %s", want, len(did), did[len(did)-1])
	for _, c := range people {
		items := c.stored(s, w.config, reader)
		wantSame(t, c.stage.name+": transcript", crashLinesOf(items), c.stage.lines())
		c.wantBrought(items)
		if got := c.ending(s); got != want {
			t.Errorf("%s: got %s, want %s", c.stage.name, got, want)
		}
		wantSame(t, c.stage.name+": what the flow did", c.traced(s), did)
		var calls []string
		for _, name := range crashCalls {
			calls = append(calls, name)
			if name == c.stage.hold {
				calls = append(calls, name)
			}
		}
		wantSame(t, c.stage.name+": calls", p.made(c.deals), calls)
	}
}
