package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
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

// tree lists what lies in a folder with the permissions.
func tree(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || name == folder {
			return err
		}
		info, err := d.Info()
		relative, _ := filepath.Rel(folder, name)
		found = append(found, info.Mode().String()+" "+relative)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A folder that an earlier version has written, before the library came, is read
// and written on: an object's path is its key.
func TestOlderFoldersAreRead(t *testing.T) {
	folder := t.TempDir()
	day := filepath.Join(folder, "connect", "rejoin", "ChatTranscripts", "2026", "03", "01")
	name := "f1b5b5b0-0a51-4d3e-8f8c-0f6f4b0f3a77_20260301T23:05_UTC.json"
	for _, f := range []string{day, filepath.Join(folder, ".tmp")} {
		if err := os.MkdirAll(f, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for path, body := range map[string]string{
		filepath.Join(day, name):                            `{"Version":"2019-08-26"}`,
		filepath.Join(folder, ".tmp", "5TLY3QVH2CVYAGRHRM"): `{"Vers`,
	} {
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, ctx := openDir(t, folder), t.Context()
	key := "connect/rejoin/ChatTranscripts/2026/03/01/" + name
	if got, err := d.Get(ctx, key, 100); err != nil || string(got) != `{"Version":"2019-08-26"}` {
		t.Errorf("got %q, error %v, want the old object", got, err)
	}
	if err := d.Put(ctx, key, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(day, name)); err != nil || string(got) != "{}" {
		t.Errorf("after Put: got %q, error %v, want {} at the old path", got, err)
	}
}

// Objects are the owner's alone, and beside them lies nothing else.
func TestFilesAreTheOwners(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	folder := filepath.Join(t.TempDir(), "files")
	d, ctx := openDir(t, folder), t.Context()
	if err := d.Put(ctx, "a/b/c.json", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	want := []string{"drwx------ .tmp", "drwx------ a", "drwx------ a/b", "-rw------- a/b/c.json"}
	if got := tree(t, folder); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: got %v, error %v, want 0700", info.Mode(), err)
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

func TestLinksDoNotLeadOut(t *testing.T) {
	outside := t.TempDir()
	folder := filepath.Join(outside, "bucket")
	d, ctx := openDir(t, folder), t.Context()
	secret := filepath.Join(outside, "secret")
	if err := os.WriteFile(secret, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(folder, "link")); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Get(ctx, "link/secret", 10); err == nil {
		t.Errorf("Get: got %q", got)
	}
	if err := d.Put(ctx, "link/secret", []byte("y")); err == nil {
		t.Error("Put: got no error")
	}
	if err := d.Delete(ctx, "link/secret"); err == nil {
		t.Error("Delete: got no error")
	}
	if got, err := os.ReadFile(secret); err != nil || string(got) != "x" {
		t.Errorf("outside: got %q, error %v, want it untouched", got, err)
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
	abandoned := clock.System().Now().Add(-leftoverAge - time.Minute)
	if err := os.Chtimes(left, abandoned, abandoned); err != nil {
		t.Fatal(err)
	}
	reader, err := Open(ctx, folder, OpenOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := os.Stat(left); err != nil {
		t.Errorf("one who only reads has removed what a server writes: %v", err)
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
	if left := tree(t, filepath.Join(folder, unnamed)); len(left) != 0 {
		t.Errorf("got %q left, want none", left)
	}
}

// A write that fails before the object is on disk leaves no trace.
func TestAFailedWriteIsThrownAway(t *testing.T) {
	folder := t.TempDir()
	d := openDir(t, folder)
	ctx, cancel := context.WithCancel(t.Context())
	var file *os.File
	err := d.stage(ctx, unnamed+"/x", func(f *os.File) error {
		file = f
		cancel()
		return errors.New("the disk is full")
	})
	if err == nil || file == nil {
		t.Fatalf("got error %v, file %v, want the error of the disk", err, file)
	}
	if left := tree(t, filepath.Join(folder, unnamed)); len(left) != 0 {
		t.Errorf("got %q left, want none", left)
	}
}

func TestOneWhoReadsChangesNothing(t *testing.T) {
	folder := t.TempDir()
	d, ctx := openDir(t, folder), t.Context()
	if err := d.Put(ctx, "a", []byte("x")); err != nil {
		t.Fatal(err)
	}
	reader, err := Open(ctx, "file://"+folder, OpenOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := errors.Join(reader.Put(ctx, "a", nil), reader.Delete(ctx, "a")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("got %v, want %v", err, ErrReadOnly)
	}
	if got, err := reader.Get(ctx, "a", 10); err != nil || string(got) != "x" {
		t.Errorf("got %q, error %v", got, err)
	}
	if _, err := Open(ctx, filepath.Join(folder, "none"), OpenOptions{ReadOnly: true}); err == nil {
		t.Error("reading from a folder that is not there: got no error")
	}
}
