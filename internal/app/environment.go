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
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// PrintEnv writes the shell exports that point the AWS CLI and SDKs at the server
// of a data folder. The server may be running; where the folder is new, it is
// made, with the keys that the server will use.
func PrintEnv(ctx context.Context, w io.Writer, c *config.Config) error {
	key, err := readAccessKey(ctx, c.Data)
	if err != nil {
		return err
	}
	url, err := endpointURL(c)
	if err != nil {
		return err
	}
	for _, v := range []struct{ name, value string }{
		{"AWS_ENDPOINT_URL", url},
		{"AWS_ACCESS_KEY_ID", key.AccessKeyID},
		{"AWS_SECRET_ACCESS_KEY", key.SecretAccessKey},
		{"AWS_REGION", string(c.Region)},
		{"AWS_DEFAULT_REGION", string(c.Region)},
		{"REJOIN_INSTANCE_ID", string(directory.DefaultInstanceID)},
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

// rememberURL notes where the server is found.
func rememberURL(c *config.Config, e config.Endpoints) error {
	return os.WriteFile(filepath.Join(c.Data, urlFile), []byte(e.HTTP+"\n"), 0o600)
}

// endpointURL is where clients find the server: the public URL if one is given,
// where the folder's server was last found, or what the settings say.
func endpointURL(c *config.Config) (string, error) {
	if c.PublicURL == "" {
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

// readAccessKey looks into a folder that a server may have open.
func readAccessKey(ctx context.Context, dir string) (sigv4.Credentials, error) {
	db, err := sqlite.Open(sqlite.Options{Dir: dir})
	if errors.Is(err, sqlite.ErrInUse) {
		return readSharedKey(ctx, dir)
	}
	if err != nil {
		return sigv4.Credentials{}, fmt.Errorf("open the data folder %s: %w", dir, err)
	}
	key, err := accessKey(ctx, db)
	return key, errors.Join(err, db.Close())
}

func readSharedKey(ctx context.Context, dir string) (sigv4.Credentials, error) {
	db, err := sqlite.OpenReadOnly(sqlite.Options{Dir: dir})
	if err != nil {
		return sigv4.Credentials{}, fmt.Errorf("look into the data folder %s: %w", dir, err)
	}
	key, err := accessKey(ctx, db)
	return key, errors.Join(err, db.Close())
}
