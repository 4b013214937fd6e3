package move

import (
	"context"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// filesMark is the mark that an installation's files bear; "" before a server has
// first looked at them, as then they bear none.
func filesMark(secrets []store.Secret) string {
	n := slices.IndexFunc(secrets, func(s store.Secret) bool { return s.Name == archive.MarkSecret })
	if n < 0 {
		return ""
	}
	return string(secrets[n].Value)
}

// checkFiles refuses files that are not those of the installation: every
// transcript would seem to be lost.
func (m *mover) checkFiles(ctx context.Context, whose string, files archive.Bucket, secrets []store.Secret) error {
	mark := filesMark(secrets)
	if files == nil || mark == "" {
		return nil
	}
	if err := persistent(ctx, m.Clock, func() error { return archive.Belongs(ctx, files, mark) }); err != nil {
		return fmt.Errorf("the files of the %s: %w", whose, err)
	}
	return nil
}

// markFiles makes the target's files those of the installation, or its servers
// would refuse them.
func (m *mover) markFiles(ctx context.Context, secrets []store.Secret) error {
	mark := filesMark(secrets)
	if m.ToFiles == nil || mark == "" {
		return nil
	}
	if err := persistent(ctx, m.Clock, func() error { return archive.Mark(ctx, m.ToFiles, mark) }); err != nil {
		return fmt.Errorf("the files of the target: %w", err)
	}
	return nil
}
