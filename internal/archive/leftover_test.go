package archive

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

// Only what nobody has written to for long is removed, by the clock that the
// folder was opened with.
func TestLeftoversGoWhenTheyAreOld(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	folder := t.TempDir()
	temp := filepath.Join(folder, unnamed)
	if err := os.MkdirAll(filepath.Join(temp, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, age := range map[string]time.Duration{
		"ancient": 1000 * time.Hour, "old": leftoverAge + time.Second,
		"young": leftoverAge, "new": 0, "ahead": -time.Hour,
	} {
		file := filepath.Join(temp, name)
		if err := os.WriteFile(file, []byte("ha"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, now.Add(-age), now.Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	d, err := Open(t.Context(), folder, OpenOptions{Clock: clocktest.At(now)})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	want := []string{"-rw------- ahead", "-rw------- new", "-rw------- young", "drwx------ folder"}
	got := tree(t, temp)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Nodes that share a folder start beside nodes that write, and beside each
// other, and disturb nothing, while what crashes left goes.
func TestNodesStartBesideWriters(t *testing.T) {
	const writers, objects, starters, starts = 4, 25, 4, 25
	folder, ctx := filepath.Join(t.TempDir(), "files"), t.Context()
	leave := func(name string) error {
		file := filepath.Join(folder, unnamed, name)
		if err := os.WriteFile(file, []byte("ha"), 0o600); err != nil {
			return err
		}
		old := clock.System().Now().Add(-2 * leftoverAge)
		return os.Chtimes(file, old, old)
	}
	body := bytes.Repeat([]byte("x"), 64<<10)
	key := func(w, i int) string { return fmt.Sprintf("a/%d/%d.json", w, i) }
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			d, err := OpenDir(folder)
			if err != nil {
				t.Errorf("a writer's start: %v", err)
				return
			}
			defer d.Close()
			for i := range objects {
				if err := d.Put(ctx, key(w, i), body); err != nil {
					t.Errorf("Put beside starts: %v", err)
				}
			}
		})
	}
	for s := range starters {
		all.Go(func() {
			for i := range starts {
				d, err := OpenDir(folder)
				if err != nil {
					t.Errorf("a start beside writers: %v", err)
					return
				}
				if err := leave(fmt.Sprintf("left-%d-%d", s, i)); err != nil {
					t.Errorf("leave a file: %v", err)
				}
				_ = d.Close()
			}
		})
	}
	all.Wait()
	d := openDir(t, folder)
	for w := range writers {
		for i := range objects {
			if got, err := d.Get(ctx, key(w, i), 1<<20); err != nil || !bytes.Equal(got, body) {
				t.Errorf("%s: got %d bytes, error %v, want %d", key(w, i), len(got), err, len(body))
			}
		}
	}
	if left := tree(t, filepath.Join(folder, unnamed)); len(left) != 0 {
		t.Errorf("got %q left, want none", left)
	}
}
