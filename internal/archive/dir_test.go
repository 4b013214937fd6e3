package archive

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func openDir(t *testing.T, folder string) *Dir {
	t.Helper()
	d, err := OpenDir(folder)
	if err != nil {
		t.Fatalf("OpenDir: %v", err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return d
}

func TestObjectsReadBack(t *testing.T) {
	d, ctx := openDir(t, t.TempDir()), t.Context()
	for _, body := range []string{"first", "", "third, longer"} {
		if err := d.Put(ctx, "a/b c/d:e.json", []byte(body)); err != nil {
			t.Fatalf("Put: %v", err)
		}
		got, err := d.Get(ctx, "a/b c/d:e.json", 100)
		if err != nil || string(got) != body {
			t.Errorf("Get: got %q, error %v, want %q", got, err, body)
		}
	}
	if err := d.Delete(ctx, "a/b c/d:e.json"); err != nil {
		t.Errorf("Delete: %v", err)
	}
	if _, err := d.Get(ctx, "a/b c/d:e.json", 100); !errors.Is(err, ErrMissing) {
		t.Errorf("Get of a deleted object: got %v, want %v", err, ErrMissing)
	}
	if err := d.Delete(ctx, "a/b c/d:e.json"); err != nil {
		t.Errorf("Delete again: %v", err)
	}
}

func TestGetIsBounded(t *testing.T) {
	d, ctx := openDir(t, t.TempDir()), t.Context()
	if err := d.Put(ctx, "k", make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Get(ctx, "k", 9); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v, want %v", err, ErrTooLarge)
	}
	if _, err := d.Get(ctx, "k", 10); err != nil {
		t.Errorf("at the limit: %v", err)
	}
}

func TestAFolderIsNoObject(t *testing.T) {
	d, ctx := openDir(t, t.TempDir()), t.Context()
	if err := d.Put(ctx, "a/b", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Get(ctx, "a", 10); !errors.Is(err, ErrMissing) {
		t.Errorf("got %v, want %v", err, ErrMissing)
	}
}

// What is put under an object's name from outside is no object, whatever it is.
func TestOnlyFilesAreObjects(t *testing.T) {
	folder := t.TempDir()
	d, ctx := openDir(t, folder), t.Context()
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600); err != nil {
		t.Skipf("no pipes here: %v", err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"pipe", "link"} {
		if _, err := d.Get(ctx, key, 1<<20); !errors.Is(err, ErrMissing) {
			t.Errorf("Get of a %s: got %v, want %v", key, err, ErrMissing)
		}
	}
}

func TestKeysStayInside(t *testing.T) {
	outside := t.TempDir()
	folder := filepath.Join(outside, "bucket")
	d, ctx := openDir(t, folder), t.Context()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../secret", "a/../../secret", "a/./b", ".tmp/x", "a/.hidden",
		"a\\b", "..\\secret", "a\x00b", "a\nb", "\xff", strings.Repeat("k", 256), strings.Repeat("k/", 600) + "k",
	} {
		if err := d.Put(ctx, key, nil); !errors.Is(err, ErrKey) {
			t.Errorf("Put(%q): got %v, want %v", key, err, ErrKey)
		}
		if _, err := d.Get(ctx, key, 10); !errors.Is(err, ErrKey) {
			t.Errorf("Get(%q): got %v, want %v", key, err, ErrKey)
		}
		if err := d.Delete(ctx, key); !errors.Is(err, ErrKey) {
			t.Errorf("Delete(%q): got %v, want %v", key, err, ErrKey)
		}
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Get(ctx, "link/secret", 10); err == nil {
		t.Errorf("Get through a link out of the folder: got %q", got)
	}
}

func TestWhatACrashLeftIsNoObject(t *testing.T) {
	folder := t.TempDir()
	d, ctx := openDir(t, folder), t.Context()
	if err := d.Put(ctx, "a/whole", []byte("x")); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(folder, unnamed, "half")
	if err := os.WriteFile(left, []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := openDir(t, folder)
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the half object is still there: %v", err)
	}
	if got, err := again.Get(ctx, "a/whole", 10); err != nil || string(got) != "x" {
		t.Errorf("the whole object: got %q, error %v", got, err)
	}
}

func TestAFailedPutLeavesTheOldObject(t *testing.T) {
	folder := t.TempDir()
	d, ctx := openDir(t, folder), t.Context()
	if err := d.Put(ctx, "a", []byte("old")); err != nil {
		t.Fatal(err)
	}
	// "a" is an object, so there can be no folder of its name.
	if err := d.Put(ctx, "a/b", []byte("new")); err == nil {
		t.Error("Put below an object: got no error")
	}
	if got, err := d.Get(ctx, "a", 10); err != nil || string(got) != "old" {
		t.Errorf("got %q, error %v, want the old object", got, err)
	}
	left, err := os.ReadDir(filepath.Join(folder, unnamed))
	if err != nil || len(left) != 0 {
		t.Errorf("got %d files left, error %v, want none", len(left), err)
	}
}

func TestReadersSeeWholeObjectsOnly(t *testing.T) {
	d, ctx := openDir(t, t.TempDir()), t.Context()
	body := func(n int) []byte { return []byte(strings.Repeat(fmt.Sprint(n), 50_000)) }
	if err := d.Put(ctx, "k", body(0)); err != nil {
		t.Fatal(err)
	}
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for n := range 4 {
		writers.Go(func() {
			for range 10 {
				if err := d.Put(ctx, "k", body(n)); err != nil {
					t.Errorf("Put: %v", err)
				}
			}
		})
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				got, err := d.Get(ctx, "k", 1<<20)
				if err != nil || len(got) != 50_000 || strings.Trim(string(got), string(got[:1])) != "" {
					t.Errorf("got %d bytes, error %v, want one whole object", len(got), err)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
}
