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
	if err := d.setContent(ctx, instance, &s, draft.Content, draft.Publish); err != nil {
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
	return d.changeFlow(ctx, instance, reference, func(f *Flow) error {
		return d.setContent(ctx, instance, &f.Spec, content, !saved)
	})
}

// FlowChange says what to change of a flow besides its content. Nil members stay
// as they are.
type FlowChange struct {
	Name        *string
	Description *string
	Archived    *bool
}

// ChangeFlow changes a flow. Errors: KindNotFound, KindInvalid, KindDuplicate.
// spec: UpdateContactFlowMetadata, UpdateContactFlowName.
func (d *Directory) ChangeFlow(ctx context.Context, instance chat.InstanceID, reference string, change FlowChange) error {
	return d.changeFlow(ctx, instance, reference, func(f *Flow) error {
		if change.Name != nil {
			if err := checkName(*change.Name); err != nil {
				return err
			}
			f.Name = *change.Name
		}
		if change.Description != nil {
			f.Spec.Description = *change.Description
		}
		if change.Archived != nil {
			f.Spec.Archived = *change.Archived
		}
		return nil
	})
}

// maxStale bounds how often a change is made again because the resource had
// changed between reading and writing.
const maxStale = 5

// changeFlow reads, changes and writes a flow. change may run more than once.
func (d *Directory) changeFlow(ctx context.Context, instance chat.InstanceID, reference string, change func(*Flow) error) error {
	var err error
	for range maxStale {
		var f Flow
		if f, err = d.Flow(ctx, instance, reference); err != nil {
			return err
		}
		if err = change(&f); err != nil {
			return err
		}
		if err = save(ctx, d, KindFlow, f.Entry, f.Spec); chat.KindOf(err) != chat.KindConflict {
			return err
		}
	}
	return err
}

// maxNameLength bounds a flow's name in characters. The model sets no bound; the
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
	user, err := d.userOf(ctx, instance, f.ID)
	if err != nil {
		return err
	}
	if user != "" {
		return &chat.Error{Kind: chat.KindInUse, Member: "ContactFlowId", Detail: "the contact flow is used by " + user}
	}
	// Versions without a flow are out of reach, so they go last: a deletion that
	// is cut short leaves nothing that answers.
	if err := explain(KindFlow, d.store.DeleteResource(ctx, instance, KindFlow.Store, f.ID)); err != nil {
		return err
	}
	return d.deleteVersions(ctx, &f)
}

// userOf says what uses a flow, "" for nothing. Flows name each other by id or
// ARN, and both hold the id, which is a UUID and so stands for nothing else.
func (d *Directory) userOf(ctx context.Context, instance chat.InstanceID, id string) (string, error) {
	i, err := d.Instance(ctx, string(instance))
	if err != nil {
		return "", err
	}
	for hook, used := range i.Spec.Defaults {
		if string(used) == id {
			return "the instance as its default for " + string(hook), nil
		}
	}
	flows, err := d.AllFlows(ctx, instance)
	if err != nil {
		return "", err
	}
	for _, f := range flows {
		if f.ID != id && (strings.Contains(f.Spec.Published, id) || strings.Contains(f.Spec.Saved, id)) {
			return "the contact flow " + f.Name, nil
		}
	}
	return "", nil
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
