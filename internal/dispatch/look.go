package dispatch

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// look looks for a match once.
func (d *Dispatcher) look(ctx context.Context, l routing.Look) error {
	if l.Agent != "" {
		_, err := d.offerTo(ctx, l.Instance, l.Agent)
		return err
	}
	return d.forContact(ctx, l)
}

// forContact finds agents for a contact until it waits no more or there is none.
// What an agent is offered is for the rules to say: it may be another contact, which
// stands before this one.
func (d *Dispatcher) forContact(ctx context.Context, l routing.Look) error {
	for lost := 0; ctx.Err() == nil && lost < maxLost; {
		w, err := d.waits(ctx, l)
		if err != nil || w == nil || d.claims.hasContact(w.ContactID) {
			return err
		}
		user, next, err := d.agentFor(ctx, l.Instance, w)
		if err != nil {
			return err
		}
		if user == "" {
			if next.IsZero() {
				return nil
			}
			return d.Offers.LookAgain(ctx, w.SessionID, w.ContactID, next)
		}
		offered, err := d.offerTo(ctx, l.Instance, user)
		switch {
		case err != nil:
			return err
		case offered:
			lost = 0
		default:
			lost++ // the agent has been given something else meanwhile
		}
	}
	return ctx.Err()
}

// waits reads the contact of a session that is looked for if it waits, nil
// otherwise.
func (d *Dispatcher) waits(ctx context.Context, l routing.Look) (*chat.Waiting, error) {
	id := l.Session
	s, err := d.Store.Session(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !s.Active() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := d.Store.Contact(ctx, cmp.Or(l.Contact, s.ContactID))
	if err != nil || !c.Waiting() {
		return nil, err
	}
	return &chat.Waiting{
		SessionID: id, ContactID: c.ID, QueueID: c.QueueID, Place: c.Place(), EnqueuedAt: c.EnqueuedAt,
		Criteria: c.Routing.Criteria != nil,
	}, nil
}

// agentFor picks the agent whom a contact is offered to, "" when there is none now;
// next is when there may be one without anybody's doing, zero for never. It does not
// depend on who is free: whoever comes to be free until then may have to wait for it.
func (d *Dispatcher) agentFor(ctx context.Context, instance chat.InstanceID, w *chat.Waiting) (user chat.UserID, next time.Time, err error) {
	if w.Criteria {
		if next, err = d.Offers.StepEnds(ctx, *w); err != nil {
			return "", time.Time{}, err
		}
	}
	if owner := directory.OwnerOf(w.QueueID); owner != "" {
		a, err := d.agent(ctx, instance, owner)
		if err != nil || a == nil || !a.Free() {
			return "", next, err
		}
		if meets, err := d.goTogether(ctx, w, &a.Agent); err != nil || !meets || d.claims.hasAgent(owner) {
			return "", next, err
		}
		return owner, next, nil
	}
	services, err := d.profiles.serving(ctx, instance, w.QueueID)
	if err != nil {
		return "", time.Time{}, err
	}
	now := d.Clock.Now()
	var free []routing.Agent
	for _, s := range services {
		if ready := w.EnqueuedAt.Add(s.delay); ready.After(now) {
			next = earlier(next, ready)
			continue
		}
		a, err := d.longestIdle(ctx, instance, s, w)
		if err != nil {
			return "", time.Time{}, err
		}
		if a != nil {
			free = append(free, *a)
		}
	}
	if a, found := routing.Longest(free); found {
		return a.UserID, next, nil
	}
	return "", next, nil
}

// page is how many agents or contacts are read at a time once the first does not do.
// All are gone through: whoever fits stands perhaps behind many who do not.
const page = 100

// longestIdle finds the longest idle free agent of a routing profile who may have a
// contact: who has it not before him already, meets its criteria, and is not about to
// get another one.
func (d *Dispatcher) longestIdle(ctx context.Context, instance chat.InstanceID, s service, w *chat.Waiting) (*routing.Agent, error) {
	for limit := 1 + d.claims.size(); ; limit *= page {
		agents, err := d.Store.FreeAgents(ctx, instance, s.ProfileID, s.Places, limit)
		if err != nil {
			return nil, err
		}
		for i := range agents {
			a := &routing.Agent{Agent: &agents[i], Rules: s.Rules}
			meets, err := d.goTogether(ctx, w, a)
			if err != nil {
				return nil, err
			}
			if meets && !d.claims.hasAgent(a.UserID) {
				return a, nil
			}
		}
		if len(agents) < limit {
			return nil, nil
		}
	}
}

// goTogether reports whether an agent may be offered a contact.
func (d *Dispatcher) goTogether(ctx context.Context, w *chat.Waiting, a *routing.Agent) (bool, error) {
	if apart(w, a) || !w.Criteria {
		return !apart(w, a), nil
	}
	return d.Offers.Meets(ctx, *w, a.UserID)
}

// apart reports whether an agent may not be offered a contact: he has it before him
// already, or takes part in its chat.
func apart(w *chat.Waiting, a *routing.Agent) bool {
	return a.Contact(w.ContactID) != nil || a.In(w.SessionID)
}

// maxLost is how often in a row somebody else may have been faster, or what was read
// proved to be otherwise, before a look is left to the next sweep: more often than
// all workers of this node together may be.
const maxLost = 2 * workers

// offerTo offers an agent contacts until he has no place or there is none for him. It
// leaves an agent to whom another worker is offering contacts to that one.
func (d *Dispatcher) offerTo(ctx context.Context, instance chat.InstanceID, user chat.UserID) (offered bool, err error) {
	if !d.claims.claimAgent(routing.Look{Instance: instance, Agent: user}) {
		return false, nil
	}
	defer func() {
		if l, wanted := d.claims.releaseAgent(user); wanted {
			d.Look(l)
		}
	}()
	for lost := 0; ctx.Err() == nil && lost < maxLost; {
		a, err := d.agent(ctx, instance, user)
		if err != nil || a == nil || !a.Free() {
			return offered, err
		}
		w, found, err := d.choose(ctx, instance, a)
		if err != nil || !found {
			return offered, err
		}
		done, err := d.offer(ctx, instance, w, user)
		switch {
		case err != nil:
			return offered, err
		case done:
			offered, lost = true, 0
		default:
			lost++
		}
	}
	return offered, ctx.Err()
}

// offer offers an agent a contact, unless another worker offers it to somebody else.
func (d *Dispatcher) offer(ctx context.Context, instance chat.InstanceID, w chat.Waiting, user chat.UserID) (offered bool, err error) {
	if !d.claims.claimContact(routing.Look{Instance: instance, Session: w.SessionID, Contact: w.ContactID}) {
		return false, nil
	}
	defer func() {
		if l, wanted := d.claims.releaseContact(w.ContactID); wanted && !offered {
			d.Look(l)
		}
	}()
	return d.Offers.Offer(ctx, w.SessionID, w.ContactID, user)
}

// choose picks what an agent is offered.
func (d *Dispatcher) choose(ctx context.Context, instance chat.InstanceID, a *desk) (chat.Waiting, bool, error) {
	queues := make([]chat.QueueID, len(a.serves))
	for i, q := range a.serves {
		queues[i] = q.ID
	}
	// In most queues nobody waits, and of most others the first one will do.
	read, err := d.Store.Fronts(ctx, instance, queues)
	if err != nil || len(read) == 0 {
		return chat.Waiting{}, false, err
	}
	fronts := make(map[chat.QueueID]chat.Waiting, len(read))
	for _, w := range read {
		fronts[w.QueueID] = w
	}
	return routing.Choose(a.serves, d.Clock.Now(), func(q chat.QueueID, before time.Time) (chat.Waiting, bool, error) {
		front, waits := fronts[q]
		if !waits {
			return chat.Waiting{}, false, nil
		}
		return d.firstFor(ctx, instance, front, before, &a.Agent)
	})
}

// firstFor finds the contact of a queue that an agent is offered first, given the one
// that waits in front.
func (d *Dispatcher) firstFor(ctx context.Context, instance chat.InstanceID, front chat.Waiting, before time.Time, a *routing.Agent) (chat.Waiting, bool, error) {
	line := []chat.Waiting{front}
	for limit, next := 1, 1+d.claims.size(); ; limit, next = next, page {
		for i := range line {
			w := &line[i]
			if w.EnqueuedAt.After(before) {
				continue
			}
			meets, err := d.goTogether(ctx, w, a)
			if err != nil {
				return chat.Waiting{}, false, err
			}
			if meets && !d.claims.hasContact(w.ContactID) {
				return *w, true, nil
			}
		}
		if len(line) < limit {
			return chat.Waiting{}, false, nil
		}
		var err error
		if line, err = d.Store.Waiting(ctx, instance, front.QueueID, line[len(line)-1], next); err != nil {
			return chat.Waiting{}, false, err
		}
	}
}

// desk is an agent with the queues that he serves.
type desk struct {
	routing.Agent
	serves []routing.Queue
}

// agent reads an agent with his rules, nil when there is no such user or he never
// was an agent.
func (d *Dispatcher) agent(ctx context.Context, instance chat.InstanceID, user chat.UserID) (*desk, error) {
	a, err := d.Store.Agent(ctx, instance, user)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	u, err := d.Directory.User(ctx, instance, string(user))
	if err != nil {
		return nil, unlessMissing(err)
	}
	p, err := d.Directory.RoutingProfile(ctx, instance, u.Spec.RoutingProfileID)
	if err != nil {
		return nil, unlessMissing(err)
	}
	return &desk{routing.Agent{Agent: &a, Rules: p.Rules()}, p.Serves(user)}, nil
}

// unlessMissing passes all errors but "does not exist".
func unlessMissing(err error) error {
	if chat.KindOf(err) == chat.KindNotFound {
		return nil
	}
	return err
}

// earlier is the earlier of two times, of which zero is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
