package app

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/login"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// Administer carries out what `rejoin user` is asked for: in the database itself, or
// by the server that has the data folder open.
func Administer(ctx context.Context, c *config.Config, q login.Request) (login.Answer, error) {
	db, err := openDatabase(ctx, c, databaseOptions{log: slog.New(slog.DiscardHandler), clock: clock.System()})
	if errors.Is(err, sqlite.ErrInUse) {
		return askServer(ctx, c, q)
	}
	if err != nil {
		return login.Answer{}, err
	}
	a, err := administerIn(ctx, c, db, q)
	return a, errors.Join(err, db.Close())
}

// administerIn works in a database, which it sets up where it is new.
func administerIn(ctx context.Context, c *config.Config, db Database, q login.Request) (login.Answer, error) {
	tokens, err := keyring(ctx, db)
	if err != nil {
		return login.Answer{}, err
	}
	names := directory.Names{Region: string(c.Region), Account: string(c.AccountID)}
	d := directory.New(db, clock.System(), names, uuid.NewString)
	if err := d.Seed(ctx); err != nil {
		return login.Answer{}, err
	}
	return newLogin(c, db, d, tokens, clock.System(), slog.New(slog.DiscardHandler), nil).Administer(ctx, q)
}

// askServer has the running server do it. It signs with the folder's key, as its own
// caller could.
func askServer(ctx context.Context, c *config.Config, q login.Request) (login.Answer, error) {
	a, err := FindAccess(ctx, c)
	if err != nil {
		return login.Answer{}, err
	}
	// The server is this machine's, which needs no proof; the signature gives nothing
	// away, and what is answered is for whoever can read the folder.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	client := login.Client{
		URL: a.Endpoint, HTTP: &http.Client{Transport: transport},
		Signer: sigv4.Signer{Credentials: a.Key, Region: a.Region, Service: signingName},
	}
	return client.Do(ctx, q, clock.System().Now())
}
