package directory

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// unused is KindInUse when something refers to a resource by the name: its id, or
// the id with a version.
func (d *Directory) unused(ctx context.Context, o owner, name string) error {
	user, err := d.userOf(ctx, o.InstanceID, o.ID, name)
	if err != nil || user == "" {
		return err
	}
	noun := o.kind.Noun
	if name != o.ID {
		noun = o.versions.Noun
	}
	return &chat.Error{Kind: chat.KindInUse, Member: o.id, Detail: "the " + noun + " is used by " + user}
}

// userOf says what refers to a resource by the name, "" for nothing but itself.
// Flows and modules name others by id or ARN, and both hold the id, which is a
// UUID and so stands for nothing else.
func (d *Directory) userOf(ctx context.Context, instance chat.InstanceID, id, name string) (string, error) {
	i, err := d.Instance(ctx, string(instance))
	if err != nil {
		return "", err
	}
	for hook, used := range i.Spec.Defaults {
		if string(used) == name {
			return "the instance as its default for " + string(hook), nil
		}
	}
	if user, err := d.transfersBy(ctx, instance, name); err != nil || user != "" {
		return user, err
	}
	flows, err := d.AllFlows(ctx, instance)
	if err != nil {
		return "", err
	}
	for _, f := range flows {
		if f.ID != id && (names(f.Spec.Published, name) || names(f.Spec.Saved, name)) {
			return "the contact flow " + f.Name, nil
		}
	}
	modules, err := d.AllModules(ctx, instance)
	if err != nil {
		return "", err
	}
	for _, m := range modules {
		if m.ID != id && (names(m.Spec.Published, name) || names(m.Spec.Saved, name)) {
			return "the contact flow module " + m.Name, nil
		}
	}
	return "", nil
}

// transfersBy says what transfers or calls by a flow, "" for nothing.
func (d *Directory) transfersBy(ctx context.Context, instance chat.InstanceID, flow string) (string, error) {
	connects, err := d.AllQuickConnects(ctx, instance)
	if err != nil {
		return "", err
	}
	for _, c := range connects {
		if c.Spec.FlowID == flow {
			return "the quick connect " + c.Name, nil
		}
	}
	queues, err := d.AllQueues(ctx, instance)
	if err != nil {
		return "", err
	}
	for _, q := range queues {
		if q.Spec.Caller != nil && q.Spec.Caller.FlowID == flow {
			return "the queue " + q.Name, nil
		}
	}
	return "", nil
}

// names reports whether a content holds a name, and not only as the beginning of a
// longer number: version 1 is not version 12.
func names(content, name string) bool {
	for {
		_, rest, found := strings.Cut(content, name)
		if !found {
			return false
		}
		if rest == "" || rest[0] < '0' || rest[0] > '9' {
			return true
		}
		content = rest
	}
}
