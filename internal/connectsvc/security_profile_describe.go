package connectsvc

import (
	"cmp"
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeSecurityProfile reads a security profile, without what it permits.
// spec: DescribeSecurityProfile.
func (s securityProfiles) DescribeSecurityProfile(ctx context.Context, in *connect.DescribeSecurityProfileInput) (*connect.DescribeSecurityProfileOutput, error) {
	p, err := s.Directory.SecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeSecurityProfileOutput{SecurityProfile: &connect.SecurityProfile{
		Id:                           new(p.ID),
		Arn:                          new(s.arn(&p)),
		OrganizationResourceId:       new(string(p.InstanceID)),
		SecurityProfileName:          new(p.Name),
		Description:                  some(p.Spec.Description),
		AllowedAccessControlTags:     nonEmpty(p.Spec.AllowedTags),
		TagRestrictedResources:       p.Spec.TagRestricted,
		HierarchyRestrictedResources: p.Spec.HierarchyRestricted,
		Tags:                         nonEmpty(p.Tags),
		LastModifiedTime:             at(p.ModifiedAt),
		LastModifiedRegion:           new(s.Directory.Names.Region),
	}}, nil
}

// ListSecurityProfiles reads a page of the security profiles.
// spec: ListSecurityProfiles.
func (s securityProfiles) ListSecurityProfiles(ctx context.Context, in *connect.ListSecurityProfilesInput) (*connect.ListSecurityProfilesOutput, error) {
	found, next, err := pageOf(ctx, s.backend, listing{"ListSecurityProfiles", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.SecurityProfiles)
	return &connect.ListSecurityProfilesOutput{SecurityProfileSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s securityProfiles) summary(p *directory.SecurityProfile) connect.SecurityProfileSummary {
	return connect.SecurityProfileSummary{
		Id:                 new(p.ID),
		Arn:                new(s.arn(p)),
		Name:               new(p.Name),
		LastModifiedTime:   at(p.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// SearchSecurityProfiles reads a page of the security profiles that meet criteria and
// carry tags. spec: SearchSecurityProfiles.
func (s securityProfiles) SearchSecurityProfiles(ctx context.Context, in *connect.SearchSecurityProfilesInput) (*connect.SearchSecurityProfilesOutput, error) {
	criteria := securityCriteria(in.SearchCriteria)
	if err := criteria.check("name", "description", "resourceID"); err != nil {
		return nil, err
	}
	found, err := search(ctx, s.backend, listing{"SearchSecurityProfiles", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.AllSecurityProfiles,
		func(p *directory.SecurityProfile) bool {
			return (in.SearchFilter == nil || tagged(p.Tags, in.SearchFilter.TagFilter)) &&
				criteria.meets(fields{"name": {p.Name}, "description": {p.Spec.Description}, "resourceid": {p.ID}})
		}, func(p *directory.SecurityProfile) string { return p.ID })
	return &connect.SearchSecurityProfilesOutput{
		SecurityProfiles: each(found.page, s.searched), NextToken: found.token, ApproximateTotalCount: found.total,
	}, err
}

func (s securityProfiles) searched(p *directory.SecurityProfile) connect.SecurityProfileSearchSummary {
	return connect.SecurityProfileSearchSummary{
		Id:                     new(p.ID),
		Arn:                    new(s.arn(p)),
		OrganizationResourceId: new(string(p.InstanceID)),
		SecurityProfileName:    new(p.Name),
		Description:            some(p.Spec.Description),
		Tags:                   nonEmpty(p.Tags),
	}
}

func securityCriteria(c *connect.SecurityProfileSearchCriteria) *criteria {
	if c == nil {
		return nil
	}
	return &criteria{text: c.StringCondition, and: each(c.AndConditions, securityCriteria), or: each(c.OrConditions, securityCriteria)}
}

// ListSecurityProfilePermissions reads a page of what a security profile permits.
// spec: ListSecurityProfilePermissions.
func (s securityProfiles) ListSecurityProfilePermissions(ctx context.Context, in *connect.ListSecurityProfilePermissionsInput) (*connect.ListSecurityProfilePermissionsOutput, error) {
	p, err := s.Directory.SecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId))
	if err != nil {
		return nil, err
	}
	found, next, err := part(s.backend, listing{"ListSecurityProfilePermissions", nil, in.NextToken, in.MaxResults}, p.ID, p.Spec.Permissions, itself)
	return &connect.ListSecurityProfilePermissionsOutput{
		Permissions: found, NextToken: next,
		LastModifiedTime: at(p.ModifiedAt), LastModifiedRegion: new(s.Directory.Names.Region),
	}, err
}

// itself is the key of what is in order of its own.
func itself(s *string) string { return *s }

// ListSecurityProfileApplications reads a page of the applications of others that the
// users may use. spec: ListSecurityProfileApplications.
func (s securityProfiles) ListSecurityProfileApplications(ctx context.Context, in *connect.ListSecurityProfileApplicationsInput) (*connect.ListSecurityProfileApplicationsOutput, error) {
	p, err := s.Directory.SecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId))
	if err != nil {
		return nil, err
	}
	key := func(a *directory.Application) string { return a.Namespace }
	all := slices.SortedFunc(slices.Values(p.Spec.Applications), func(a, b directory.Application) int { return cmp.Compare(key(&a), key(&b)) })
	found, next, err := part(s.backend, listing{"ListSecurityProfileApplications", nil, in.NextToken, in.MaxResults}, p.ID, all, key)
	return &connect.ListSecurityProfileApplicationsOutput{
		Applications: each(found, application), NextToken: next,
		LastModifiedTime: at(p.ModifiedAt), LastModifiedRegion: new(s.Directory.Names.Region),
	}, err
}

// ListSecurityProfileFlowModules reads a page of the modules that agents of the
// service's assistant may invoke. spec: ListSecurityProfileFlowModules.
func (s securityProfiles) ListSecurityProfileFlowModules(ctx context.Context, in *connect.ListSecurityProfileFlowModulesInput) (*connect.ListSecurityProfileFlowModulesOutput, error) {
	p, err := s.Directory.SecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId))
	if err != nil {
		return nil, err
	}
	found, next, err := part(s.backend, listing{"ListSecurityProfileFlowModules", nil, in.NextToken, in.MaxResults}, p.ID, p.Spec.FlowModuleIDs, itself)
	return &connect.ListSecurityProfileFlowModulesOutput{
		AllowedFlowModules: each(found, flowModule), NextToken: next,
		LastModifiedTime: at(p.ModifiedAt), LastModifiedRegion: new(s.Directory.Names.Region),
	}, err
}
