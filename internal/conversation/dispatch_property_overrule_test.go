package conversation_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/routing"
)

// watching is the part of a supervisor in a chat.
type watching struct {
	by    *deskOf
	visit *visit
	id    chat.ContactID // of his own
	most  chat.Monitoring
	heard bool
}

// overrules has something happen to agents that is not for the routing to decide: one
// of them is a supervisor, somebody is chosen for a contact, or is there no more. On
// several nodes it happens at any of them.
func (f *floor) overrules(n int, a *deskOf) string {
	if f.cluster != nil {
		f.turnTo(f.IntN(len(f.cluster.nodes)))
	}
	if len(f.visits) == 0 {
		return "nobody is there yet"
	}
	v := f.visits[f.IntN(len(f.visits))]
	switch {
	case n < 10:
		if on := f.talking(); len(on) > 0 && f.IntN(4) > 0 {
			v = on[f.IntN(len(on))]
			return f.monitors(a, v, v.contactBy(v.current()))
		}
		return f.monitors(a, v, f.contactOf(v))
	case n < 15:
		if len(f.watched) > 0 && f.IntN(4) > 0 {
			a = f.watched[f.IntN(len(f.watched))].by
		}
		return f.barges(a)
	case n < 18:
		return f.loses(f.with(a, chat.AgentConnected))
	case n < 23:
		return f.assigns(a, v, f.contactOf(v))
	case n < 27:
		return f.dismisses(a, f.contactOf(v))
	case n < 29:
		return f.stops(v, f.contactOf(v))
	case n < 34:
		return f.transfers(f.with(a, chat.AgentConnected))
	default:
		f.takes(a, chat.AgentRoutable, false)
		return fmt.Sprintf("%s is there, and %s", a.user, f.answers(f.with(a, chat.AgentConnecting)))
	}
}

// contactOf is any of a chat's contacts.
func (f *floor) contactOf(v *visit) chat.Contact {
	all, err := f.store.Contacts(context.Background(), v.id)
	f.check(err)
	return all[f.IntN(len(all))]
}

// talking are the chats that agents have taken on.
func (f *floor) talking() (on []*visit) {
	for _, v := range f.visits {
		s := v.session()
		if c := v.contactBy(s.ContactID); s.Active() && c.Taken() {
			on = append(on, v)
		}
	}
	return on
}

// with is an agent who has a contact in a state, the given one where that is nobody.
func (f *floor) with(a *deskOf, state chat.AgentContactState) *deskOf {
	from := slices.Index(f.agents, a)
	for i := range f.agents {
		other := f.agents[(from+i)%len(f.agents)]
		if slices.ContainsFunc(f.agent(other).Contacts, func(c chat.AgentContact) bool { return c.State == state }) {
			return other
		}
	}
	return a
}

// wantRefused fails the test unless a call was refused, for a reason of those kinds,
// exactly when it should have been.
func (f *floor) wantRefused(doing string, err error, want bool, kinds ...chat.Kind) {
	f.t.Helper()
	switch {
	case err != nil && !want, err == nil && want:
		f.t.Errorf("%s: got error %v, want one is %v", doing, err, want)
	case err != nil && !slices.Contains(kinds, chat.KindOf(err)):
		f.t.Errorf("%s: got error %v of kind %d, want one of %v", doing, err, chat.KindOf(err), kinds)
	}
}

// away reports whether an agent has no status, or that in which he is not there.
func (d *deskOf) away() bool { return d.status == "" || d.status == chat.AgentOffline }

// monitors has somebody be a supervisor of a chat.
func (f *floor) monitors(a *deskOf, v *visit, c chat.Contact) string {
	ctx := context.Background()
	most := []chat.Monitoring{chat.MonitorsSilently, chat.MonitorsBarge, chat.MonitorsBarge}[f.IntN(3)]
	s := v.session()
	current, err := f.store.Contact(ctx, s.ContactID)
	f.check(err)
	others := 0
	for _, w := range f.watched {
		if w.visit == v {
			others++
		}
	}
	nobodys := c.Beside() && (c.InitiationMethod == chat.InitiatedByMonitor || c.Agent.ConnectedAt.IsZero())
	refused := c.Ended() || nobodys || !s.Active() || current.Agent.ConnectedAt.IsZero() || a.away() || f.agent(a).In(v.id) || others >= 5
	id, err := f.Monitor(ctx, instance, c.ID, string(a.user), most, "")
	f.wantRefused("monitoring", err, refused, chat.KindRejected, chat.KindQuota)
	if err == nil {
		f.watched = append(f.watched, &watching{by: a, visit: v, id: id, most: most})
	}
	did := fmt.Sprintf("%s monitors %s as %s: %v", a.user, c.ID, id, err)
	if err == nil && f.IntN(2) == 0 {
		did += ", and " + f.barges(a)
	}
	return did
}

// watch is the supervisor's part that a contact is, nil for none that goes on.
func (f *floor) watch(id chat.ContactID) *watching {
	i := slices.IndexFunc(f.watched, func(w *watching) bool { return w.id == id })
	if i < 0 {
		return nil
	}
	return f.watched[i]
}

// barges has somebody ask to be heard, or not to be any more, in a contact that he has.
func (f *floor) barges(a *deskOf) string {
	held := f.agent(a).Contacts
	if len(held) == 0 {
		return fmt.Sprintf("%s has nothing to barge into", a.user)
	}
	c := held[f.IntN(len(held))]
	if i := slices.IndexFunc(held, func(c chat.AgentContact) bool { return f.watch(c.ContactID) != nil }); i >= 0 {
		c = held[i]
	}
	heard := f.IntN(3) > 0
	err := f.Barge(context.Background(), conversation.Identity{SessionID: c.SessionID, ParticipantID: c.ParticipantID}, heard)
	w := f.watch(c.ContactID)
	if w == nil {
		f.wantRefused("barging by who monitors nothing", err, true, chat.KindDenied)
		return fmt.Sprintf("%s barges into %s", a.user, c.ContactID)
	}
	taken := slices.ContainsFunc(f.watched, func(o *watching) bool { return o != w && o.visit == w.visit && o.heard })
	f.wantRefused("barging", err, heard && !w.heard && (w.most != chat.MonitorsBarge || taken), chat.KindRejected, chat.KindQuota)
	if err == nil {
		w.heard = heard
	}
	return fmt.Sprintf("%s is heard %v in %s: %v", a.user, heard, c.ContactID, err)
}

// loses has an agent's page be gone for too long, of which two nodes may learn.
func (f *floor) loses(a *deskOf) string {
	for range 2 {
		f.check(f.Lose(context.Background(), instance, a.user))
	}
	if a.status != "" || a.next != "" {
		a.status, a.next = chat.AgentOffline, ""
	}
	f.lost = a
	return fmt.Sprintf("%s is lost", a.user)
}

// assigns has somebody choose an agent for a contact: the customer's own, or a place
// beside it for which one is asked in out of a queue.
func (f *floor) assigns(a *deskOf, v *visit, c chat.Contact) string {
	s := v.session()
	waits := s.Active() && !c.Ended() && (c.ID == s.ContactID || c.Beside()) && c.Queued() && !c.Taken()
	has := c.Offered() && c.Agent.UserID == a.user
	refused := !waits || !has && (a.away() || f.agent(a).In(v.id))
	err := f.Assign(context.Background(), instance, c.ID, string(a.user))
	f.wantRefused("choosing an agent", err, refused, chat.KindRejected)
	if err == nil && !has {
		a.given[c.ID], a.assigned = true, c.ID
	}
	return fmt.Sprintf("%s is chosen for %s: %v", a.user, c.ID, err)
}

// dismisses has somebody clear a contact from before an agent, who may have it or not.
func (f *floor) dismisses(a *deskOf, c chat.Contact) string {
	id, active := c.ID, false
	if held := f.agent(a).Contacts; len(held) > 0 && f.IntN(3) > 0 {
		id = held[f.IntN(len(held))].ContactID
	}
	if held := f.agent(a).Contact(id); held != nil {
		active = held.State.Active()
	}
	err := f.Dismiss(context.Background(), instance, a.user, id)
	f.wantRefused("clearing", err, active, chat.KindRejected)
	a.cleared[id] = err == nil
	return fmt.Sprintf("%s has %s cleared: %v", a.user, id, err)
}

// stops has somebody stop a contact: that of the customer, with which the chat is
// over, or somebody's part in it.
func (f *floor) stops(v *visit, c chat.Contact) string {
	s := v.session()
	err := f.Stop(context.Background(), instance, c.ID)
	f.wantRefused("stopping", err, !s.Active() || c.Ended(), chat.KindContactNotFound)
	if now := v.contactBy(c.ID); !now.Ended() {
		f.t.Errorf("%s was stopped and goes on", c.ID)
	}
	if after := v.session(); c.ID == s.ContactID && after.Active() {
		f.t.Errorf("%s was stopped, and the chat goes on", c.ID)
	}
	return fmt.Sprintf("%s is stopped: %v", c.ID, err)
}

// transfers has an agent pass a chat on, with which all agents go.
func (f *floor) transfers(a *deskOf) string {
	for _, c := range f.agent(a).Contacts {
		if c.State != chat.AgentConnected || c.Monitors != "" {
			continue
		}
		to := conversation.Destination{FlowID: f.toAgent, UserID: string(f.agents[f.IntN(len(f.agents))].user)}
		if f.IntN(2) == 0 {
			to = conversation.Destination{FlowID: f.toQueue, QueueID: f.queues[f.IntN(3)]}
		}
		err := f.Transfer(context.Background(), conversation.Identity{SessionID: c.SessionID, ParticipantID: c.ParticipantID}, to)
		f.check(err)
		if !f.holdsNobody(c.SessionID) {
			f.t.Errorf("%s was transferred, and somebody has it still", c.ContactID)
		}
		return fmt.Sprintf("%s transfers %s to %s%s: %v", a.user, c.ContactID, to.UserID, to.QueueID, err)
	}
	return fmt.Sprintf("%s has nothing to transfer", a.user)
}

// holdsNobody reports whether no agent takes part in a chat and none is there as a
// supervisor. Who is offered it already does not.
func (f *floor) holdsNobody(id chat.SessionID) bool {
	return !slices.ContainsFunc(f.agents, func(a *deskOf) bool {
		return slices.ContainsFunc(f.agent(a).Contacts, func(c chat.AgentContact) bool {
			return c.SessionID == id && c.State == chat.AgentConnected
		})
	})
}

// holdPlaces fails the test when an agent has more contacts than places, but for those
// that he was not offered, or was offered one while he had no place.
func (f *floor) holdPlaces(d *deskOf, before, a routing.Agent) {
	given := map[chat.ContactID]bool{}
	for _, c := range a.Contacts {
		if d.given[c.ContactID] {
			given[c.ContactID] = true
			continue
		}
		known := before.Contact(c.ContactID) != nil && !d.cleared[c.ContactID]
		if taken(a) > d.places && c.Monitors == "" && c.State == chat.AgentConnecting && !known {
			f.t.Errorf("%s was offered %s as one of %d contacts, and has %d places", d.user, c.ContactID, taken(a), d.places)
		}
	}
	if taken(a) > d.places+len(given) {
		f.t.Errorf("%s has %d contacts, want at most %d, and %d that he was not offered", d.user, taken(a), d.places, len(given))
	}
	d.given = given
}

// holdWatching fails the test unless supervisors are in their chats as long as these
// have the agents whom they came for, and as they asked to be.
func (f *floor) holdWatching(now scene) {
	heard := map[*visit]bool{}
	f.watched = slices.DeleteFunc(f.watched, func(w *watching) bool {
		c, err := f.store.Contact(context.Background(), w.id)
		f.check(err)
		held := now.agents[w.by.user].Contact(w.id)
		there := held != nil && held.State.Active()
		if c.Ended() == there {
			f.t.Errorf("%s, by which %s monitors, has ended is %v, and he has %+v", w.id, w.by.user, c.Ended(), held)
		}
		if !c.Beside() || c.InitiationMethod != chat.InitiatedByMonitor || c.Agent.UserID != w.by.user || !c.EnqueuedAt.IsZero() {
			f.t.Errorf("got %+v, want a contact by which %s monitors", c, w.by.user)
		}
		if !there {
			return true
		}
		s := w.visit.session()
		if !s.Active() || c.PreviousID != s.ContactID {
			f.t.Errorf("%s monitors %s, and the chat is at %s, %s", w.by.user, c.PreviousID, s.ContactID, s.State)
		}
		f.holdSupervisor(w, held)
		if w.heard && heard[w.visit] {
			f.t.Errorf("two supervisors are heard in %s", w.visit.id)
		}
		heard[w.visit] = heard[w.visit] || w.heard
		return false
	})
}

// holdSupervisor fails the test unless a supervisor takes part as he should.
func (f *floor) holdSupervisor(w *watching, held *chat.AgentContact) {
	ps, err := f.store.Participants(context.Background(), w.visit.id)
	f.check(err)
	for _, p := range ps {
		if p.UserID != w.by.user || p.Gone() {
			continue
		}
		if p.ID != held.ParticipantID || p.Role != chat.RoleSupervisor || p.Present() != w.heard {
			f.t.Errorf("%s takes part as %+v, want a supervisor who is heard %v", w.by.user, p, w.heard)
		}
		return
	}
	f.t.Errorf("%s monitors %s and takes no part", w.by.user, w.visit.id)
}

// holdLost fails the test unless who was lost has no chat any more, and each that he
// had goes on with somebody else, waits, or is over for that reason.
func (f *floor) holdLost(before, now scene) {
	if f.lost == nil {
		return
	}
	ctx, a := context.Background(), now.agents[f.lost.user]
	for _, c := range before.agents[f.lost.user].Contacts {
		if c.State != chat.AgentConnected {
			continue
		}
		if held := a.Contact(c.ContactID); held == nil || held.State != chat.AgentEnded {
			f.t.Errorf("%s is lost and has %s as %+v, want it ended", f.lost.user, c.ContactID, held)
		}
		stored, err := f.store.Contact(ctx, c.ContactID)
		f.check(err)
		if stored.Ended() && stored.DisconnectReason != chat.DisconnectAgentNetwork {
			f.t.Errorf("%s, whose agent was lost, ended for %s", c.ContactID, stored.DisconnectReason)
		}
		s, err := f.store.Session(ctx, c.SessionID)
		f.check(err)
		current, err := f.store.Contact(ctx, s.ContactID)
		f.check(err)
		if s.Active() && !current.Queued() && !current.Taken() {
			f.t.Errorf("%s was lost, and %s is forgotten: %+v", f.lost.user, c.SessionID, current)
		}
	}
}
