package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/routing"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// floor is a contact centre in this process: all of the server that takes part in
// an offer, and nothing in front of it.
type floor struct {
	store      whole
	names      *directory.Directory
	chats      *conversation.Conversations
	dispatcher *dispatch.Dispatcher
	close      func() error

	hours, security string // ids
	queues          []chat.QueueID
	profile         string
}

// whole is a store with all that it can do.
type whole interface {
	store.Store
	store.Portable
}

// openFloor opens a contact centre over an empty store, which it closes at the end.
func openFloor(ctx context.Context, s whole, dir string) (_ *floor, err error) {
	files, err := archive.OpenDir(filepath.Join(dir, "files"))
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	broker := fanout.NewLocal()
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	var ran sync.WaitGroup
	f := &floor{store: s, close: func() error {
		stop()
		ran.Wait()
		return errors.Join(broker.Close(), s.Close(), files.Close())
	}}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	keys, err := token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte{1}})
	if err != nil {
		return nil, err
	}
	quiet := slog.New(slog.DiscardHandler)
	f.names = directory.New(s, clock.System(), directory.Names{Region: "local", Account: "123456789012"}, uuid.NewString)
	f.chats = conversation.New(conversation.Config{
		Store: s, Directory: f.names, Broker: broker, Archive: archive.New(archive.Options{Bucket: files, AccountID: "123456789012"}),
		Clock: clock.System(), Log: quiet, NewID: uuid.NewString, Seed: func() uint64 { return 1 },
		Views: keys, States: keys, Pages: keys, Limits: conversation.Limits{MessageBytes: 16 << 10},
	})
	f.dispatcher = dispatch.New(dispatch.Config{
		Store: s, Directory: f.names, Offers: f.chats, Clock: clock.System(), Machine: clock.System(), Log: quiet,
	})
	f.chats.Look = f.dispatcher.Look
	if err := f.names.Seed(ctx); err != nil {
		return nil, err
	}
	ran.Go(func() { _ = f.dispatcher.Run(running) })
	return f, f.know(ctx)
}

// know finds what a new instance has.
func (f *floor) know(ctx context.Context) error {
	hours, err1 := f.names.AllHours(ctx, directory.DefaultInstanceID)
	security, _, err2 := f.names.SecurityProfiles(ctx, directory.DefaultInstanceID, "", 1)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	f.hours, f.security = hours[0].ID, security[0].ID
	return nil
}

// open makes queues, and a routing profile of as many of them as it may have, all of
// one priority.
func (f *floor) open(ctx context.Context, queues, places int) error {
	const most = 50 // that a routing profile has
	draft := directory.RoutingProfileDraft{
		Name: "all", Description: "all", Channels: []directory.ChannelRouting{{Channel: "CHAT", Concurrency: places}},
	}
	for i := range queues {
		q, err := f.names.CreateQueue(ctx, directory.DefaultInstanceID, directory.QueueDraft{Name: fmt.Sprint("queue ", i), Hours: f.hours})
		if err != nil {
			return err
		}
		f.queues = append(f.queues, chat.QueueID(q.ID))
		if i == 0 {
			draft.DefaultQueue = q.ID
		}
		if i < most {
			routed := directory.RoutedQueue{QueueID: q.ID, Priority: 1}
			draft.Queues = append(draft.Queues, directory.ChannelQueue{Channel: "CHAT", RoutedQueue: routed})
		}
	}
	p, err := f.names.CreateRoutingProfile(ctx, directory.DefaultInstanceID, draft)
	f.profile = p.ID
	return err
}

// hire makes an agent of the profile.
func (f *floor) hire(ctx context.Context, name string) (chat.UserID, error) {
	u, err := f.names.CreateUser(ctx, directory.DefaultInstanceID, directory.UserDraft{Username: name, Spec: directory.UserSpec{
		FirstName: name, LastName: "Agent", RoutingProfileID: f.profile, SecurityProfileIDs: []string{f.security},
		PhoneConfig: directory.PhoneConfig{PhoneType: "SOFT_PHONE"},
	}})
	return chat.UserID(u.ID), err
}

// seat has a user be an agent who is available since a moment, with so many contacts.
func (f *floor) seat(ctx context.Context, user chat.UserID, since time.Time, contacts int) error {
	return f.store.UpdateAgent(ctx, directory.DefaultInstanceID, user, func(a *chat.Agent) error {
		a.ProfileID, a.IdleSince = f.profile, since
		a.Status = chat.AgentStatus{ID: uuid.NewString(), Type: chat.AgentRoutable, Since: since}
		for range contacts {
			a.Contacts = append(a.Contacts, chat.AgentContact{
				ContactID: chat.ContactID(uuid.NewString()), SessionID: chat.SessionID(uuid.NewString()), State: chat.AgentConnected, Since: since,
			})
		}
		return nil
	})
}

// line has a customer wait in a queue.
func (f *floor) line(ctx context.Context, queue chat.QueueID, since time.Time) (chat.SessionID, error) {
	id := chat.SessionID(uuid.NewString())
	contact := chat.Contact{
		ID: id.Initial(), SessionID: id, InstanceID: directory.DefaultInstanceID, Segment: 1, InitiationMethod: chat.InitiatedByAPI,
		InitiatedAt: since, ConnectedAt: since, QueueID: queue, EnqueuedAt: since,
	}
	return id, f.store.ImportSession(ctx, store.SessionRecord{
		Session: chat.Session{
			ID: id, InstanceID: directory.DefaultInstanceID, State: chat.SessionActive, ContactID: contact.ID, CreatedAt: since,
			ExpiresAt: since.Add(7 * 24 * time.Hour),
		},
		Contacts: []chat.Contact{contact},
		Participants: []chat.Participant{{
			ID: chat.ParticipantID(uuid.NewString()), SessionID: id, ContactID: contact.ID, Role: chat.RoleCustomer, CreatedAt: since, ConnectedAt: since,
		}},
	})
}

// pass has a contact that is offered to an agent turned down and cleared by him, and
// waits until all offers that follow from it were made.
func (f *floor) pass(ctx context.Context, user chat.UserID, contact chat.ContactID) error {
	if err := f.chats.Reject(ctx, directory.DefaultInstanceID, user, contact); err != nil {
		return err
	}
	if err := f.dispatcher.Settle(ctx); err != nil {
		return err
	}
	if err := f.chats.Dismiss(ctx, directory.DefaultInstanceID, user, contact); err != nil {
		return err
	}
	return f.dispatcher.Settle(ctx)
}

// look has a match looked for, and waits until it was.
func (f *floor) look(ctx context.Context, l routing.Look) error {
	l.Instance = directory.DefaultInstanceID
	f.dispatcher.Look(l)
	return f.dispatcher.Settle(ctx)
}

// sideBySide calls fn for 0 to n-1, several at a time.
func sideBySide(n int, fn func(i int) error) error {
	const callers = 64
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for i := c; i < n && errs[c] == nil; i += callers {
				errs[c] = fn(i)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
