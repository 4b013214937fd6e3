package directory

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
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
	err = d.eachVersion(ctx, o, func(v Version) {
		if !v.Spec.Deleted {
			newest = v
		}
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
	err = d.eachVersion(ctx, viewOwner(e), func(v Version) {
		if !v.Spec.Deleted {
			versions = append(versions, v)
		}
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
	return d.deleteVersion(ctx, viewOwner(e), number)
}
