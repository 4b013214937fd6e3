package agentapp

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

const (
	// namesLife is how long names are believed to be as they were read. Snapshots are
	// made by the thousand, and the names in them hardly ever change.
	namesLife = 5 * time.Second
	// maxNames bounds the names that are remembered.
	maxNames = 4096
)

// names knows the names of statuses and queues.
type names struct {
	directory *directory.Directory
	clock     clock.Clock
	known     *lru.Cache[nameKey, name]
}

// nameKey is a queue of an instance, its statuses for "", or what it can do.
type nameKey struct {
	instance  chat.InstanceID
	queue     chat.QueueID
	abilities bool
}

type name struct {
	readAt   time.Time
	queue    queue
	statuses []agentStatus
	// multiParty says that agents can bring others into their chats.
	multiParty bool
}

func newNames(d *directory.Directory, c clock.Clock) *names {
	known, err := lru.New[nameKey, name](maxNames)
	if err != nil {
		panic(err) // the size is a positive constant
	}
	return &names{directory: d, clock: c, known: known}
}

// statuses are all that agents of an instance can have, in the order of the list
// that they choose from.
func (n *names) statuses(ctx context.Context, instance chat.InstanceID) ([]agentStatus, error) {
	got, err := n.get(nameKey{instance: instance}, func() (name, error) {
		all, err := n.directory.AllAgentStatuses(ctx, instance)
		return name{statuses: statusesOf(n.directory.Names, all)}, err
	})
	return got.statuses, err
}

// queue is a queue as pages show it. One that is deleted has no name.
func (n *names) queue(ctx context.Context, instance chat.InstanceID, id chat.QueueID) (queue, error) {
	got, err := n.get(nameKey{instance: instance, queue: id}, func() (name, error) {
		q, err := n.directory.Queue(ctx, instance, string(id))
		if err != nil && chat.KindOf(err) != chat.KindNotFound {
			return name{}, err
		}
		return name{queue: queueOf(n.directory.Names, instance, string(id), q.Name)}, nil
	})
	return got.queue, err
}

// multiParty reports whether agents of an instance can bring others into their chats.
func (n *names) multiParty(ctx context.Context, instance chat.InstanceID) (bool, error) {
	got, err := n.get(nameKey{instance: instance, abilities: true}, func() (name, error) {
		i, err := n.directory.Instance(ctx, string(instance))
		return name{multiParty: i.Has(directory.MultiPartyChat)}, err
	})
	return got.multiParty, err
}

// get gives what is known of a key, reading it when that is too old.
func (n *names) get(key nameKey, read func() (name, error)) (name, error) {
	now := n.clock.Now()
	if have, found := n.known.Get(key); found && now.Sub(have.readAt) < namesLife {
		return have, nil
	}
	got, err := read()
	if err != nil {
		return name{}, err
	}
	got.readAt = now
	n.known.Add(key, got)
	return got, nil
}
