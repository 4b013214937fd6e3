package directory

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// FlowDraft is a flow to be created.
type FlowDraft struct {
	Name        string
	Type        flow.Type
	Description string
	Content     string
	Tags        map[string]string
	// Publish makes the content run; otherwise it is only saved, unchecked.
	Publish bool
}

// CreateFlow adds a flow. Errors: KindNotFound (instance), KindInvalid,
// KindDuplicate, KindInvalidFlow. spec: CreateContactFlow.
func (d *Directory) CreateFlow(ctx context.Context, instance chat.InstanceID, draft FlowDraft) (Flow, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return Flow{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return Flow{}, err
	}
	s := FlowSpec{Type: draft.Type, Description: draft.Description}
	if err := d.setFlowContent(ctx, instance, &s, draft.Content, draft.Publish); err != nil {
		return Flow{}, err
	}
	e, err := create(ctx, d, KindFlow, Entry{
		InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags,
	}, s)
	return Flow{e, s}, err
}

// SetFlowContent replaces the content of a flow. A reference with SavedSuffix
// only saves it; without, it is published, and what was saved is dropped. A
// version does not change.
// Errors: KindNotFound, KindInvalid, KindRejected, KindInvalidFlow.
// spec: UpdateContactFlowContent.
func (d *Directory) SetFlowContent(ctx context.Context, instance chat.InstanceID, reference, content string) error {
	if _, version := CutVersion(reference); version != 0 {
		return chat.Rejected("ContactFlowId", "a version of a contact flow cannot be changed")
	}
	reference, saved := strings.CutSuffix(reference, SavedSuffix)
	return change(ctx, d, KindFlow, instance, reference, func(_ *Entry, s *FlowSpec) error {
		return d.setFlowContent(ctx, instance, s, content, !saved)
	})
}

func (d *Directory) setFlowContent(ctx context.Context, instance chat.InstanceID, s *FlowSpec, content string, publish bool) error {
	if err := d.admit(ctx, instance, candidate{content: content, flowType: s.Type}, publish); err != nil {
		return err
	}
	if publish {
		s.Published, s.Saved = content, ""
	} else {
		s.Saved = content
	}
	return nil
}

// FlowChange says what to change of a flow or a module besides its content. Nil members stay
// as they are.
type FlowChange struct {
	Name        *string
	Description *string
	Archived    *bool
}

// ChangeFlow changes a flow. Errors: KindNotFound, KindInvalid, KindDuplicate.
// spec: UpdateContactFlowMetadata, UpdateContactFlowName.
func (d *Directory) ChangeFlow(ctx context.Context, instance chat.InstanceID, reference string, to FlowChange) error {
	return change(ctx, d, KindFlow, instance, reference, func(e *Entry, s *FlowSpec) error {
		return to.apply(e, &s.Description, &s.Archived)
	})
}

func (c FlowChange) apply(e *Entry, description *string, archived *bool) error {
	if c.Name != nil {
		if err := checkName(*c.Name); err != nil {
			return err
		}
		e.Name = *c.Name
	}
	if c.Description != nil {
		*description = *c.Description
	}
	if c.Archived != nil {
		*archived = *c.Archived
	}
	return nil
}

// maxNameLength bounds the name of a flow or a module in characters. The model sets no bound; the
// flow designer does.
const maxNameLength = 127

func checkName(name string) error {
	if strings.TrimSpace(name) == "" {
		return chat.Invalid("Name", "must not be blank")
	}
	if n := utf8.RuneCountInString(name); n > maxNameLength {
		return chat.Invalid("Name", fmt.Sprintf("has %d characters, the limit is %d", n, maxNameLength))
	}
	return nil
}

// DeleteFlow removes a flow that nothing refers to any more, and its versions.
// KindNotFound; KindInUse names what refers to it. spec: DeleteContactFlow.
func (d *Directory) DeleteFlow(ctx context.Context, instance chat.InstanceID, reference string) error {
	f, err := d.Flow(ctx, instance, reference)
	if err != nil {
		return err
	}
	if err := d.unused(ctx, f.owner(), f.ID); err != nil {
		return err
	}
	// Versions without a flow are out of reach, so they go last: a deletion that
	// is cut short leaves nothing that answers.
	if err := explain(KindFlow, d.store.DeleteResource(ctx, instance, KindFlow.Store, f.ID)); err != nil {
		return err
	}
	return d.deleteParts(ctx, KindFlowVersion, f.Entry)
}

// AllFlows reads every flow of an instance in order of id. KindNotFound.
func (d *Directory) AllFlows(ctx context.Context, instance chat.InstanceID) ([]Flow, error) {
	rs, err := d.all(ctx, instance, KindFlow)
	if err != nil {
		return nil, err
	}
	return flowsOf(rs)
}

func flowsOf(rs []store.Resource) ([]Flow, error) {
	flows := make([]Flow, len(rs))
	for i, r := range rs {
		e, s, err := entryOf[FlowSpec](r)
		if err != nil {
			return nil, chat.Internal("read the flows", err)
		}
		flows[i] = Flow{e, s}
	}
	return flows, nil
}
