package app

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// The secrets of an installation. They are made on the first start and kept in
// the database, which all nodes share.
const (
	secretTokens       = "token-key"
	secretAccessKey    = "access-key"
	secretInstallation = "installation"
	secretLinks        = "link-key"
	// No secret, but kept with them: what all servers have to agree on.
	secretNames = "names"
)

var errOtherAccessKey = errors.New("--access-key differs from the key pair that this installation has: give all servers the same, or none")

// keyring makes the keyring for all bearer tokens.
func keyring(ctx context.Context, s store.Secrets) (*token.Keyring, error) {
	raw, err := s.EnsureSecret(ctx, secretTokens, func() ([]byte, error) {
		key := make([]byte, token.SecretLen)
		_, err := rand.Read(key)
		return key, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the token key: %w", err)
	}
	if len(raw) != token.SecretLen {
		return nil, fmt.Errorf("the token key has %d bytes instead of %d", len(raw), token.SecretLen)
	}
	return token.NewKeyring(token.Secret{ID: 1, Key: [token.SecretLen]byte(raw)})
}

// accessKey reads the key pair with which callers of the Connect API sign: the
// one that is asked for, which must be the one that is kept, or one that is made.
func accessKey(ctx context.Context, s store.Secrets, want config.AccessKey) (sigv4.Credentials, error) {
	raw, err := s.EnsureSecret(ctx, secretAccessKey, func() ([]byte, error) {
		if want.ID != "" {
			return []byte(want.ID + ":" + want.Secret), nil
		}
		return newAccessKey()
	})
	if err != nil {
		return sigv4.Credentials{}, fmt.Errorf("read the access key: %w", err)
	}
	id, secret, ok := strings.Cut(string(raw), ":")
	if !ok {
		return sigv4.Credentials{}, errors.New("the access key is damaged")
	}
	if want.ID != "" && want != (config.AccessKey{ID: id, Secret: secret}) {
		return sigv4.Credentials{}, errOtherAccessKey
	}
	return sigv4.Credentials{AccessKeyID: id, SecretAccessKey: secret}, nil
}

// checkNames warns of a server whose ARNs would be others than those of the
// server that set the installation up.
func (s *server) checkNames(ctx context.Context) error {
	own := string(s.Config.Region) + " " + string(s.Config.AccountID)
	first, err := s.store.EnsureSecret(ctx, secretNames, func() ([]byte, error) { return []byte(own), nil })
	if err != nil {
		return fmt.Errorf("read the installation's region and account: %w", err)
	}
	if string(first) != own {
		s.Log.Warn("--region and --account-id are others than those with which the installation was set up: give all servers the same",
			slog.String("here", own), slog.String("set up with", string(first)))
	}
	return nil
}

// newAccessKey makes a pair in the form of AWS's own: 20 characters of id and 40
// of secret, so that tools that check the form take them.
func newAccessKey() ([]byte, error) {
	var id [10]byte
	var secret [30]byte
	if _, err := rand.Read(id[:]); err != nil {
		return nil, err
	}
	if _, err := rand.Read(secret[:]); err != nil {
		return nil, err
	}
	return []byte("AKIA" + base32.StdEncoding.EncodeToString(id[:]) + ":" +
		base64.RawURLEncoding.EncodeToString(secret[:])), nil
}

// only gives the one key pair there is.
func only(key sigv4.Credentials) sigv4.KeyFunc {
	return func(_ context.Context, id string) (sigv4.Credentials, bool, error) {
		return key, id == key.AccessKeyID, nil
	}
}
