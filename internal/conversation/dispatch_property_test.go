package conversation_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// Whatever agents and customers do, and however often the server starts again: no
// contact has two owners, nobody has more than his places, nobody who could be
// offered a contact goes without, and who is offered one is the one whose turn it is.
func TestOffersKeepTheRules(t *testing.T) {
	eachSeed(t, func(t *testing.T, seed uint64) {
		inWorld(t, func(w *world) { newFloor(w, seed).play(120) })
	})
}

// The same where two nodes share a database and each makes offers.
func TestOffersOfSeveralNodesKeepTheRules(t *testing.T) {
	eachSeed(t, func(t *testing.T, seed uint64) {
		onNodes(t, 2, func(w *world) { newFloor(w, seed).play(60) })
	})
}

// floor is a contact centre: queues, agents of three profiles, and customers.
type floor struct {
	*world
	*rand.Rand
	queues []string // the last ones are those of two agents
	lines  []string // queues, and those of the other agents
	agents []*deskOf
	visits []*visit
	log    []string
	// wants are the contacts that only who makes tea may have, and until when.
	wants map[chat.ContactID]time.Time
	// toAgent and toQueue are the flows by which agents invite and transfer, and again
	// is one by which customers who remain wait once more.
	toAgent, toQueue, again string
	// watched are the chats that supervisors monitor.
	watched []*watching
	// lost is who was lost in this step, nil for nobody.
	lost *deskOf
}

// deskOf is an agent with what his profile says, and with the status that he should
// have by what he asked for.
type deskOf struct {
	user   chat.UserID
	places int
	serves []routing.Queue
	tea    bool // that he is good at

	status chat.AgentStatusType // "" before the first
	next   chat.AgentStatusType // "" for none
	// cleared are the contacts that he cleared in this step.
	cleared map[chat.ContactID]bool
	// given are the contacts before him for which somebody has chosen him, and assigned
	// is that of this step.
	given    map[chat.ContactID]bool
	assigned chat.ContactID
}

func newFloor(w *world, seed uint64) *floor {
	ctx := context.Background()
	f := &floor{world: w, Rand: rand.New(rand.NewPCG(seed, 5)), wants: map[chat.ContactID]time.Time{}}
	hours, err := w.names.AllHours(ctx, instance)
	w.check(err)
	for _, name := range []string{"first", "second", "third"} {
		q, err := w.names.CreateQueue(ctx, instance, directory.QueueDraft{Name: name, Hours: hours[0].ID})
		w.check(err)
		f.queues = append(f.queues, q.ID)
	}
	for i, p := range []struct {
		places int
		serves []directory.RoutedQueue
	}{
		{1, []directory.RoutedQueue{{QueueID: f.queues[0], Priority: 1}}},
		{2, []directory.RoutedQueue{{QueueID: f.queues[0], Priority: 2}, {QueueID: f.queues[1], Priority: 1}}},
		{3, []directory.RoutedQueue{{QueueID: f.queues[1], Priority: 1}, {QueueID: f.queues[2], Priority: 1, DelaySeconds: 30}}},
	} {
		draft := directory.RoutingProfileDraft{
			Name: fmt.Sprint("profile ", i), Description: "x", DefaultQueue: f.queues[0],
			Channels: []directory.ChannelRouting{{Channel: "CHAT", Concurrency: p.places}},
		}
		for _, q := range p.serves {
			draft.Queues = append(draft.Queues, directory.ChannelQueue{Channel: "CHAT", RoutedQueue: q})
		}
		profile, err := w.names.CreateRoutingProfile(ctx, instance, draft)
		w.check(err)
		for n := range 2 {
			spec := directory.UserSpec{RoutingProfileID: profile.ID}
			if n == 1 {
				spec.Proficiencies = []directory.Proficiency{{Attribute: "Skill", Value: "Tea", Level: 4}}
			}
			user := w.hiresAs(fmt.Sprintf("Agent %d%d", i, n), spec)
			f.agents = append(f.agents, &deskOf{user: user, places: p.places, serves: profile.Serves(user), tea: n == 1, given: map[chat.ContactID]bool{}})
		}
	}
	for i, a := range f.agents {
		own := string(directory.OwnQueueID(a.user))
		if i < 2 {
			f.queues = append(f.queues, own)
		} else {
			f.lines = append(f.lines, own)
		}
	}
	f.lines = append(f.lines, f.queues...)
	w.check(w.names.SetInstanceAttribute(ctx, string(instance), directory.MultiPartyChat, "true"))
	f.toAgent = w.flowOf(flow.TypeAgentTransfer, enqueues().last())
	f.toQueue = w.flowOf(flow.TypeQueueTransfer, enqueues().last())
	f.again = w.flow(targets(f.queues[1]), enqueues().failing("NoMatchingError", "no").last(), hangsUp().named("no"))
	w.dispatches()
	return f
}

func (f *floor) play(steps int) {
	for range steps {
		before := f.look()
		f.log = append(f.log, f.step())
		f.settle()
		f.hold(before)
		if f.t.Failed() {
			f.t.Fatalf("after %s", strings.Join(f.log, ", "))
		}
	}
}

// step has one thing happen.
func (f *floor) step() string {
	ctx := context.Background()
	for _, a := range f.agents {
		a.cleared, a.assigned = map[chat.ContactID]bool{}, ""
	}
	f.lost = nil
	a := f.agents[f.IntN(len(f.agents))]
	switch n := f.IntN(150); {
	case n >= 100:
		return f.overrules(n-100, a)
	case n < 30:
		queue := f.queues[f.IntN(len(f.queues))]
		set := []action{hasPriority(1 + f.IntN(9))}
		tea := 0
		if f.IntN(3) == 0 {
			tea = 1 + f.IntN(60)
			set = append(set, wantsTea(tea))
		}
		if f.IntN(3) == 0 {
			set = append(set, hooksTo(chat.HookCustomerRemaining, f.again))
		}
		v := f.starts(through(f.flow(append(set,
			aims(queue), enqueues().failing("NoMatchingError", "no").last(), hangsUp().named("no"))...), asking()))
		f.visits = append(f.visits, v)
		f.wants[v.current()] = f.clock.Now().Add(time.Duration(tea) * time.Second)
		return fmt.Sprintf("a chat for %s, with tea for %d s", queue, tea)
	case n < 40:
		status := []chat.AgentStatusType{chat.AgentRoutable, chat.AgentRoutable, chat.AgentCustom, chat.AgentOffline}[f.IntN(4)]
		f.takes(a, status, f.IntN(3) == 0)
		return fmt.Sprintf("%s is %s", a.user, status)
	case n < 46:
		return f.invites(a)
	case n < 62:
		return f.answers(a)
	case n < 72:
		return f.ends(a)
	case n < 84:
		for _, c := range f.agent(a).Contacts {
			if !c.State.Active() {
				a.cleared[c.ContactID] = true
				f.check(f.Dismiss(ctx, instance, a.user, c.ContactID))
			}
		}
		return fmt.Sprintf("%s clears", a.user)
	case n < 88 && len(f.visits) > 0:
		v := f.visits[f.IntN(len(f.visits))]
		if s, err := f.store.Session(ctx, v.id); err == nil && s.Active() {
			f.check(f.Stop(ctx, instance, s.ContactID))
		}
		return "a chat is stopped"
	case n < 97:
		d := time.Duration(1+f.IntN(25)) * time.Second
		f.pass(d)
		return fmt.Sprint(d)
	default:
		f.restart(time.Duration(f.IntN(40)) * time.Second)
		f.sweep()
		return "a restart"
	}
}

// hasPriority gives the contact a priority in its queue.
func hasPriority(n int) action {
	return action{kind: "UpdateContactRoutingBehavior", params: map[string]any{"QueuePriority": fmt.Sprint(n)}}
}

// aims makes a queue the working queue, be it that of an agent.
func aims(queue string) action {
	if owner := directory.OwnerOf(chat.QueueID(queue)); owner != "" {
		return action{kind: "UpdateContactTargetQueue", params: map[string]any{"AgentId": string(owner)}}
	}
	return targets(queue)
}

// takes gives an agent a status, now or next.
func (f *floor) takes(a *deskOf, status chat.AgentStatusType, next bool) {
	all, err := f.names.AllAgentStatuses(context.Background(), instance)
	f.check(err)
	i := slices.IndexFunc(all, func(s directory.AgentStatus) bool { return s.Spec.Type == string(status) })
	if i < 0 {
		s, err := f.names.CreateAgentStatus(context.Background(), instance, directory.AgentStatusDraft{Name: string(status)})
		f.check(err)
		all, i = append(all, s), len(all)
	}
	had := len(f.agent(a).Contacts) > 0
	f.check(f.SetStatus(context.Background(), instance, a.user, all[i].ID, next))
	if next && had {
		a.next = status
	} else {
		a.status, a.next = status, ""
	}
}

// answers has an agent accept, mostly, or reject what he is offered.
func (f *floor) answers(a *deskOf) string {
	for _, c := range f.agent(a).Contacts {
		if c.State != chat.AgentConnecting {
			continue
		}
		if f.IntN(4) == 0 {
			f.check(f.Reject(context.Background(), instance, a.user, c.ContactID))
		} else {
			f.check(second(f.Accept(context.Background(), instance, a.user, c.ContactID)))
		}
	}
	return fmt.Sprintf("%s answers", a.user)
}

// invites has an agent ask a colleague or a queue into a chat that he has, or take
// somebody out of it.
func (f *floor) invites(a *deskOf) string {
	ctx := context.Background()
	for _, c := range f.agent(a).Contacts {
		if c.State != chat.AgentConnected || c.Monitors != "" {
			continue
		}
		who := conversation.Identity{SessionID: c.SessionID, ParticipantID: c.ParticipantID}
		if f.IntN(3) == 0 {
			ps, err := f.store.Participants(ctx, c.SessionID)
			f.check(err)
			err = f.Remove(ctx, who, ps[f.IntN(len(ps))].ID)
			if err != nil && chat.KindOf(err) != chat.KindRejected {
				f.check(err)
			}
			return fmt.Sprintf("%s takes somebody out", a.user)
		}
		to := conversation.Destination{FlowID: f.toAgent, UserID: string(f.agents[f.IntN(len(f.agents))].user)}
		if f.IntN(2) == 0 {
			to = conversation.Destination{FlowID: f.toQueue, QueueID: f.queues[f.IntN(3)]}
		}
		err := f.Invite(ctx, who, to)
		if k := chat.KindOf(err); err != nil && k != chat.KindRejected && k != chat.KindQuota {
			f.check(err)
		}
		return fmt.Sprintf("%s invites: %v", a.user, err)
	}
	return fmt.Sprintf("%s invites nobody", a.user)
}

// ends has an agent leave the chats that he has.
func (f *floor) ends(a *deskOf) string {
	for _, c := range f.agent(a).Contacts {
		if c.State == chat.AgentConnected {
			f.check(f.Leave(context.Background(), conversation.Identity{SessionID: c.SessionID, ParticipantID: c.ParticipantID}))
		}
	}
	return fmt.Sprintf("%s leaves", a.user)
}

func (f *floor) agent(d *deskOf) routing.Agent {
	a, err := f.store.Agent(context.Background(), instance, d.user)
	if err != nil {
		a = chat.Agent{UserID: d.user}
	}
	return routing.Agent{Agent: &a, Rules: routing.Rules{Places: d.places}}
}

// scene is the floor at one moment.
type scene struct {
	at      time.Time
	agents  map[chat.UserID]routing.Agent
	waiting []chat.Waiting
}

func (f *floor) look() scene {
	s := scene{at: f.clock.Now(), agents: map[chat.UserID]routing.Agent{}}
	for _, d := range f.agents {
		s.agents[d.user] = f.agent(d)
	}
	for _, q := range f.lines {
		line, err := f.store.Waiting(context.Background(), instance, chat.QueueID(q), chat.Waiting{}, 1000)
		f.check(err)
		s.waiting = append(s.waiting, line...)
	}
	return s
}

// hold compares the floor with the rules.
func (f *floor) hold(before scene) {
	now := f.look()
	f.holdOwners(now)
	for _, d := range f.agents {
		a := now.agents[d.user]
		f.holdStatus(d, before.agents[d.user], a)
		f.holdPlaces(d, before.agents[d.user], a)
		for _, w := range now.waiting {
			if d.free(a) && f.may(d, a, w, now.at) {
				f.t.Errorf("%s waits and %s is free, want an offer", w.ContactID, d.user)
			}
		}
		f.holdOffers(d, a, before, now)
		f.holdTurn(d, a, before, now)
	}
	f.holdWatching(now)
	f.holdLost(before, now)
}

// holdOwners fails the test unless contacts and agents agree on who has whom.
func (f *floor) holdOwners(now scene) {
	owners := map[chat.ContactID]chat.UserID{}
	for user, a := range now.agents {
		for _, c := range a.Contacts {
			if !c.State.Active() {
				continue
			}
			if other, taken := owners[c.ContactID]; taken {
				f.t.Errorf("%s has two owners, %s and %s", c.ContactID, other, user)
			}
			owners[c.ContactID] = user
		}
	}
	for _, v := range f.visits {
		f.holdVisit(v, owners)
	}
	if len(owners) > 0 {
		f.t.Errorf("agents have %v, which go on no more", owners)
	}
}

// holdVisit fails the test unless the contacts of a chat are with their agents, whom it
// takes out. The first agent may be gone when others are there, but somebody is.
func (f *floor) holdVisit(v *visit, owners map[chat.ContactID]chat.UserID) {
	all, err := f.store.Contacts(context.Background(), v.id)
	f.check(err)
	s := v.session()
	var current chat.Contact
	talks := 0
	for _, c := range all {
		owner := owners[c.ID]
		delete(owners, c.ID)
		if c.Ended() {
			c.Agent = chat.AgentInfo{}
		} else if c.Taken() && owner != "" && c.InitiationMethod != chat.InitiatedByMonitor {
			talks++
		}
		switch {
		case c.Beside() && !c.Ended() && !s.Active():
			f.t.Errorf("%s goes on beside a chat that is over", c.ID)
		case c.ID == s.ContactID && owner == "" && c.Taken() && !c.Ended():
			current = c
		case owner != c.Agent.UserID:
			f.t.Errorf("%s is %q's, and %q has it", c.ID, c.Agent.UserID, owner)
		}
	}
	if current.ID != "" && talks == 0 {
		f.t.Errorf("%s goes on without an agent", current.ID)
	}
}

// holdTurn fails the test when an agent was offered a contact before one whose turn
// it was. What he cleared in this step may still have been before him.
func (f *floor) holdTurn(d *deskOf, a routing.Agent, before, now scene) {
	for _, c := range a.Contacts {
		if c.State != chat.AgentConnecting || before.agents[d.user].Contact(c.ContactID) != nil || c.ContactID == d.assigned {
			continue
		}
		i := slices.IndexFunc(before.waiting, func(w chat.Waiting) bool { return w.ContactID == c.ContactID })
		if i < 0 {
			continue // it came in this step
		}
		offered := before.waiting[i]
		for _, w := range now.waiting {
			known := slices.ContainsFunc(before.waiting, func(b chat.Waiting) bool { return b.ContactID == w.ContactID })
			if known && !d.cleared[w.ContactID] && f.may(d, a, w, before.at) && f.rank(d, w, offered) < 0 {
				f.t.Errorf("%s was offered %s and %s waits, whose turn it was", d.user, c.ContactID, w.ContactID)
			}
		}
	}
}

// may reports whether an agent may be offered a contact by his profile at a time.
func (f *floor) may(d *deskOf, a routing.Agent, w chat.Waiting, at time.Time) bool {
	i := slices.IndexFunc(d.serves, func(q routing.Queue) bool { return q.ID == w.QueueID })
	return i >= 0 && a.Contact(w.ContactID) == nil && !a.In(w.SessionID) && !w.EnqueuedAt.Add(d.serves[i].Delay).After(at) &&
		(d.tea || !f.wants[w.ContactID].After(at))
}

func (f *floor) rank(d *deskOf, a, b chat.Waiting) int {
	priority := func(w chat.Waiting) int {
		return d.serves[slices.IndexFunc(d.serves, func(q routing.Queue) bool { return q.ID == w.QueueID })].Priority
	}
	return cmp.Or(cmp.Compare(priority(a), priority(b)), routing.Compare(a, b))
}
