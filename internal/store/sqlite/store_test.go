package sqlite_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Driver {
		dir := t.TempDir()
		return storetest.Driver{
			Open: func() (store.Store, error) { return sqlite.Open(sqlite.Options{Dir: dir}) },
		}
	})
}
