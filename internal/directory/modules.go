package directory

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// ModuleDraft is a module to be created.
type ModuleDraft struct {
	Name        string
	Description string
	Content     string
	Settings    string // "" for those of the content
	Tags        map[string]string
	External    *bool
	// ClientToken makes a repeated request find what the first one made.
	ClientToken string `json:"-"`
}

// CreateModule adds a module and publishes it. Errors: KindNotFound (instance),
// KindInvalid, KindDuplicate, KindInvalidFlow, KindConflict (the client token came
// with another request). spec: CreateContactFlowModule.
func (d *Directory) CreateModule(ctx context.Context, instance chat.InstanceID, draft ModuleDraft) (Module, error) {
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return Module{}, err
	}
	if err := checkName(draft.Name); err != nil {
		return Module{}, err
	}
	made := func(id, digest string) (Module, error) {
		m, err := d.Module(ctx, instance, id)
		if err == nil && m.Spec.Request != digest {
			return Module{}, &chat.Error{Kind: chat.KindConflict, Member: "ClientToken", Detail: "was used before with another request"}
		}
		return m, err
	}
	return claim(d, KindModule, instance, draft.ClientToken, draft, made, func(id, digest string) (Module, error) {
		e := Entry{InstanceID: instance, ID: id, Name: draft.Name, Tags: draft.Tags}
		s := ModuleSpec{Description: draft.Description, External: draft.External, Request: digest}
		if err := d.setModuleContent(ctx, &e, &s, draft.Content, draft.Settings, true); err != nil {
			return Module{}, err
		}
		e, err := create(ctx, d, KindModule, e, s)
		return Module{e, s}, err
	})
}

// ModuleEdit is new content of a module. Nil members stay as they are.
type ModuleEdit struct{ Content, Settings *string }

// SetModuleContent replaces the content or the settings of a module. A reference
// with SavedSuffix only saves them; without, they are published, and what was
// saved is dropped. A version does not change. Errors: KindNotFound, KindInvalid,
// KindRejected, KindInvalidFlow. spec: UpdateContactFlowModuleContent.
func (d *Directory) SetModuleContent(ctx context.Context, instance chat.InstanceID, reference string, edit ModuleEdit) error {
	reference, qualifier := CutQualifier(reference)
	switch {
	case qualifier != "" && qualifier != qualifierSaved && qualifier != qualifierLatest:
		return chat.Rejected("ContactFlowModuleId", "a version of a contact flow module cannot be changed")
	case edit == ModuleEdit{}:
		return chat.Rejected("Content", "Content or Settings must be given")
	}
	publish := qualifier != qualifierSaved
	return change(ctx, d, KindModule, instance, reference, func(e *Entry, s *ModuleSpec) error {
		m := Module{*e, *s}
		content, settings := s.Published, s.Settings
		if !publish {
			content, settings = m.newest(), m.newestSettings()
		}
		if edit.Content != nil {
			content = *edit.Content
		}
		if edit.Settings != nil {
			settings = *edit.Settings
		}
		return d.setModuleContent(ctx, e, s, content, settings, publish)
	})
}

func (d *Directory) setModuleContent(ctx context.Context, e *Entry, s *ModuleSpec, content, settings string, publish bool) error {
	if publish && settings != "" {
		_, faults := flow.ParseSettings(json.RawMessage(settings))
		if err := unpublishable(flow.TypeModule, "Settings", faults); err != nil {
			return err
		}
	}
	if err := d.admit(ctx, e.InstanceID, candidate{
		content: content, flowType: flow.TypeModule,
		module: flow.Module{ID: flow.ID(e.ID), Name: e.Name, Settings: settingsOf(settings)},
	}, publish); err != nil {
		return err
	}
	if publish {
		s.Published, s.Settings, s.Saved, s.SavedSettings = content, settings, "", ""
	} else {
		s.Saved, s.SavedSettings = content, settings
	}
	return nil
}

// ChangeModule changes a module. Errors: KindNotFound, KindInvalid, KindDuplicate.
// spec: UpdateContactFlowModuleMetadata.
func (d *Directory) ChangeModule(ctx context.Context, instance chat.InstanceID, reference string, to FlowChange) error {
	return change(ctx, d, KindModule, instance, reference, func(e *Entry, s *ModuleSpec) error {
		return to.apply(e, &s.Description, &s.Archived)
	})
}

// DeleteModule removes a module that nothing refers to any more, its versions and
// its aliases. KindNotFound; KindInUse names what refers to it.
// spec: DeleteContactFlowModule.
func (d *Directory) DeleteModule(ctx context.Context, instance chat.InstanceID, reference string) error {
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return err
	}
	return d.remove(ctx, m.owner(), KindModuleAlias, KindModuleVersion)
}

// Modules reads a page of an instance's modules in order of id, those that meet
// the condition: up to limit of those after the id, and the id after which the
// next page begins, "" at the end. A page may be shorter although more follow.
// spec: ListContactFlowModules.
func (d *Directory) Modules(ctx context.Context, instance chat.InstanceID, meets func(*Module) bool, after string, limit int) ([]Module, string, error) {
	found, next, err := list(ctx, d, KindModule, instance, after, limit, moduleOf)
	return slices.DeleteFunc(found, func(m Module) bool { return !meets(&m) }), next, err
}

// AllModules reads every module of an instance in order of id.
func (d *Directory) AllModules(ctx context.Context, instance chat.InstanceID) ([]Module, error) {
	return every(ctx, d, KindModule, instance, moduleOf)
}

func moduleOf(e Entry, s ModuleSpec) Module { return Module{e, s} }
