package postgres_test

import (
	"os"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// The databases of the suite live for a moment, and no power cut is played: a
// server that does not sync makes them five times as fast. The tests that end
// servers have their own.
var shared = pgtest.Shared{Options: pgtest.Options{Settings: map[string]string{"fsync": "off"}}}

func TestMain(m *testing.M) { os.Exit(shared.Main(m)) }

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Driver {
		server := shared.Server(t)
		url := server.URL(server.NewDatabase(t))
		return storetest.Driver{
			Open: func() (store.Store, error) {
				return postgres.Open(t.Context(), postgres.Options{URL: url})
			},
		}
	})
}
