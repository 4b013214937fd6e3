package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// RoutingProfileDraft is a routing profile to be created. Queues are ids or ARNs.
type RoutingProfileDraft struct {
	Name         string
	Description  string
	DefaultQueue string
	// Channels have no queues: those are in Queues.
	Channels []ChannelRouting
	Queues   []ChannelQueue
	Manual   []ManualQueue
	Order    string
	Tags     map[string]string
}

// ChannelQueue is a queue of a routing profile for one channel.
type ChannelQueue struct {
	Channel string
	RoutedQueue
}

// maxProfileQueues bounds the pairs of queue and channel in a routing profile; so many
// are for contacts that come, and so many for those that are picked. spec: Amazon
// Connect service quotas.
const maxProfileQueues = 50

// The members of requests that hold the queues of a routing profile.
const (
	queueConfigs  = "QueueConfigs"
	manualConfigs = "ManualAssignmentQueueConfigs"
)

// CreateRoutingProfile adds a routing profile. KindNotFound (instance, queues),
// KindInvalid, KindRejected, KindQuota, KindDuplicate. spec: CreateRoutingProfile.
func (d *Directory) CreateRoutingProfile(ctx context.Context, instance chat.InstanceID, draft RoutingProfileDraft) (RoutingProfile, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return RoutingProfile{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return RoutingProfile{}, err
	}
	if err := checkConcurrency(draft.Channels); err != nil {
		return RoutingProfile{}, err
	}
	p := RoutingProfile{
		Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags},
		RoutingProfileSpec{Description: draft.Description, Order: draft.Order},
	}
	p.Spec.setChannels(draft.Channels)
	var err error
	if p.Spec.DefaultQueueID, err = d.standardQueue(ctx, instance, "DefaultOutboundQueueId", draft.DefaultQueue); err != nil {
		return RoutingProfile{}, err
	}
	if err := d.addQueues(ctx, &p, draft.Queues, draft.Manual); err != nil {
		return RoutingProfile{}, err
	}
	p.Entry, err = create(ctx, d, KindRoutingProfile, p.Entry, p.Spec)
	return p, err
}

// changeProfile reads, changes and writes a routing profile. fn may run more than
// once.
func (d *Directory) changeProfile(ctx context.Context, instance chat.InstanceID, reference string, fn func(*RoutingProfile) error) error {
	return change(ctx, d, KindRoutingProfile, instance, reference, func(e *Entry, s *RoutingProfileSpec) error {
		p := RoutingProfile{*e, *s}
		if err := fn(&p); err != nil {
			return err
		}
		*e, *s = p.Entry, p.Spec
		return nil
	})
}

// RenameRoutingProfile changes name and description; nil leaves one as it is.
// KindNotFound, KindInvalid, KindDuplicate. spec: UpdateRoutingProfileName.
func (d *Directory) RenameRoutingProfile(ctx context.Context, instance chat.InstanceID, reference string, name, description *string) error {
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error {
		return rename(&p.Entry, &p.Spec.Description, name, description)
	})
}

// SetConcurrency replaces how many contacts of which channels an agent has at once;
// of channels that are left out, none. Queues stay. KindNotFound, KindInvalid.
// spec: UpdateRoutingProfileConcurrency.
func (d *Directory) SetConcurrency(ctx context.Context, instance chat.InstanceID, reference string, channels []ChannelRouting) error {
	if err := checkConcurrency(channels); err != nil {
		return err
	}
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error {
		all := slices.Clone(p.Spec.Channels())
		for i := range all {
			all[i].Concurrency, all[i].CrossChannel = 0, ""
		}
		for _, c := range channels {
			at := channelIn(&all, c.Channel)
			at.Concurrency, at.CrossChannel = c.Concurrency, c.CrossChannel
		}
		p.Spec.setChannels(all)
		return nil
	})
}

// checkConcurrency takes each channel once, and one call at a time.
// spec: MediaConcurrency Concurrency.
func checkConcurrency(channels []ChannelRouting) error {
	const member = "MediaConcurrencies"
	if len(channels) == 0 {
		return chat.Invalid(member, "must have a channel")
	}
	seen := map[string]bool{}
	for _, c := range channels {
		switch {
		case seen[c.Channel]:
			return chat.Invalid(member, "has the channel "+c.Channel+" twice")
		case c.Channel == "VOICE" && c.Concurrency > 1:
			return chat.Invalid(member, "Concurrency of VOICE must be 1")
		}
		seen[c.Channel] = true
	}
	return nil
}

// channelIn finds what is said of a channel, and begins it when there is nothing.
func channelIn(all *[]ChannelRouting, channel string) *ChannelRouting {
	i := slices.IndexFunc(*all, func(c ChannelRouting) bool { return c.Channel == channel })
	if i < 0 {
		i = len(*all)
		*all = append(*all, ChannelRouting{Channel: channel})
	}
	return &(*all)[i]
}

// SetDefaultQueue gives a routing profile another default outbound queue, by id or
// ARN. KindNotFound, KindRejected. spec: UpdateRoutingProfileDefaultOutboundQueue.
func (d *Directory) SetDefaultQueue(ctx context.Context, instance chat.InstanceID, reference, queue string) error {
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error {
		var err error
		p.Spec.DefaultQueueID, err = d.standardQueue(ctx, p.InstanceID, "DefaultOutboundQueueId", queue)
		return err
	})
}

// SetOrder says by what agents are compared. KindNotFound.
// spec: UpdateRoutingProfileAgentAvailabilityTimer.
func (d *Directory) SetOrder(ctx context.Context, instance chat.InstanceID, reference, order string) error {
	return d.changeProfile(ctx, instance, reference, func(p *RoutingProfile) error {
		p.Spec.Order = order
		return nil
	})
}

// DeleteRoutingProfile removes a routing profile that no user has. KindNotFound;
// KindInUse names a user. spec: DeleteRoutingProfile.
func (d *Directory) DeleteRoutingProfile(ctx context.Context, instance chat.InstanceID, reference string) error {
	p, err := d.RoutingProfile(ctx, instance, reference)
	if err != nil {
		return err
	}
	if err := d.noUser(ctx, instance, KindRoutingProfile, "RoutingProfileId", func(u *User) bool { return u.Spec.RoutingProfileID == p.ID }); err != nil {
		return err
	}
	return explain(KindRoutingProfile, d.store.DeleteResource(ctx, instance, KindRoutingProfile.Store, p.ID))
}

// noUser is KindInUse when a user has something.
func (d *Directory) noUser(ctx context.Context, instance chat.InstanceID, k Kind, member string, has func(*User) bool) error {
	users, err := d.AllUsers(ctx, instance)
	if err != nil {
		return err
	}
	for i := range users {
		if u := &users[i]; has(u) {
			return &chat.Error{Kind: chat.KindInUse, Member: member, Detail: fmt.Sprintf("the %s is used by the user %s", k.Noun, u.ID)}
		}
	}
	return nil
}
