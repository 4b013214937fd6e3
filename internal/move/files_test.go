package move_test

import (
	"context"
	"errors"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/move"
)

// claims looks at the files as a server does that starts.
func (f *folder) claims() error {
	f.t.Helper()
	return archive.Claim(f.t.Context(), f.files, func(ctx context.Context, propose func() ([]byte, error)) ([]byte, error) {
		return f.store.EnsureSecret(ctx, archive.MarkSecret, propose)
	})
}

func TestServersTakeTheFilesOfAMove(t *testing.T) {
	from, to := open(t, ""), open(t, "")
	from.serve(20).populate(3)
	from.check(from.claims())
	from.moves(to)
	if err := to.claims(); err != nil {
		t.Errorf("after the move: got %v, want none", err)
	}
	if _, err := move.Check(t.Context(), from.to(to)); err != nil {
		t.Errorf("the check: got %v, want none", err)
	}
	o := from.to(to)
	o.ToFiles = open(t, "").files
	if _, err := move.Check(t.Context(), o); !errors.Is(err, archive.ErrOtherFiles) {
		t.Errorf("the check of other files: got %v, want ErrOtherFiles", err)
	}
}

// Files that are another installation's are refused before anything is written.
func TestAMoveRefusesOtherFiles(t *testing.T) {
	from, other := open(t, ""), open(t, "")
	from.serve(21).populate(3)
	from.check(from.claims())
	other.serve(22)
	other.check(other.claims())
	for _, tc := range []struct {
		name string
		set  func(o *move.Options)
	}{
		{"the source's are not its own", func(o *move.Options) { o.FromFiles = other.files }},
		{"the source's are not there", func(o *move.Options) { o.FromFiles = open(t, "").files }},
		{"the target's are another's", func(o *move.Options) { o.ToFiles = other.files }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			to := open(t, "")
			o := from.to(to)
			tc.set(&o)
			if _, err := move.Run(t.Context(), o); !errors.Is(err, archive.ErrOtherFiles) {
				t.Errorf("got %v, want ErrOtherFiles", err)
			}
			if err := move.Unfinished(t.Context(), to.store); err != nil {
				t.Errorf("the target: got %v, want it untouched", err)
			}
		})
	}
}
