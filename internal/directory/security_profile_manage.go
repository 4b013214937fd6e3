package directory

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// SecurityProfileDraft is a security profile to be created.
type SecurityProfileDraft struct {
	Name string
	// Spec has ids or ARNs of modules.
	Spec SecurityProfileSpec
	Tags map[string]string
}

// CreateSecurityProfile adds a security profile. KindNotFound (instance, modules),
// KindInvalid, KindDuplicate. spec: CreateSecurityProfile.
func (d *Directory) CreateSecurityProfile(ctx context.Context, instance chat.InstanceID, draft SecurityProfileDraft) (SecurityProfile, error) {
	const member = "SecurityProfileName"
	if _, err := d.Instance(ctx, string(instance)); err != nil {
		return SecurityProfile{}, err
	}
	if checkName(draft.Name) != nil {
		return SecurityProfile{}, chat.Invalid(member, "must not be blank")
	}
	p := SecurityProfile{Entry{InstanceID: instance, ID: d.newID(), Name: draft.Name, Tags: draft.Tags}, draft.Spec}
	p.Spec.Permissions = permissionsOf(p.Spec.Permissions)
	if err := checkApplications(p.Spec.Applications); err != nil {
		return SecurityProfile{}, err
	}
	if err := d.settleModules(ctx, instance, &p.Spec); err != nil {
		return SecurityProfile{}, err
	}
	var err error
	p.Entry, err = create(ctx, d, KindSecurityProfile, p.Entry, p.Spec)
	if chat.KindOf(err) == chat.KindDuplicate {
		err = &chat.Error{Kind: chat.KindDuplicate, Member: member, Detail: "another security profile has this name"}
	}
	return p, err
}

// permissionsOf puts names in order, each once. It never gives nil.
func permissionsOf(names []string) []string {
	out := append([]string{}, names...)
	slices.Sort(out)
	return slices.Compact(out)
}

// checkApplications takes each once.
func checkApplications(all []Application) error {
	seen := map[string]bool{}
	for _, a := range all {
		if seen[a.Namespace] {
			return chat.Invalid("Applications", "has the namespace "+a.Namespace+" twice")
		}
		seen[a.Namespace] = true
	}
	return nil
}

// settleModules turns what was given for modules into the ids of ones that exist.
func (d *Directory) settleModules(ctx context.Context, instance chat.InstanceID, s *SecurityProfileSpec) error {
	var ids []string
	for _, reference := range s.FlowModuleIDs {
		m, err := d.Module(ctx, instance, reference)
		if err != nil {
			return about("AllowedFlowModules", err)
		}
		if !slices.Contains(ids, m.ID) {
			ids = append(ids, m.ID)
		}
	}
	slices.Sort(ids)
	s.FlowModuleIDs = ids
	return nil
}

// SecurityProfileChange says what to change of a security profile. Nil members stay
// as they are.
type SecurityProfileChange struct {
	Description *string
	// Spec replaces lists and maps by those that are not nil.
	Spec SecurityProfileSpec
}

// ChangeSecurityProfile changes a security profile. KindNotFound, also of modules,
// KindInvalid.
// spec: UpdateSecurityProfile.
func (d *Directory) ChangeSecurityProfile(ctx context.Context, instance chat.InstanceID, reference string, c SecurityProfileChange) error {
	if err := checkApplications(c.Spec.Applications); err != nil {
		return err
	}
	return change(ctx, d, KindSecurityProfile, instance, reference, func(e *Entry, s *SecurityProfileSpec) error {
		if c.Description != nil {
			s.Description = *c.Description
		}
		if c.Spec.Permissions != nil {
			s.Permissions = permissionsOf(c.Spec.Permissions)
		}
		if c.Spec.AllowedTags != nil {
			s.AllowedTags = c.Spec.AllowedTags
		}
		if c.Spec.TagRestricted != nil {
			s.TagRestricted = c.Spec.TagRestricted
		}
		if c.Spec.HierarchyRestricted != nil {
			s.HierarchyRestricted = c.Spec.HierarchyRestricted
		}
		if c.Spec.Applications != nil {
			s.Applications = c.Spec.Applications
		}
		if c.Spec.FlowModuleIDs == nil {
			return nil
		}
		s.FlowModuleIDs = c.Spec.FlowModuleIDs
		return d.settleModules(ctx, e.InstanceID, s)
	})
}

// DeleteSecurityProfile removes a security profile that no user has. KindNotFound;
// KindInUse names a user. spec: DeleteSecurityProfile.
func (d *Directory) DeleteSecurityProfile(ctx context.Context, instance chat.InstanceID, reference string) error {
	p, err := d.SecurityProfile(ctx, instance, reference)
	if err != nil {
		return err
	}
	if err := d.noUser(ctx, instance, KindSecurityProfile, "SecurityProfileId", func(u *User) bool {
		return slices.Contains(u.Spec.SecurityProfileIDs, p.ID)
	}); err != nil {
		return err
	}
	return explain(KindSecurityProfile, d.store.DeleteResource(ctx, instance, KindSecurityProfile.Store, p.ID))
}
