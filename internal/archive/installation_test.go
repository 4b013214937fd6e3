package archive_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/archive"
)

// installation is what the nodes of an installation share beside the files: a
// database that keeps the first mark that it is given.
type installation struct {
	mu   sync.Mutex
	mark []byte
}

func (i *installation) agree(_ context.Context, propose func() ([]byte, error)) ([]byte, error) {
	i.mu.Lock()
	known := i.mark
	i.mu.Unlock()
	if known != nil {
		return known, nil
	}
	proposed, err := propose()
	if err != nil {
		return nil, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.mark == nil {
		i.mark = proposed
	}
	return i.mark, nil
}

func claim(t *testing.T, b archive.Bucket, i *installation) error {
	t.Helper()
	return archive.Claim(t.Context(), b, i.agree)
}

// kinds runs a test for both kinds of files; make gives other files each time.
func kinds(t *testing.T, test func(t *testing.T, files func() archive.Files)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		test(t, func() archive.Files { return open(t, t.TempDir(), archive.OpenOptions{}) })
	})
	t.Run("service", func(t *testing.T) {
		s, n := startS3(t), 0
		test(t, func() archive.Files {
			n++
			name := []string{"first", "second"}[n-1]
			s.CreateBucket(t, name)
			return open(t, s.URL(name), archive.OpenOptions{})
		})
	})
}

func TestFilesAreThoseOfOneInstallation(t *testing.T) {
	kinds(t, func(t *testing.T, files func() archive.Files) {
		var here, there installation
		own, others := files(), files()
		for range 2 {
			if err := claim(t, own, &here); err != nil {
				t.Fatalf("its own files: got %v, want none", err)
			}
		}
		if err := claim(t, others, &here); !errors.Is(err, archive.ErrOtherFiles) {
			t.Errorf("files that hold nothing of it: got %v, want ErrOtherFiles", err)
		}
		if err := claim(t, own, &there); !errors.Is(err, archive.ErrOtherFiles) {
			t.Errorf("another installation's files: got %v, want ErrOtherFiles", err)
		}
		if err := claim(t, others, &there); err != nil {
			t.Errorf("the other installation's own files: got %v, want none", err)
		}
		if err := claim(t, others, &here); !errors.Is(err, archive.ErrOtherFiles) {
			t.Errorf("files that are now another's: got %v, want ErrOtherFiles", err)
		}
	})
}

// However the first starts of many nodes fall together, those that share files
// get on, and of several places one is taken.
func TestFirstStartsOfManyNodes(t *testing.T) {
	for range 50 {
		var i installation
		places := []archive.Files{open(t, t.TempDir(), archive.OpenOptions{}), open(t, t.TempDir(), archive.OpenOptions{})}
		var all sync.WaitGroup
		errs := make([]error, 8)
		for n := range errs {
			all.Go(func() { errs[n] = claim(t, places[n%2], &i) })
		}
		all.Wait()
		for n, err := range errs {
			if (err == nil) != (errs[n%2] == nil) {
				t.Fatalf("errors of nodes that share files: got %v and %v, want the same", errs[n%2], err)
			}
		}
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("errors of two places: got %v and %v, want one to be taken", errs[0], errs[1])
		}
	}
}

// A node that died between its proposal and the mark leaves both sides knowing
// enough to go on.
func TestClaimGoesOnAfterACrash(t *testing.T) {
	var i installation
	own := open(t, t.TempDir(), archive.OpenOptions{})
	died := errors.New("the node died")
	err := archive.Claim(t.Context(), own, func(ctx context.Context, propose func() ([]byte, error)) ([]byte, error) {
		_, err := i.agree(ctx, propose)
		return nil, errors.Join(err, died)
	})
	if !errors.Is(err, died) {
		t.Fatalf("got %v, want the crash", err)
	}
	if err := claim(t, open(t, t.TempDir(), archive.OpenOptions{}), &i); !errors.Is(err, archive.ErrOtherFiles) {
		t.Errorf("elsewhere: got %v, want ErrOtherFiles", err)
	}
	for range 2 {
		if err := claim(t, own, &i); err != nil {
			t.Errorf("where it was proposed: got %v, want none", err)
		}
	}
}

func TestMarkedFilesBelongToTheInstallation(t *testing.T) {
	i := installation{mark: []byte("mine")}
	b := open(t, t.TempDir(), archive.OpenOptions{})
	if err := archive.Mark(t.Context(), b, "mine"); err != nil {
		t.Fatalf("Mark: %v", err)
	}
	if err := claim(t, b, &i); err != nil {
		t.Errorf("got %v, want none", err)
	}
	if err := archive.Mark(t.Context(), b, "yours"); !errors.Is(err, archive.ErrOtherFiles) {
		t.Errorf("marked by another: got %v, want ErrOtherFiles", err)
	}
}

func TestFilesThatAreAwayAreNotRefused(t *testing.T) {
	var i installation
	b := open(t, t.TempDir(), archive.OpenOptions{})
	err := claim(t, away{b}, &i)
	if !errors.Is(err, archive.ErrAway) || errors.Is(err, archive.ErrOtherFiles) {
		t.Errorf("got %v, want ErrAway", err)
	}
}

// away is a bucket that cannot be reached.
type away struct{ archive.Bucket }

func (away) Get(context.Context, string, int64) ([]byte, error) { return nil, archive.ErrAway }
