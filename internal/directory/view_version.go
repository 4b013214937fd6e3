package directory

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// CreateViewVersion files the published content of a view under the next number,
// unless the newest version has it already, and reads the version. KindNotFound,
// KindRejected, KindConflict. spec: CreateViewVersion.
func (d *Directory) CreateViewVersion(ctx context.Context, instance chat.InstanceID, reference string, draft VersionDraft) (View, error) {
	reference, err := changeableView(reference)
	if err != nil {
		return View{}, err
	}
	e, s, err := get[ViewSpec](ctx, d, KindView, instance, reference)
	if err != nil {
		return View{}, err
	}
	newest, err := d.newestVersion(ctx, viewOwner(e))
	if err != nil {
		return View{}, err
	}
	same := newest.Spec.Number > 0 && string(newest.Spec.ContentID) == s.Published
	if !same || draft.ContentID != "" && !strings.EqualFold(draft.ContentID, s.Published) {
		newest, err = d.createVersion(ctx, viewOwner(e), VersionSpec{ContentID: chat.FlowContentID(s.Published)}, draft)
		if err != nil {
			return View{}, err
		}
	}
	return d.View(ctx, instance, newest.Reference(e.ID))
}

// newestVersion is the zero version when there is none.
func (d *Directory) newestVersion(ctx context.Context, o owner) (newest Version, err error) {
	err = d.eachPart(ctx, o.versions, o.Entry, func(r store.Resource) error {
		e, s, err := entryOf[VersionSpec](r)
		if err == nil && !s.Deleted {
			newest = Version{e, s}
		}
		return err
	})
	return newest, err
}

// ViewVersions reads every version of a view, oldest first, and the view with what
// was saved last. A standard view has the one. KindNotFound.
// spec: ListViewVersions.
func (d *Directory) ViewVersions(ctx context.Context, instance chat.InstanceID, reference string) (View, []Version, error) {
	reference, _ = CutQualifier(reference)
	if s, ok := standardView(reference); ok {
		return s, []Version{{Spec: VersionSpec{Number: s.Version}}}, nil
	}
	e, s, err := get[ViewSpec](ctx, d, KindView, instance, reference)
	if err != nil {
		return View{}, nil, err
	}
	var versions []Version
	err = d.eachPart(ctx, KindViewVersion, e, func(r store.Resource) error {
		e, s, err := entryOf[VersionSpec](r)
		if err == nil && !s.Deleted {
			versions = append(versions, Version{e, s})
		}
		return err
	})
	return viewOf(e, s, s.Saved, s.Published == ""), versions, err
}

// DeleteViewVersion removes a version that nothing names. Its number is not given
// again. KindNotFound, KindRejected, KindInUse. spec: DeleteViewVersion.
func (d *Directory) DeleteViewVersion(ctx context.Context, instance chat.InstanceID, reference string, number int64) error {
	reference, err := changeableView(reference)
	if err != nil {
		return err
	}
	e, _, err := get[ViewSpec](ctx, d, KindView, instance, reference)
	if err != nil {
		return err
	}
	v, err := d.version(ctx, viewOwner(e), number)
	if err != nil {
		return err
	}
	if err := d.unused(ctx, viewOwner(e), v.Reference(e.ID)); err != nil {
		return err
	}
	return d.deleteVersion(ctx, viewOwner(e), number)
}
