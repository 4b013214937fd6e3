package app

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/fanout/nats"
	"github.com/rejoin-chat/rejoin/internal/obs"
)

// openBroker connects to the broker that the nodes share; a node on its own has
// one in its process.
func (s *server) openBroker(ctx context.Context) error {
	if s.Config.Broker == "" {
		s.broker = fanout.NewLocal()
		return nil
	}
	installation, err := s.store.EnsureSecret(ctx, secretInstallation, newInstallation)
	if err != nil {
		return fmt.Errorf("read the installation's name: %w", err)
	}
	b, err := nats.Open(ctx, nats.Options{
		URL: string(s.Config.Broker), Installation: string(installation), Node: s.node,
		Clock: s.time.machine, Log: s.Log,
		Metrics: obs.NewBroker(s.registry),
	})
	if err != nil {
		return fmt.Errorf("connect to the broker: %w", err)
	}
	s.broker = b
	return nil
}

func (s *server) closeBroker(ctx context.Context) error {
	<-ctx.Done()
	return s.broker.Close()
}

// newInstallation names an installation, so that several can share a broker.
func newInstallation() ([]byte, error) { return []byte(uuid.NewString()), nil }
