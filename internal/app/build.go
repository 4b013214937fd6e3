package app

import (
	"context"
	"crypto/rand"
	"encoding/binary"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/dispatch"
	"github.com/rejoin-chat/rejoin/internal/gateway"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/participantsvc"
	"github.com/rejoin-chat/rejoin/internal/routing"
	"github.com/rejoin-chat/rejoin/internal/timers"
)

const (
	// archiveCacheBytes bounds the past transcripts that are kept at hand.
	archiveCacheBytes = 64 << 20
	// archivePrefix begins the names of transcripts, as in a bucket of the
	// service: connect/ and the instance's alias.
	archivePrefix = "connect/rejoin"
)

// build makes everything between the store and the listener.
func (s *server) build(ctx context.Context) error {
	var err error
	if s.tokens, err = keyring(ctx, s.store); err != nil {
		return err
	}
	names := directory.Names{Region: string(s.Config.Region), Account: string(s.Config.AccountID)}
	s.directory = directory.New(s.store, s.time.business, names, uuid.NewString)
	s.users = newLogin(s.Config, s.store, s.directory, s.tokens, s.time.machine, s.Log, s.signedOut)
	s.users.Works = desk{s}.works
	if err := s.seed(ctx); err != nil {
		return err
	}
	s.buildChats(names)
	s.people = participantsvc.New(participantsvc.Config{
		Conversations: s.chats, Directory: s.directory, Tokens: s.tokens, Draining: s.closing,
		Clock: s.time.business, ClientClock: s.time.machine, SignedIn: desk{s}.intact,
		SocketURL: func(token string) string {
			return s.endpoints.Socket + SocketPath + "?" + gateway.TokenParameter + "=" + token
		},
	})
	s.sockets = &sockets{Gateway: obs.NewGateway(s.registry)}
	s.desks = &watches{broker: s.broker, clock: s.time.machine, lossy: s.Config.Database.Postgres()}
	s.gateway = gateway.New(gateway.Config{
		Admit: s.admit, Agents: desk{s}, Store: s.store, Broker: s.broker, Clock: s.time.machine, Log: s.Log,
		Metrics: s.sockets, Healthy: s.healthy, Node: s.node,
		// Where others write too, no broker of ours tells all, nor tells what
		// it does not.
		Lossy: s.Config.Database.Postgres(),
	})
	handler, err := s.handler(ctx)
	if err != nil {
		return err
	}
	s.buildPresence()
	s.http = newHTTPServer(handler, s.Log)
	return nil
}

func (s *server) buildChats(names directory.Names) {
	s.buildStreams(names.Account)
	s.chats = conversation.New(conversation.Config{
		Store: s.store, Directory: s.directory, Broker: s.broker, Clock: s.time.business, Log: s.Log,
		Archive: archive.New(archive.Options{
			Bucket:    s.files,
			AccountID: names.Account, CacheBytes: archiveCacheBytes,
		}),
		ArchivePrefix: archivePrefix, ArchivePlace: filesPlace(s.Config),
		Attachments: s.attachments,
		Streams:     s.streams(), Sent: s.sent,
		NewID: uuid.NewString, Seed: seed, Pages: s.tokens, Views: s.tokens,
		Outside: s.integrations,
		SignIns: s.integrations, States: s.tokens,
		KnowsTopic:    s.integrations.KnowsTopic,
		StreamStarted: s.streaming.Started,
		Admit:         s.admitChat,
		TimersChanged: func() { s.timers.Changed() },
		Look:          func(l routing.Look) { s.dispatcher.Look(l) },
		Limits: conversation.Limits{
			MessageBytes:       s.Config.MessageLimit,
			AttachmentBytes:    int64(s.Config.AttachmentLimit),
			ActiveChats:        s.Config.MaxConcurrentChats,
			LenientRehydration: s.Config.Rehydration == config.RehydrationLenient,
		},
	})
	s.dispatcher = dispatch.New(dispatch.Config{
		Store: s.store, Directory: s.directory, Offers: s.chats, Clock: s.time.business, Machine: s.time.machine, Log: s.Log,
	})
	s.timers = timers.New(timers.Config{
		Store: s.store, Fire: s.chats.Fire, Clock: s.time.business, Log: s.Log, Metrics: obs.NewTimers(s.registry),
	})
	s.buildMover()
}

// seed draws the seed of a flow's random choices.
func seed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return binary.LittleEndian.Uint64(b[:])
}
