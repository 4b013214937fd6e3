package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// LinkQueues gives a routing profile queues, by ids or ARNs. For ones that it has,
// priority and delay are replaced. KindNotFound, KindInvalid, KindRejected, KindQuota.
// spec: AssociateRoutingProfileQueues.
func (d *Directory) LinkQueues(ctx context.Context, instance chat.InstanceID, reference string, queues []ChannelQueue, manual []ManualQueue) error {
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error { return d.addQueues(ctx, p, queues, manual) })
}

// ChangeQueues replaces priority and delay of queues that a routing profile has, by
// ids or ARNs. KindNotFound, also for ones that it has not, KindInvalid, KindRejected.
// spec: UpdateRoutingProfileQueues.
func (d *Directory) ChangeQueues(ctx context.Context, instance chat.InstanceID, reference string, queues []ChannelQueue) error {
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error {
		for _, q := range queues {
			id, err := d.standardQueue(ctx, p.InstanceID, queueConfigs, q.QueueID)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(p.Spec.Channels(), func(c ChannelRouting) bool {
				return c.Channel == q.Channel && slices.ContainsFunc(c.Queues, func(have RoutedQueue) bool { return have.QueueID == id })
			}) {
				return chat.NotFound(queueConfigs, "the routing profile has no queue "+id+" for "+q.Channel)
			}
		}
		return d.addQueues(ctx, p, queues, nil)
	})
}

// UnlinkQueues takes queues from a routing profile; ones that it does not have are no
// error. KindNotFound. spec: DisassociateRoutingProfileQueues.
func (d *Directory) UnlinkQueues(ctx context.Context, instance chat.InstanceID, reference string, queues, manual []ManualQueue) error {
	settle := func(of []ManualQueue) []ManualQueue {
		of = slices.Clone(of)
		for i := range of {
			of[i].QueueID, _ = ref(instance, KindQueue, of[i].QueueID)
		}
		return of
	}
	queues, manual = settle(queues), settle(manual)
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error {
		all := slices.Clone(p.Spec.Channels())
		for i := range all {
			c := &all[i]
			c.Queues = slices.DeleteFunc(slices.Clone(c.Queues), func(q RoutedQueue) bool {
				return slices.Contains(queues, ManualQueue{q.QueueID, c.Channel})
			})
		}
		p.Spec.setChannels(all)
		p.Spec.Manual = slices.DeleteFunc(slices.Clone(p.Spec.Manual), func(m ManualQueue) bool { return slices.Contains(manual, m) })
		return nil
	})
}

// addQueues puts queues into a profile, or in the place of those it has.
func (d *Directory) addQueues(ctx context.Context, p *RoutingProfile, queues []ChannelQueue, manual []ManualQueue) error {
	if err := d.addRouted(ctx, p, queues); err != nil {
		return err
	}
	p.Spec.Manual = slices.Clone(p.Spec.Manual)
	for _, m := range manual {
		id, err := d.standardQueue(ctx, p.InstanceID, manualConfigs, m.QueueID)
		switch {
		case err != nil:
			return err
		case m.Channel == "VOICE":
			return chat.Invalid(manualConfigs, "Channel cannot be VOICE")
		}
		if m.QueueID = id; !slices.Contains(p.Spec.Manual, m) {
			p.Spec.Manual = append(p.Spec.Manual, m)
		}
	}
	return fits(manualConfigs, len(p.Spec.Manual))
}

func (d *Directory) addRouted(ctx context.Context, p *RoutingProfile, queues []ChannelQueue) error {
	all, seen, count := slices.Clone(p.Spec.Channels()), map[ManualQueue]bool{}, 0
	for _, q := range queues {
		id, err := d.standardQueue(ctx, p.InstanceID, queueConfigs, q.QueueID)
		if err != nil {
			return err
		}
		if key := (ManualQueue{id, q.Channel}); seen[key] {
			return chat.Invalid(queueConfigs, "has the queue "+id+" twice for "+q.Channel)
		} else {
			seen[key] = true
		}
		q.QueueID = id
		c := channelIn(&all, q.Channel)
		c.Queues = slices.Clone(c.Queues)
		if i := slices.IndexFunc(c.Queues, func(have RoutedQueue) bool { return have.QueueID == id }); i >= 0 {
			c.Queues[i] = q.RoutedQueue
		} else {
			c.Queues = append(c.Queues, q.RoutedQueue)
		}
	}
	for _, c := range all {
		count += len(c.Queues)
	}
	p.Spec.setChannels(all)
	return fits(queueConfigs, count)
}

func fits(member string, n int) error {
	if n > maxProfileQueues {
		return &chat.Error{Kind: chat.KindQuota, Member: member, Detail: fmt.Sprintf("the routing profile would have %d queues, the limit is %d", n, maxProfileQueues)}
	}
	return nil
}
