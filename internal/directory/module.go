package directory

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Module is a flow module: a part that flows have in common. Like a flow it can
// have a published content and a saved one.
type Module struct {
	Entry
	Spec ModuleSpec
}

// ModuleSpec is what a module has besides its entry.
type ModuleSpec struct {
	Description string
	Archived    bool
	// Published is the content that runs, Saved the newest one that was saved
	// without publishing, "" when the published one is the newest.
	Published, Saved string
	// Settings and SavedSettings belong to these contents: JSON that takes the
	// place of the Settings in the content, "" for those.
	Settings, SavedSettings string
	// External says that others than flows may invoke the module. Nothing here
	// does so; nil when it was never said.
	External *bool `json:",omitempty"`
	// Request tells the request that made the module from others with its client
	// token, "" without a token.
	Request string `json:",omitempty"`
}

// LatestSuffix on the id of a module or a view addresses its published content, as
// does the bare id. spec: Flow modules, versions; DescribeView ViewId.
const LatestSuffix = ":$LATEST"

// The qualifiers are what follows the colon in these suffixes.
const (
	qualifierSaved  = "$SAVED"
	qualifierLatest = "$LATEST"
)

// CutQualifier takes what follows the colon off the end of an id or ARN: a number,
// an alias, $SAVED or $LATEST. It is "" when there is nothing.
func CutQualifier(reference string) (string, string) {
	i := strings.LastIndexByte(reference, ':')
	if i < 0 || strings.Contains(reference[i:], "/") { // a colon of the ARN
		return reference, ""
	}
	return reference[:i], reference[i+1:]
}

func (m *Module) owner() owner {
	return owner{m.Entry, KindModule, KindModuleVersion, "ContactFlowModuleId", "FlowModuleContentSha256", "ContactFlowModuleVersion"}
}

// Module reads a module by id or ARN without a qualifier. KindNotFound.
func (d *Directory) Module(ctx context.Context, instance chat.InstanceID, reference string) (Module, error) {
	e, s, err := get[ModuleSpec](ctx, d, KindModule, instance, reference)
	return Module{e, s}, err
}

// ModuleContent is a module with one of its contents.
type ModuleContent struct {
	Module
	Content string
	// Settings are those in force, "" for none; Beside those that stand beside the
	// content.
	Settings, Beside string
	Saved            bool     // the content is not the published one
	Version          *Version // the one that was asked for, also by an alias
}

// ModuleContent reads a module and the content that a reference asks for: the
// published one, the newest with SavedSuffix, or that of a version, which can be
// given by its number, or by the id or the name of an alias. KindNotFound.
// spec: DescribeContactFlowModule.
func (d *Directory) ModuleContent(ctx context.Context, instance chat.InstanceID, reference string) (ModuleContent, error) {
	reference, qualifier := CutQualifier(reference)
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return ModuleContent{}, err
	}
	c := ModuleContent{Module: m, Content: m.Spec.Published, Settings: m.Spec.Settings}
	switch qualifier {
	case qualifierSaved:
		c.Content, c.Settings, c.Saved = m.newest(), m.newestSettings(), true
	case "", qualifierLatest:
		if c.Content == "" {
			return ModuleContent{}, notFound(KindModule)
		}
	default:
		v, err := d.qualifiedVersion(ctx, &m, qualifier)
		if err != nil {
			return ModuleContent{}, err
		}
		if c.Content, err = d.ContentText(ctx, instance, v.Spec.ContentID); err != nil {
			return ModuleContent{}, err
		}
		c.Settings, c.Version = v.Spec.Settings, &v
	}
	return c.settled(), nil
}

// NewestContent is the module with what an editor opens.
func (m *Module) NewestContent() ModuleContent {
	c := ModuleContent{Module: *m, Content: m.newest(), Settings: m.newestSettings(), Saved: m.Spec.Saved != ""}
	return c.settled()
}

// settled is the module with the settings that are in force, when those that stand
// beside the content were given.
func (c ModuleContent) settled() ModuleContent {
	if c.Beside = c.Settings; c.Settings == "" {
		c.Settings = settingsIn(c.Content)
	}
	return c
}

// settingsIn are the Settings that a content has itself.
func settingsIn(content string) string {
	doc, err := flow.Parse(content)
	if err != nil {
		return "" // saved contents may be anything
	}
	return string(doc.Settings)
}

func (m *Module) newest() string {
	if m.Spec.Saved != "" {
		return m.Spec.Saved
	}
	return m.Spec.Published
}

func (m *Module) newestSettings() string {
	if m.Spec.Saved != "" {
		return m.Spec.SavedSettings
	}
	return m.Spec.Settings
}

// qualifiedVersion finds a version by its number or an alias.
func (d *Directory) qualifiedVersion(ctx context.Context, m *Module, qualifier string) (Version, error) {
	number := versionNumber(qualifier)
	if number == 0 {
		a, err := d.Alias(ctx, m, qualifier)
		if err != nil {
			return Version{}, err
		}
		number = a.Spec.Version
	}
	return d.ModuleVersion(ctx, m, number)
}

// ModuleDocument reads what runs under the id or ARN of a module: its published
// content, or that of the version that a number or an alias names. What is only
// saved, and all of an archived module, does not exist for a chat. The reference
// of what it finds names the version, not the alias, and so stays what it is.
// KindNotFound. spec: InvokeFlowModule FlowModuleId.
func (d *Directory) ModuleDocument(ctx context.Context, instance chat.InstanceID, reference string) (Runnable, error) {
	reference, qualifier := CutQualifier(reference)
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return Runnable{}, err
	}
	if m.Spec.Published == "" || m.Spec.Archived || qualifier == qualifierSaved {
		return Runnable{}, notFound(KindModule)
	}
	r := Runnable{FlowID: chat.FlowID(m.ID), Reference: chat.FlowID(m.ID), Type: flow.TypeModule}
	if qualifier == "" || qualifier == qualifierLatest {
		return d.runContent(r, m.Spec.Published)
	}
	v, err := d.qualifiedVersion(ctx, &m, qualifier)
	if err != nil {
		return Runnable{}, err
	}
	return d.runVersion(ctx, r, &v)
}
