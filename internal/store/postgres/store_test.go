package postgres

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func TestStore(t *testing.T) { storetest.Run(t, driver) }

func TestNodes(t *testing.T) { storetest.RunNodes(t, driver) }

func driver(t testing.TB) storetest.Driver {
	url := testURL(t)
	return storetest.Driver{
		Open: func() (store.Store, error) { return Open(t.Context(), Options{URL: url}) },
	}
}
