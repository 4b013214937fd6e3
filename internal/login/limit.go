package login

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/netip"
	"time"

	"github.com/rejoin-chat/rejoin/internal/remote"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// ErrTooMany says that there were too many attempts. It comes whether or not the user
// exists and the password is right.
var ErrTooMany = errors.New("login: too many attempts")

// tryAgain is what people are told to wait after ErrTooMany: a turn comes back by then.
const tryAgain = time.Minute

// limits are what an attempt with a name from an address counts against. Who guesses
// from one address runs into the first long before the name's own limit is used up, so
// that one address cannot lock somebody else out. The name's own is for those who
// guess from many.
func limits(name string, from netip.Addr) []store.Limit {
	network := remote.Network(from)
	return []store.Limit{
		{Key: key("both", name, network), Every: time.Minute, Burst: 5},
		{Key: key("address", network), Every: 6 * time.Second, Burst: 50},
		{Key: key("name", name), Every: 36 * time.Second, Burst: 100},
	}
}

// key names a limit by a hash: people type passwords where names belong.
func key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		sum := sha256.Sum256([]byte(p))
		h.Write(sum[:])
	}
	return encoding.EncodeToString(h.Sum(nil))
}

// take takes a turn of each limit, or none. ErrTooMany.
func (s *Service) take(ctx context.Context, list []store.Limit) error {
	for i, l := range list {
		ok, err := s.Store.TakeTurn(ctx, l, s.Clock.Now())
		if err != nil {
			return away("count an attempt", err)
		}
		if !ok {
			if err := s.giveBack(ctx, list[:i]); err != nil {
				return err
			}
			return ErrTooMany
		}
	}
	return nil
}

// giveBack gives turns back that counted nothing bad.
func (s *Service) giveBack(ctx context.Context, list []store.Limit) error {
	for _, l := range list {
		if err := s.Store.ReturnTurn(ctx, l); err != nil {
			return away("give an attempt back", err)
		}
	}
	return nil
}
