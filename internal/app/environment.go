package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// Access is what a client of the Connect API needs to call a server.
type Access struct {
	Endpoint string // URL
	Region   string
	Instance string // id of the instance that every installation has
	Key      sigv4.Credentials
}

// FindAccess reads how to call the server of these settings, which may be running.
// Where its database is new, it is made, with the keys that the server will use.
func FindAccess(ctx context.Context, c *config.Config) (Access, error) {
	db, err := look(ctx, c)
	if err != nil {
		return Access{}, err
	}
	key, err := accessKey(ctx, db, c.AccessKey)
	if err := errors.Join(err, db.Close()); err != nil {
		return Access{}, err
	}
	url, err := endpointURL(c)
	if err != nil {
		return Access{}, err
	}
	return Access{Endpoint: url, Region: string(c.Region), Instance: string(directory.DefaultInstanceID), Key: key}, nil
}

// PrintEnv writes the shell exports that point the AWS CLI and SDKs at the server
// of a data folder. The server may be running; where the folder is new, it is
// made, with the keys that the server will use.
func PrintEnv(ctx context.Context, w io.Writer, c *config.Config) error {
	a, err := FindAccess(ctx, c)
	if err != nil {
		return err
	}
	for _, v := range []struct{ name, value string }{
		{"AWS_ENDPOINT_URL", a.Endpoint},
		{"AWS_ACCESS_KEY_ID", a.Key.AccessKeyID},
		{"AWS_SECRET_ACCESS_KEY", a.Key.SecretAccessKey},
		{"AWS_REGION", a.Region},
		{"AWS_DEFAULT_REGION", a.Region},
		{"REJOIN_INSTANCE_ID", a.Instance},
		{"REJOIN_CONTACT_FLOW_ID", string(directory.SampleInboundID)},
	} {
		if _, err := fmt.Fprintf(w, "export %s=%s\n", v.name, v.value); err != nil {
			return err
		}
	}
	return nil
}

// urlFile remembers in the data folder where its server was last found, so that
// env tells the right port whatever the server was told to listen on.
const urlFile = "server.url"

// rememberURL notes where the server is found. A node that shares its database
// keeps nothing on its machine.
func rememberURL(c *config.Config, e config.Endpoints) error {
	if c.Database.Postgres() {
		return nil
	}
	return os.WriteFile(filepath.Join(c.Data, urlFile), []byte(e.HTTP+"\n"), 0o600)
}

// endpointURL is where clients find the server: the public URL if one is given,
// where the folder's server was last found, or what the settings say.
func endpointURL(c *config.Config) (string, error) {
	if c.PublicURL == "" && !c.Database.Postgres() {
		if known, err := os.ReadFile(filepath.Join(c.Data, urlFile)); err == nil {
			return strings.TrimSpace(string(known)), nil
		}
	}
	addr, err := net.ResolveTCPAddr("tcp", string(c.Listen))
	if err != nil {
		return "", fmt.Errorf("look up the listen address: %w", err)
	}
	return c.Endpoints(addr).HTTP, nil
}

// OwnURL is where the server of these settings answers on this very machine,
// whatever its clients are told.
func OwnURL(c *config.Config) (string, error) {
	addr, err := net.ResolveTCPAddr("tcp", string(c.Listen))
	if err != nil {
		return "", fmt.Errorf("look up the listen address: %w", err)
	}
	own := *c
	own.PublicURL = ""
	return own.Endpoints(addr).HTTP, nil
}
