package move

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The marker is a resource of the target's directory, beside those of the
// installation.
const (
	markerInstance chat.InstanceID    = "rejoin"
	markerKind     store.ResourceKind = "move"
	markerID                          = "unfinished"
)

// What servers note for each other is a resource of this instance and kind. It is
// about them and no part of the installation: neither carried over nor compared.
const (
	NotesInstance                    = markerInstance
	NotesKind     store.ResourceKind = "notes"
)

// Unfinished returns ErrUnfinished for a store that holds an unfinished move,
// which must not be served.
func Unfinished(ctx context.Context, d store.Directory) error {
	switch _, err := d.Resource(ctx, markerInstance, markerKind, markerID); {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return fmt.Errorf("%w: run the same move again to finish it", ErrUnfinished)
}

// sameInstallation reports whether a target has got its keys from a source. Each
// installation makes its own, and nobody serves a target that is not finished.
// What has changed at the source since does not matter.
func sameInstallation(target, source []store.Secret) bool {
	for _, s := range target {
		if !slices.ContainsFunc(source, func(v store.Secret) bool { return equal(v, s) }) {
			return false
		}
	}
	return true
}

// finished reports whether a target without a marker has the keys of a source: all
// that one of them has are the other's too. Either may have got more since, when
// it was served by a version that keeps more.
func finished(target, source []store.Secret) bool {
	return len(target) > 0 && (sameInstallation(target, source) || sameInstallation(source, target))
}

// unmarked is what belongs to the installation, and whether there was a marker
// besides.
func unmarked(r store.InstanceRecord) (store.InstanceRecord, bool) {
	marked := false
	r.Resources = slices.DeleteFunc(slices.Clone(r.Resources), func(v store.Resource) bool {
		marker := v.InstanceID == markerInstance && v.Kind == markerKind
		marked = marked || marker
		return marker || v.InstanceID == NotesInstance && v.Kind == NotesKind
	})
	return r, marked
}

// begin takes the target for this move, or finds out that it has been: what
// belongs to no session is written with the marker, all at once.
func (m *mover) begin(ctx context.Context) error {
	source, err := m.From.ExportInstance(ctx)
	if err != nil {
		return fmt.Errorf("read the source: %w", err)
	}
	source, marker := unmarked(source)
	switch {
	case marker:
		return fmt.Errorf("the source: %w", ErrUnfinished)
	case len(source.Secrets) == 0:
		return ErrNoSource
	}
	if err := m.checkFiles(ctx, "source", m.FromFiles, source.Secrets); err != nil {
		return err
	}
	if m.resumed, err = m.taken(ctx, &source); err != nil {
		return err
	}
	if err := m.markFiles(ctx, source.Secrets); err != nil {
		return err
	}
	now := m.Clock.Now()
	source.Resources = append(source.Resources, store.Resource{
		InstanceID: markerInstance, Kind: markerKind, ID: markerID, Name: markerID,
		Revision: 1, CreatedAt: now, ModifiedAt: now,
	})
	if err := m.To.ImportInstance(ctx, source); err != nil {
		return fmt.Errorf("write what belongs to no session: %w", err)
	}
	return nil
}

// taken reports whether the target holds an unfinished move of the same source;
// if not, it is empty. ErrNotEmpty, ErrFinished, ErrOtherSource.
func (m *mover) taken(ctx context.Context, source *store.InstanceRecord) (bool, error) {
	target, err := m.To.ExportInstance(ctx)
	if err != nil {
		return false, fmt.Errorf("read the target: %w", err)
	}
	switch _, marker := unmarked(target); {
	case marker && sameInstallation(target.Secrets, source.Secrets):
		return true, nil
	case marker:
		return false, ErrOtherSource
	case finished(target.Secrets, source.Secrets):
		return false, ErrFinished
	case len(target.Resources)+len(target.Requests)+len(target.Secrets)+len(target.Agents) > 0:
		return false, fmt.Errorf("%w: it holds another installation", ErrNotEmpty)
	}
	ids, err := m.To.SessionIDs(ctx, "", 1)
	if err == nil && len(ids) > 0 {
		err = fmt.Errorf("%w: it has sessions", ErrNotEmpty)
	}
	return false, err
}

// finish lets the target be served.
func (m *mover) finish(ctx context.Context) error {
	err := m.To.DeleteResource(ctx, markerInstance, markerKind, markerID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("note that the move is finished: %w", err)
	}
	return nil
}
