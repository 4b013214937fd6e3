package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// VersionDraft is a version to be made of the published content of a flow or a
// module.
type VersionDraft struct {
	Description string
	// ContentID is what the caller takes for the published content, "" for
	// whatever is published.
	ContentID string
	// Number is the number that the caller expects, 0 for any.
	Number int64
}

// CreateVersion files the published content of a flow under the next number, and
// reads the flow. Of concurrent calls each gets a number of its own. KindNotFound,
// KindRejected, KindConflict. spec: CreateContactFlowVersion.
func (d *Directory) CreateVersion(ctx context.Context, instance chat.InstanceID, reference string, draft VersionDraft) (Flow, Version, error) {
	f, err := d.Flow(ctx, instance, reference)
	if err != nil {
		return Flow{}, Version{}, err
	}
	v, err := d.createVersion(ctx, f.owner(), VersionSpec{ContentID: contentIDOf(f.Spec.Published)}, draft)
	return f, v, err
}

// contentIDOf names a content, and nothing by "".
func contentIDOf(content string) chat.FlowContentID {
	if content == "" {
		return ""
	}
	return ContentID(content)
}

// createVersion adds a version that is s but for its number.
func (d *Directory) createVersion(ctx context.Context, o owner, s VersionSpec, draft VersionDraft) (Version, error) {
	if s.ContentID == "" {
		return Version{}, chat.Rejected(o.id, "the "+o.kind.Noun+" is not published")
	}
	if draft.ContentID != "" && !strings.EqualFold(draft.ContentID, string(s.ContentID)) {
		return Version{}, chat.Rejected(o.digest, "is not that of the published content")
	}
	s.Description = draft.Description
	for range maxStale {
		v, err := d.addVersion(ctx, o, s, draft.Number)
		if chat.KindOf(err) != chat.KindDuplicate {
			return v, err
		}
	}
	return Version{}, &chat.Error{Kind: chat.KindConflict, Detail: "other versions were made at the same time, try again"}
}

// addVersion is KindDuplicate when another version took the number.
func (d *Directory) addVersion(ctx context.Context, o owner, s VersionSpec, expected int64) (Version, error) {
	s.Number = 1
	if err := d.eachVersion(ctx, o, func(last Version) { s.Number = last.Spec.Number + 1 }); err != nil {
		return Version{}, err
	}
	if expected != 0 && expected != s.Number {
		return Version{}, chat.Rejected(o.number, fmt.Sprintf("the next version is %d", s.Number))
	}
	id := versionID(o.ID, s.Number)
	e, err := create(ctx, d, o.versions, Entry{InstanceID: o.InstanceID, ID: id, Name: id}, s)
	return Version{e, s}, err
}

// deleteVersion forgets a version that nothing refers to, but for its number.
// KindNotFound, KindInUse.
func (d *Directory) deleteVersion(ctx context.Context, o owner, number int64) error {
	v, err := d.version(ctx, o, number)
	if err != nil {
		return err
	}
	if err := d.unused(ctx, o, v.Reference(o.ID)); err != nil {
		return err
	}
	return change(ctx, d, o.versions, o.InstanceID, v.ID, func(_ *Entry, s *VersionSpec) error {
		if s.Deleted {
			return notFound(o.versions)
		}
		s.Deleted = true
		return nil
	})
}
