package app

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/timeshift"
)

// MoveClock asks the server of a data folder for its time, or to move it, and
// writes the answer. It signs with the folder's key, as its own caller could.
func MoveClock(ctx context.Context, w io.Writer, c *config.Config, q timeshift.Request) error {
	db, err := look(ctx, c)
	if err != nil {
		return err
	}
	key, err := accessKey(ctx, db, c.AccessKey)
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	url, err := endpointURL(c)
	if err != nil {
		return err
	}
	// A certificate for tests is often one that only the clients under test
	// trust; and the signature gives nothing away.
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	client := timeshift.Client{
		URL: url, HTTP: &http.Client{Transport: transport},
		Signer: sigv4.Signer{Credentials: key, Region: string(c.Region), Service: signingName},
	}
	return client.Do(ctx, w, q, clock.System().Now())
}
