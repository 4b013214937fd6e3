package directory

import (
	"context"
	"regexp"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// ModuleAlias is a name for a version of a module, which can be moved to another
// version. Flows name it, by its id or its name, after the module's id.
type ModuleAlias struct {
	Entry
	Spec ModuleAliasSpec
}

// ModuleAliasSpec is what an alias has besides its entry. The entry's id and name
// begin with the module's id.
type ModuleAliasSpec struct {
	Name        string
	Description string
	Version     int64
}

// AliasID is the alias's own part of its id.
func (a *ModuleAlias) AliasID() string {
	_, id, _ := strings.Cut(a.ID, ":")
	return id
}

// ModuleAliasDraft is an alias to be created.
type ModuleAliasDraft struct {
	Name, Description string
	Version           int64
}

// CreateAlias adds an alias of a module and reads the module. KindNotFound (module
// or version), KindInvalid, KindDuplicate. spec: CreateContactFlowModuleAlias.
func (d *Directory) CreateAlias(ctx context.Context, instance chat.InstanceID, reference string, draft ModuleAliasDraft) (Module, ModuleAlias, error) {
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return Module{}, ModuleAlias{}, err
	}
	if err := checkAliasName("AliasName", draft.Name); err != nil {
		return Module{}, ModuleAlias{}, err
	}
	if _, err := d.ModuleVersion(ctx, &m, draft.Version); err != nil {
		return Module{}, ModuleAlias{}, err
	}
	s := ModuleAliasSpec(draft)
	e, err := create(ctx, d, KindModuleAlias, Entry{
		InstanceID: instance, ID: partPrefix(m.ID) + d.newID(), Name: partPrefix(m.ID) + s.Name,
	}, s)
	return m, ModuleAlias{e, s}, err
}

// aliasName is what an alias may be called.
// spec: CreateContactFlowModuleAlias AliasName.
var aliasName = regexp.MustCompile(`^([$0-9a-zA-Z][_-]?){1,100}$`)

// checkAliasName refuses what would be read as something else after the colon.
func checkAliasName(member, name string) error {
	switch {
	case len(name) > 100 || !aliasName.MatchString(name):
		return chat.Invalid(member, "must be at most 100 letters, digits and $, with single dashes and underscores between them")
	case versionNumber(name) != 0 || name == qualifierSaved || name == qualifierLatest:
		return chat.Invalid(member, "must not be a number, $SAVED or $LATEST: these name contents of their own")
	}
	return nil
}

// Alias reads an alias of a module by its id or its name. KindNotFound.
func (d *Directory) Alias(ctx context.Context, m *Module, idOrName string) (ModuleAlias, error) {
	key := partPrefix(m.ID) + idOrName
	r, err := d.store.Resource(ctx, m.InstanceID, KindModuleAlias.Store, key)
	if err = explain(KindModuleAlias, err); chat.KindOf(err) == chat.KindNotFound {
		r, err = d.store.ResourceByName(ctx, m.InstanceID, KindModuleAlias.Store, key)
		err = explain(KindModuleAlias, err)
	}
	if err != nil {
		return ModuleAlias{}, err
	}
	e, s, err := entryOf[ModuleAliasSpec](r)
	return ModuleAlias{e, s}, err
}

// Aliases reads a page of a module's aliases in order of id: up to limit of those
// after the id, and the id after which the next page begins, "" at the end.
// spec: ListContactFlowModuleAliases.
func (d *Directory) Aliases(ctx context.Context, m *Module, after string, limit int) ([]ModuleAlias, string, error) {
	rs, next, err := d.parts(ctx, KindModuleAlias, m.Entry, after, limit)
	if err != nil {
		return nil, "", err
	}
	aliases, err := typed(rs, func(e Entry, s ModuleAliasSpec) ModuleAlias { return ModuleAlias{e, s} })
	return aliases, next, err
}

// ModuleAliasChange says what to change of an alias. Nil members stay as they are.
type ModuleAliasChange struct {
	Name, Description *string
	Version           *int64
}

// ChangeAlias changes an alias of a module. KindNotFound (module, alias or
// version), KindInvalid, KindDuplicate. spec: UpdateContactFlowModuleAlias.
func (d *Directory) ChangeAlias(ctx context.Context, instance chat.InstanceID, reference, alias string, to ModuleAliasChange) error {
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return err
	}
	a, err := d.Alias(ctx, &m, alias)
	if err != nil {
		return err
	}
	if to.Name != nil {
		if err := checkAliasName("Name", *to.Name); err != nil {
			return err
		}
	}
	if to.Version != nil {
		if _, err := d.ModuleVersion(ctx, &m, *to.Version); err != nil {
			return err
		}
	}
	return change(ctx, d, KindModuleAlias, instance, a.ID, func(e *Entry, s *ModuleAliasSpec) error {
		if to.Name != nil {
			e.Name, s.Name = partPrefix(m.ID)+*to.Name, *to.Name
		}
		if to.Description != nil {
			s.Description = *to.Description
		}
		if to.Version != nil {
			s.Version = *to.Version
		}
		return nil
	})
}

// DeleteAlias removes an alias of a module; the version stays. KindNotFound.
// spec: DeleteContactFlowModuleAlias.
func (d *Directory) DeleteAlias(ctx context.Context, instance chat.InstanceID, reference, alias string) error {
	m, err := d.Module(ctx, instance, reference)
	if err != nil {
		return err
	}
	a, err := d.Alias(ctx, &m, alias)
	if err != nil {
		return err
	}
	return explain(KindModuleAlias, d.store.DeleteResource(ctx, instance, KindModuleAlias.Store, a.ID))
}
