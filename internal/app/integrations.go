package app

import (
	"context"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/integration"
)

// openIntegrations reads which bots and functions there are. It comes first: a
// file that is wrong leaves no trace.
func (s *server) openIntegrations(ctx context.Context) error {
	env := s.Env
	if env == nil {
		env = func(string) (string, bool) { return "", false }
	}
	set, err := integration.Load(ctx, s.Config.Integrations, integration.Options{
		LookupEnv: env,
		Now:       func() time.Time { return s.time.business.Now() },
	})
	if err != nil {
		return fmt.Errorf("--integrations: %w", err)
	}
	s.integrations = set
	return nil
}

func (s *server) closeIntegrations(ctx context.Context) error {
	<-ctx.Done()
	s.integrations.Close()
	return nil
}
