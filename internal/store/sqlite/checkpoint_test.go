package sqlite

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
)

func walSize(t *testing.T, dir string) int64 {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, fileName+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestTheLogIsBegunAnewUnderLoad(t *testing.T) {
	dir := t.TempDir()
	s := testStore(t, Options{Dir: dir})
	storetest.Begin(t, s, "s")
	largest := int64(0)
	for round := range 8 {
		err := s.Update(t.Context(), "s", func(tx store.Tx) error {
			for n := range 300 {
				if _, _, err := tx.Append(storetest.Event("s", fmt.Sprint(round, "/", n))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			largest = walSize(t, dir)
		}
		s.checkpoint.checkpoint(copyLog)
		s.checkpoint.standing(beginLog)
	}
	if got := walSize(t, dir); got > 2*largest {
		t.Errorf("got a log of %d bytes after 8 rounds, want about the %d of one", got, largest)
	}
}

func TestAnIdleLogIsCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		s := testStore(t, Options{Dir: dir})
		storetest.Begin(t, s, "s")
		if walSize(t, dir) == 0 {
			t.Error("got no log after a commit")
		}
		<-time.After(2 * checkpointIdle) // of the bubble's time
		synctest.Wait()
		if got := walSize(t, dir); got != 0 {
			t.Errorf("got a log of %d bytes when idle, want none", got)
		}
	})
}
