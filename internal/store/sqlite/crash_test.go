package sqlite_test

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

// crashDir names the folder to the child process.
const crashDir = "REJOIN_TEST_CRASH_DIR"

const crashSessions = 5

func crashSession(n int) chat.SessionID { return chat.SessionID(fmt.Sprint("session ", n)) }

// TestWhatWasAcknowledgedSurvivesAKill lets a child process append and print
// what was acknowledged, kills it without warning, several times over the same
// folder, and then looks for every acknowledged item.
func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	if dir := os.Getenv(crashDir); dir != "" {
		appendUntilKilled(t, dir)
		return
	}
	dir := t.TempDir()
	acknowledged := map[chat.ItemID]chat.Seq{}
	for round := range 4 {
		// Each round ends elsewhere in the child's work.
		runAndKill(t, dir, 40+round*97, acknowledged)
	}
	s, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatalf("Open after the kills: %v", err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}()
	stored := map[chat.ItemID]chat.Seq{}
	for n := range crashSessions {
		items, err := s.Items(t.Context(), store.ItemQuery{SessionID: crashSession(n), Direction: store.Forward, Limit: 1 << 20})
		if err != nil {
			t.Fatalf("Items: %v", err)
		}
		for i, item := range items {
			if item.Seq != chat.Seq(i+1) {
				t.Fatalf("session %d: item %d has the number %d", n, i, item.Seq)
			}
			stored[item.ID] = item.Seq
		}
	}
	for id, seq := range acknowledged {
		if stored[id] != seq {
			t.Errorf("item %s was acknowledged as %d, got %d", id, seq, stored[id])
		}
	}
	t.Logf("%d acknowledged, %d stored", len(acknowledged), len(stored))
}

// runAndKill reads n acknowledgements of a child and kills it.
func runAndKill(t *testing.T, dir string, n int, acknowledged map[chat.ItemID]chat.Seq) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), crashDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	before := len(acknowledged)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		id, number, ok := strings.Cut(lines.Text(), "=")
		seq, err := strconv.ParseUint(number, 10, 64)
		if !ok || err != nil {
			continue // the test framework's own lines
		}
		acknowledged[chat.ItemID(id)] = chat.Seq(seq)
		if len(acknowledged)-before == n {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	if len(acknowledged)-before < n {
		t.Fatalf("the child acknowledged %d items, want %d and then the kill", len(acknowledged)-before, n)
	}
}

// appendUntilKilled is the child.
func appendUntilKilled(t *testing.T, dir string) {
	s, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	run := rand.Text()
	for n := range crashSessions {
		id := crashSession(n)
		err := s.Update(t.Context(), id, func(tx store.Tx) error {
			if _, err := tx.Session(id); err == nil {
				return nil
			}
			return tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive})
		})
		if err != nil {
			t.Fatalf("Update: %v", err)
		}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for caller := range 12 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := chat.ItemID(fmt.Sprint(run, " ", caller, " ", i))
				item, _, err := s.Append(t.Context(), chat.Item{ID: id, SessionID: crashSession((caller + i) % crashSessions)})
				if err != nil {
					t.Errorf("Append: %v", err)
					return
				}
				mu.Lock()
				fmt.Printf("%s=%d\n", id, item.Seq)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}
