package directory

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// CreateModuleVersion files the published content of a module, and its settings,
// under the next number, and reads the module. KindNotFound, KindRejected,
// KindConflict. spec: CreateContactFlowModuleVersion.
func (d *Directory) CreateModuleVersion(ctx context.Context, instance chat.InstanceID, reference string, draft VersionDraft) (Module, Version, error) {
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return Module{}, Version{}, err
	}
	v, err := d.createVersion(ctx, m.owner(), VersionSpec{
		ContentID: contentIDOf(m.Spec.Published), Settings: m.Spec.Settings,
	}, draft)
	return m, v, err
}

// ModuleVersion reads a version of a module. KindNotFound.
func (d *Directory) ModuleVersion(ctx context.Context, m *Module, number int64) (Version, error) {
	return d.version(ctx, m.owner(), number)
}

// ModuleVersions reads a page of a module's versions, oldest first, as
// [Directory.FlowVersions] does. spec: ListContactFlowModuleVersions.
func (d *Directory) ModuleVersions(ctx context.Context, m *Module, after string, limit int) ([]Version, string, error) {
	return d.pageOfVersions(ctx, m.owner(), after, limit)
}

// DeleteModuleVersion removes a version that no alias, flow or module names. Its
// number is not given again. KindNotFound, KindInUse.
// spec: DeleteContactFlowModuleVersion.
func (d *Directory) DeleteModuleVersion(ctx context.Context, instance chat.InstanceID, reference string, number int64) error {
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return err
	}
	if err := d.eachPart(ctx, KindModuleAlias, m.Entry, func(r store.Resource) error {
		_, s, err := entryOf[ModuleAliasSpec](r)
		if err == nil && s.Version == number {
			err = &chat.Error{Kind: chat.KindInUse, Member: "ContactFlowModuleVersion", Detail: "the version is used by the alias " + s.Name}
		}
		return err
	}); err != nil {
		return err
	}
	return d.deleteVersion(ctx, m.owner(), number)
}
