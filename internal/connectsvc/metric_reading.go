package connectsvc

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// reading reads what metrics of now need, each profile and each queue once.
type reading struct {
	metricData
	instance chat.InstanceID
	places   map[string]int
	tallies  map[string][]chat.AgentTally // by routing profile, or by queue of an agent
	queued   map[string]store.Queued
	paces    map[chat.QueueID]metrics.Pace // nil until they are asked for
}

func (s metricData) reading(instance chat.InstanceID) *reading {
	return &reading{
		metricData: s, instance: instance, places: map[string]int{}, tallies: map[string][]chat.AgentTally{}, queued: map[string]store.Queued{},
	}
}

// staffing counts agents by their status: those of routing profiles, and those whose
// own queues are among some and who are not counted yet.
func (r *reading) staffing(ctx context.Context, profiles []directory.RoutingProfile, queues []string) (map[string]*metrics.Staffing, error) {
	by, counted := map[string]*metrics.Staffing{}, map[string]bool{}
	add := func(t chat.AgentTally) {
		if by[t.StatusID] == nil {
			by[t.StatusID] = &metrics.Staffing{}
		}
		by[t.StatusID].Add(t, r.places[t.ProfileID])
	}
	for i := range profiles {
		p := &profiles[i]
		counted[p.ID], r.places[p.ID] = true, p.Spec.ChatConcurrency
		tallies, err := r.tally(ctx, p.ID, p.ID, "")
		if err != nil {
			return nil, err
		}
		for _, t := range tallies {
			add(t)
		}
	}
	for _, q := range queues {
		owner := directory.OwnerOf(chat.QueueID(q))
		if owner == "" {
			continue
		}
		tallies, err := r.tally(ctx, q, "", owner)
		if err != nil {
			return nil, err
		}
		for _, t := range tallies {
			if counted[t.ProfileID] {
				continue
			}
			if err := r.learn(ctx, t.ProfileID); err != nil {
				return nil, err
			}
			add(t)
		}
	}
	return by, nil
}

func (r *reading) tally(ctx context.Context, key, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	if known, ok := r.tallies[key]; ok {
		return known, nil
	}
	tallies, err := r.Conversations.TallyAgents(ctx, r.instance, profile, user)
	r.tallies[key] = tallies
	return tallies, err
}

// learn reads how many places the agents of a routing profile have, none when it is
// gone.
func (r *reading) learn(ctx context.Context, profile string) error {
	if _, known := r.places[profile]; known {
		return nil
	}
	p, err := r.Directory.RoutingProfile(ctx, r.instance, profile)
	if err != nil && chat.KindOf(err) != chat.KindNotFound {
		return err
	}
	r.places[profile] = p.Spec.ChatConcurrency
	return nil
}

// waiting tells of the contacts that sit in some queues.
func (r *reading) waiting(ctx context.Context, queues []string) (all store.Queued, err error) {
	for _, q := range queues {
		one, known := r.queued[q]
		if !known {
			if one, err = r.Conversations.QueuedIn(ctx, r.instance, chat.QueueID(q)); err != nil {
				return all, err
			}
			r.queued[q] = one
		}
		all.Contacts += one.Contacts
		if one.Contacts > 0 && (all.Oldest.IsZero() || one.Oldest.Before(all.Oldest)) {
			all.Oldest = one.Oldest
		}
	}
	return all, nil
}

// estimate is about how many seconds a contact would wait that entered a queue now, nil
// when that is not known. Where an agent is free and nobody waits, it would not.
func (r *reading) estimate(ctx context.Context, queue string, row *currentRow) (*float64, error) {
	if row.staffing.Available > 0 && row.queued.Contacts == 0 {
		return new(0.0), nil
	}
	if r.paces == nil {
		paces, err := r.Conversations.Paces(ctx, r.instance)
		if err != nil {
			return nil, err
		}
		r.paces = paces
	}
	wait, known := r.paces[chat.QueueID(queue)].Wait(row.queued.Contacts+1, r.Conversations.Clock.Now())
	if !known {
		return nil, nil
	}
	return new(float64(wait / time.Second)), nil
}

// age is for how long the oldest contact has waited.
func age(q store.Queued, now time.Time) time.Duration {
	if q.Contacts == 0 {
		return 0
	}
	return max(0, now.Sub(q.Oldest))
}
