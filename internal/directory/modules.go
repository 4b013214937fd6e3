package directory

import (
	"context"
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
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
	s := ModuleSpec{Description: draft.Description, External: draft.External}
	e := Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags}
	if draft.ClientToken == "" {
		return d.addModule(ctx, e, s, draft)
	}
	var err error
	if s.Request, err = digestOf(draft); err != nil {
		return Module{}, err
	}
	e.ID = claimedID(KindModule, instance, draft.ClientToken)
	if m, err := d.claimedModule(ctx, &e, s.Request); chat.KindOf(err) != chat.KindNotFound {
		return m, err
	}
	m, err := d.addModule(ctx, e, s, draft)
	if chat.KindOf(err) != chat.KindDuplicate {
		return m, err
	}
	// The same request may have come twice at once.
	if m, again := d.claimedModule(ctx, &e, s.Request); chat.KindOf(again) != chat.KindNotFound {
		return m, again
	}
	return Module{}, err
}

// claimedModule is what an earlier request with the client token made.
func (d *Directory) claimedModule(ctx context.Context, e *Entry, request string) (Module, error) {
	m, err := d.Module(ctx, e.InstanceID, e.ID)
	if err == nil && m.Spec.Request != request {
		return Module{}, &chat.Error{Kind: chat.KindConflict, Member: "ClientToken", Detail: "was used before with another request"}
	}
	return m, err
}

func (d *Directory) addModule(ctx context.Context, e Entry, s ModuleSpec, draft ModuleDraft) (Module, error) {
	if err := d.setModuleContent(ctx, &e, &s, draft.Content, draft.Settings, true); err != nil {
		return Module{}, err
	}
	e, err := create(ctx, d, KindModule, e, s)
	return Module{e, s}, err
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
	if err := d.unused(ctx, m.owner(), m.ID); err != nil {
		return err
	}
	// Parts without a module are out of reach, so they go last.
	if err := explain(KindModule, d.store.DeleteResource(ctx, instance, KindModule.Store, m.ID)); err != nil {
		return err
	}
	if err := d.deleteParts(ctx, KindModuleAlias, m.Entry); err != nil {
		return err
	}
	return d.deleteParts(ctx, KindModuleVersion, m.Entry)
}

// Modules reads a page of an instance's modules in order of id, those that meet
// the condition: up to limit of those after the id, and the id after which the
// next page begins, "" at the end. A page may be shorter although more follow.
// spec: ListContactFlowModules.
func (d *Directory) Modules(ctx context.Context, instance chat.InstanceID, meets func(*Module) bool, after string, limit int) ([]Module, string, error) {
	rs, next, err := d.page(ctx, instance, KindModule, after, limit)
	if err != nil {
		return nil, "", err
	}
	all, err := modulesOf(rs)
	if err != nil {
		return nil, "", err
	}
	found := make([]Module, 0, len(all))
	for i := range all {
		if meets(&all[i]) {
			found = append(found, all[i])
		}
	}
	return found, next, nil
}

// AllModules reads every module of an instance in order of id.
func (d *Directory) AllModules(ctx context.Context, instance chat.InstanceID) ([]Module, error) {
	rs, err := d.all(ctx, instance, KindModule)
	if err != nil {
		return nil, err
	}
	return modulesOf(rs)
}

func modulesOf(rs []store.Resource) ([]Module, error) {
	modules := make([]Module, len(rs))
	for i, r := range rs {
		e, s, err := entryOf[ModuleSpec](r)
		if err != nil {
			return nil, chat.Internal("read the modules", err)
		}
		modules[i] = Module{e, s}
	}
	return modules, nil
}
