package directory

import (
	"context"
	"fmt"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// VersionDraft is a version to be made of a flow's published content.
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
func (d *Directory) CreateVersion(ctx context.Context, instance chat.InstanceID, reference string, draft VersionDraft) (Flow, FlowVersion, error) {
	f, err := d.Flow(ctx, instance, reference)
	if err != nil {
		return Flow{}, FlowVersion{}, err
	}
	if !f.IsPublished() {
		return Flow{}, FlowVersion{}, chat.Rejected("ContactFlowId", "the contact flow is not published")
	}
	for range maxStale {
		v, err := d.addVersion(ctx, &f, draft)
		if chat.KindOf(err) != chat.KindDuplicate {
			return f, v, err
		}
	}
	return Flow{}, FlowVersion{}, &chat.Error{Kind: chat.KindConflict, Detail: "other versions were made at the same time, try again"}
}

// addVersion is KindDuplicate when another version took the number.
func (d *Directory) addVersion(ctx context.Context, f *Flow, draft VersionDraft) (FlowVersion, error) {
	s := FlowVersionSpec{Number: 1, Description: draft.Description, ContentID: ContentID(f.Spec.Published)}
	if draft.ContentID != "" && !strings.EqualFold(draft.ContentID, string(s.ContentID)) {
		return FlowVersion{}, chat.Rejected("FlowContentSha256", "is not that of the published content")
	}
	if err := d.eachVersion(ctx, f, func(v *FlowVersion) error {
		s.Number = v.Spec.Number + 1
		return nil
	}); err != nil {
		return FlowVersion{}, err
	}
	if draft.Number != 0 && draft.Number != s.Number {
		return FlowVersion{}, chat.Rejected("ContactFlowVersion", fmt.Sprintf("the next version is %d", s.Number))
	}
	id := versionID(f.ID, s.Number)
	e, err := create(ctx, d, KindFlowVersion, Entry{InstanceID: f.InstanceID, ID: id, Name: id}, s)
	return FlowVersion{e, s}, err
}

// deleteVersions removes what is left of a flow that was deleted.
func (d *Directory) deleteVersions(ctx context.Context, f *Flow) error {
	return d.eachVersion(ctx, f, func(v *FlowVersion) error {
		err := explain(KindFlowVersion, d.store.DeleteResource(ctx, v.InstanceID, KindFlowVersion.Store, v.ID))
		if err != nil && chat.KindOf(err) != chat.KindNotFound {
			return err
		}
		return nil
	})
}
