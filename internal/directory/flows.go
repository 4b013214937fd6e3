package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
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
	return d.remove(ctx, f.owner(), KindFlowVersion)
}

// remove removes what nothing refers to any more, and its parts of some kinds.
func (d *Directory) remove(ctx context.Context, o owner, parts ...Kind) error {
	if err := d.unused(ctx, o, o.ID); err != nil {
		return err
	}
	// Parts without their owner are out of reach, so they go last: a deletion that
	// is cut short leaves nothing that answers.
	if err := explain(o.kind, d.store.DeleteResource(ctx, o.InstanceID, o.kind.Store, o.ID)); err != nil {
		return err
	}
	for _, k := range parts {
		if err := d.deleteParts(ctx, k, o.Entry); err != nil {
			return err
		}
	}
	return nil
}

// Flows reads a page of an instance's flows in order of id, of some types or, when
// none are given, of all: up to limit of those after the id, and the id after which
// the next page begins, "" at the end. A page may be shorter although more follow.
// spec: ListContactFlows.
func (d *Directory) Flows(ctx context.Context, instance chat.InstanceID, types []string, after string, limit int) ([]Flow, string, error) {
	found, next, err := list(ctx, d, KindFlow, instance, after, limit, flowOf)
	return slices.DeleteFunc(found, func(f Flow) bool {
		return len(types) > 0 && !slices.Contains(types, string(f.Spec.Type))
	}), next, err
}

// AllFlows reads every flow of an instance in order of id.
func (d *Directory) AllFlows(ctx context.Context, instance chat.InstanceID) ([]Flow, error) {
	return every(ctx, d, KindFlow, instance, flowOf)
}

func flowOf(e Entry, s FlowSpec) Flow { return Flow{e, s} }
