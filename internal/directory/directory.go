package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// parsedFlows is how many parsed flow documents are kept at hand.
const parsedFlows = 256

// Directory reads and changes the resources of instances.
type Directory struct {
	store store.Directory
	clock clock.Clock
	newID func() string
	// Names makes the ARNs.
	Names Names

	parsed *lru.Cache[chat.FlowContentID, *flow.Document]
}

// New makes a directory over a store. newID makes the ids of new resources.
func New(s store.Directory, c clock.Clock, names Names, newID func() string) *Directory {
	parsed, err := lru.New[chat.FlowContentID, *flow.Document](parsedFlows)
	if err != nil {
		panic(err) // the size is a positive constant
	}
	return &Directory{store: s, clock: c, newID: newID, Names: names, parsed: parsed}
}

// spec is the content of one of the kinds.
type spec interface {
	InstanceSpec | FlowSpec | ModuleSpec | ModuleAliasSpec | VersionSpec | FlowContentSpec | ViewSpec | ViewContentSpec | QueueSpec | HoursSpec | RoutingProfileSpec | AgentStatusSpec | UserSpec | SecurityProfileSpec | QuickConnectSpec | PredefinedAttributeSpec | AssociationSpec
}

// entryOf takes a stored resource apart.
func entryOf[S spec](r store.Resource) (Entry, S, error) {
	var s S
	if err := json.Unmarshal(r.Spec, &s); err != nil {
		return Entry{}, s, fmt.Errorf("read %s %s: %w", r.Kind, r.ID, err)
	}
	return Entry{
		InstanceID: r.InstanceID, ID: r.ID, Name: r.Name, Tags: r.Tags,
		CreatedAt: r.CreatedAt, ModifiedAt: r.ModifiedAt, Revision: r.Revision,
	}, s, nil
}

// resourceOf puts a resource together for the store.
func resourceOf[S spec](k Kind, e Entry, s S) (store.Resource, error) {
	raw, err := json.Marshal(s)
	if err != nil {
		return store.Resource{}, fmt.Errorf("write %s %s: %w", k.Store, e.ID, err)
	}
	return store.Resource{
		InstanceID: e.InstanceID, Kind: k.Store, ID: e.ID, Name: e.Name, Tags: e.Tags, Spec: raw,
		Revision: e.Revision, CreatedAt: e.CreatedAt, ModifiedAt: e.ModifiedAt,
	}, nil
}

// get reads one resource by what a caller gives for it: an id or an ARN.
func get[S spec](ctx context.Context, d *Directory, k Kind, instance chat.InstanceID, reference string) (Entry, S, error) {
	var none S
	id, ok := ref(instance, k, reference)
	if !ok {
		return Entry{}, none, notFound(k)
	}
	r, err := d.store.Resource(ctx, instance, k.Store, id)
	if err != nil {
		return Entry{}, none, explain(k, err)
	}
	return entryOf[S](r)
}

// create adds a resource.
func create[S spec](ctx context.Context, d *Directory, k Kind, e Entry, s S) (Entry, error) {
	now := chat.Instant(d.clock.Now())
	e.CreatedAt, e.ModifiedAt, e.Revision = now, now, 1
	r, err := resourceOf(k, e, s)
	if err != nil {
		return Entry{}, err
	}
	if err := d.store.CreateResource(ctx, r); err != nil {
		return Entry{}, explain(k, err)
	}
	return e, nil
}

// save overwrites a resource as it was read.
func save[S spec](ctx context.Context, d *Directory, k Kind, e Entry, s S) error {
	e.ModifiedAt = chat.Instant(d.clock.Now())
	r, err := resourceOf(k, e, s)
	if err != nil {
		return err
	}
	return explain(k, d.store.SaveResource(ctx, r))
}

// change reads, changes and writes a resource. fn may run more than once.
func change[S spec](ctx context.Context, d *Directory, k Kind, instance chat.InstanceID, reference string, fn func(*Entry, *S) error) error {
	var err error
	for range maxStale {
		e, s, failed := get[S](ctx, d, k, instance, reference)
		if failed != nil {
			return failed
		}
		if err = fn(&e, &s); err != nil {
			return err
		}
		if err = save(ctx, d, k, e, s); chat.KindOf(err) != chat.KindConflict {
			return err
		}
	}
	return err
}

// maxStale bounds how often a change is made again because the resource had
// changed between reading and writing.
const maxStale = 5

// notFound tells nothing about why: unknown, of another instance, of another
// type all read the same.
func notFound(k Kind) error {
	return chat.NotFound("", "the "+k.Noun+" does not exist")
}

// explain turns the store's errors into the domain's.
func explain(k Kind, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNotFound):
		return notFound(k)
	case errors.Is(err, store.ErrNameTaken), errors.Is(err, store.ErrExists):
		return &chat.Error{Kind: chat.KindDuplicate, Member: "Name", Detail: "another " + k.Noun + " has this name"}
	case errors.Is(err, store.ErrStale):
		return &chat.Error{Kind: chat.KindConflict, Detail: "the " + k.Noun + " was changed at the same time, try again"}
	case errors.Is(err, store.ErrOverloaded):
		return &chat.Error{Kind: chat.KindThrottled, Detail: "too many requests wait for the database, try again later", Err: err}
	case store.Passing(err):
		return &chat.Error{Kind: chat.KindUnavailable, Detail: "the database cannot take the work now, try again", Err: err}
	}
	return chat.Internal("reach the directory", err)
}

// Instance reads an instance by id or ARN.
func (d *Directory) Instance(ctx context.Context, reference string) (Instance, error) {
	id := InstanceRef(reference)
	r, err := d.store.Resource(ctx, id, KindInstance.Store, string(id))
	if errors.Is(err, store.ErrNotFound) {
		return Instance{}, chat.NotFound("InstanceId", "the instance does not exist")
	}
	if err != nil {
		return Instance{}, explain(KindInstance, err)
	}
	e, s, err := entryOf[InstanceSpec](r)
	return Instance{e, s}, err
}

// Queue reads a queue by id or ARN; that of a user too, see OwnQueueID.
// KindNotFound.
func (d *Directory) Queue(ctx context.Context, instance chat.InstanceID, reference string) (Queue, error) {
	if id, _ := ref(instance, KindQueue, reference); OwnerOf(chat.QueueID(id)) != "" {
		return d.ownQueue(ctx, instance, OwnerOf(chat.QueueID(id)))
	}
	e, s, err := get[QueueSpec](ctx, d, KindQueue, instance, reference)
	return Queue{e, s}, err
}
