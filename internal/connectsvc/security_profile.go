package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// securityProfiles serves what says what users may do.
type securityProfiles struct{ *backend }

// CreateSecurityProfile adds a security profile. spec: CreateSecurityProfile.
func (s securityProfiles) CreateSecurityProfile(ctx context.Context, in *connect.CreateSecurityProfileInput) (*connect.CreateSecurityProfileOutput, error) {
	if err := checkRestrictions(in.AllowedAccessControlHierarchyGroupId, in.GranularAccessControlConfiguration); err != nil {
		return nil, err
	}
	p, err := s.Directory.CreateSecurityProfile(ctx, instanceOf(in.InstanceId), directory.SecurityProfileDraft{
		Name: text(in.SecurityProfileName), Tags: in.Tags,
		Spec: directory.SecurityProfileSpec{
			Description: text(in.Description), Permissions: in.Permissions, AllowedTags: in.AllowedAccessControlTags,
			TagRestricted: in.TagRestrictedResources, HierarchyRestricted: in.HierarchyRestrictedResources,
			Applications: each(in.Applications, applicationOf), FlowModuleIDs: each(in.AllowedFlowModules, flowModuleOf),
		},
	})
	if err != nil {
		return nil, err
	}
	return &connect.CreateSecurityProfileOutput{SecurityProfileId: new(p.ID), SecurityProfileArn: new(s.arn(&p))}, nil
}

// UpdateSecurityProfile replaces what is given. spec: UpdateSecurityProfile.
func (s securityProfiles) UpdateSecurityProfile(ctx context.Context, in *connect.UpdateSecurityProfileInput) (*connect.UpdateSecurityProfileOutput, error) {
	if err := checkRestrictions(in.AllowedAccessControlHierarchyGroupId, in.GranularAccessControlConfiguration); err != nil {
		return nil, err
	}
	c := directory.SecurityProfileChange{Description: in.Description, Spec: directory.SecurityProfileSpec{
		Permissions: in.Permissions, AllowedTags: in.AllowedAccessControlTags,
		TagRestricted: in.TagRestrictedResources, HierarchyRestricted: in.HierarchyRestrictedResources,
	}}
	if in.Applications != nil {
		c.Spec.Applications = each(in.Applications, applicationOf)
	}
	if in.AllowedFlowModules != nil {
		c.Spec.FlowModuleIDs = each(in.AllowedFlowModules, flowModuleOf)
	}
	return nil, s.Directory.ChangeSecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId), c)
}

// checkRestrictions refuses what restricts to a place in the hierarchy of agents, or
// to rows of data tables: there are none.
func checkRestrictions(group *string, granular *connect.GranularAccessControlConfiguration) error {
	if text(group) != "" {
		return chat.NotFound("AllowedAccessControlHierarchyGroupId", "the hierarchy group does not exist")
	}
	if granular != nil && granular.DataTableAccessControlConfiguration != nil {
		return chat.Rejected("GranularAccessControlConfiguration", "the instance has no data tables")
	}
	return nil
}

// DeleteSecurityProfile removes a security profile that no user has.
// spec: DeleteSecurityProfile.
func (s securityProfiles) DeleteSecurityProfile(ctx context.Context, in *connect.DeleteSecurityProfileInput) (*connect.DeleteSecurityProfileOutput, error) {
	return nil, s.Directory.DeleteSecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId))
}

func (s securityProfiles) arn(p *directory.SecurityProfile) string {
	return s.Directory.Names.Resource(p.InstanceID, directory.KindSecurityProfile, p.ID)
}

func applicationOf(a *connect.Application) directory.Application {
	return directory.Application{Namespace: text(a.Namespace), Type: text(a.Type), Permissions: a.ApplicationPermissions}
}

func application(a *directory.Application) connect.Application {
	return connect.Application{Namespace: some(a.Namespace), Type: some(a.Type), ApplicationPermissions: a.Permissions}
}

func flowModuleOf(m *connect.FlowModule) string { return text(m.FlowModuleId) }

func flowModule(id *string) connect.FlowModule {
	return connect.FlowModule{Type: new(connect.FlowModuleTypeMcp), FlowModuleId: id}
}
