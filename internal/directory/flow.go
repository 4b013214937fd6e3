package directory

import "github.com/rejoin-chat/rejoin/internal/flow"

// SavedSuffix on a flow's id addresses its saved, unpublished content.
// spec: DescribeContactFlow, ContactFlowId.
const SavedSuffix = ":$SAVED"

// Flow is a contact flow. It can have two contents: the published one, which
// runs, and a saved one, on which somebody still works.
type Flow struct {
	Entry
	Spec FlowSpec
}

// FlowSpec is what a flow has besides its entry.
type FlowSpec struct {
	Type        flow.Type
	Description string
	Archived    bool
	// Published is the content that runs, "" when none was ever published.
	Published string
	// Saved is the newest content that was saved without publishing, ""
	// when the published one is the newest.
	Saved string
}

// IsPublished reports whether the flow has content that can run.
func (f *Flow) IsPublished() bool { return f.Spec.Published != "" }

// Newest is the content that an editor opens.
func (f *Flow) Newest() string {
	if f.Spec.Saved != "" {
		return f.Spec.Saved
	}
	return f.Spec.Published
}
