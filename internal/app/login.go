package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/signin"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// newLogin makes what signs users in; ended may be nil.
func newLogin(c *config.Config, db store.Logins, d *directory.Directory, tokens *token.Keyring, machine clock.Clock, log *slog.Logger, ended func(chat.UserID)) *login.Service {
	return login.New(login.Config{
		Ended:    ended,
		Instance: directory.DefaultInstanceID, Store: db, Directory: d, Tokens: tokens, Clock: machine, Log: log,
		Life: time.Duration(c.SessionLife), Idle: time.Duration(c.SessionIdle),
	})
}

// seed sets a new instance up. Who starts it is told of the agents that it then has.
func (s *server) seed(ctx context.Context) error {
	_, err := s.directory.Instance(ctx, string(directory.DefaultInstanceID))
	isNew := chat.KindOf(err) == chat.KindNotFound
	if err := s.directory.Seed(ctx); err != nil {
		return fmt.Errorf("set up the instance: %w", err)
	}
	if !isNew || s.FirstAgents == nil {
		return nil
	}
	made, err := s.users.FirstAgents(ctx)
	if err != nil {
		return fmt.Errorf("make the first agents: %w", err)
	}
	if len(made) > 0 {
		s.FirstAgents(made)
	}
	return nil
}

// loginHandlers are the pages where users sign in, and where `rejoin user` asks.
func (s *server) loginHandlers(ctx context.Context, verifier *sigv4.Verifier, requests *obs.Requests) (*login.Handler, http.Handler, error) {
	single, err := s.singleSignOn(ctx)
	if err != nil {
		return nil, nil, err
	}
	pages, err := login.NewHandler(login.HandlerConfig{
		Service: s.users, URL: s.endpoints.HTTP, Home: DeskPath, Single: single, Callers: &s.callers,
		Origins: func(ctx context.Context) ([]string, error) {
			return s.directory.ApprovedOrigins(ctx, directory.DefaultInstanceID)
		},
		NewID: uuid.NewString, Log: s.Log, Observe: s.observe("login", requests),
	})
	if err != nil {
		return nil, nil, err
	}
	return pages, &login.AdminHandler{Service: s.users, Verifier: verifier, Log: s.Log}, nil
}

// maxProviderAnswer bounds what an identity provider answers.
const maxProviderAnswer = 1 << 20

// singleSignOn is how users sign in at a provider, nil for not at all.
func (s *server) singleSignOn(ctx context.Context) (*login.SingleSignOn, error) {
	c := s.Config
	if c.SSOIssuer == "" {
		return nil, nil
	}
	secret, err := readSecret(c.SSOSecretFile)
	if err != nil {
		return nil, fmt.Errorf("read --sso-secret-file: %w", err)
	}
	back := s.endpoints.HTTP + login.CallbackPath
	on := &login.SingleSignOn{
		Provider: &signin.Provider{
			Issuer: string(c.SSOIssuer), ClientID: c.SSOClient, Secret: secret,
			Scopes: []string{"openid", "profile", "email"}, Redirects: []string{back},
			Client: outside.NewClient(maxProviderAnswer),
		},
		RedirectURI: back, Claim: c.SSOClaim, Names: c.SSOBind == config.SSOBindName,
	}
	if c.SSONewProfile != "" {
		if on.New, err = s.users.Profiles(ctx, c.SSONewProfile, c.SSONewRouting); err != nil {
			return nil, fmt.Errorf("--sso-new-profile, --sso-new-routing: %w", err)
		}
	}
	return on, nil
}

// readSecret reads a file that holds a secret and a line's end; "" for no file.
func readSecret(file string) (string, error) {
	if file == "" {
		return "", nil
	}
	raw, err := os.ReadFile(file)
	return strings.TrimSpace(string(raw)), err
}

// proxyUnnamed warns of a proxy whose callers all count as one.
func (s *server) proxyUnnamed(peer netip.Addr) {
	s.Log.Warn("requests come through a proxy that --trusted-proxies does not name: limits take all who use it for one",
		slog.String("proxy", peer.String()))
}
