package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// securityProfiles serves security profiles, read only.
type securityProfiles struct{ *backend }

// DescribeSecurityProfile reads a security profile. spec: DescribeSecurityProfile.
func (s securityProfiles) DescribeSecurityProfile(ctx context.Context, in *connect.DescribeSecurityProfileInput) (*connect.DescribeSecurityProfileOutput, error) {
	p, err := s.Directory.SecurityProfile(ctx, instanceOf(in.InstanceId), text(in.SecurityProfileId))
	if err != nil {
		return nil, err
	}
	return &connect.DescribeSecurityProfileOutput{SecurityProfile: &connect.SecurityProfile{
		Id:                     new(p.ID),
		Arn:                    new(s.arn(&p)),
		OrganizationResourceId: new(string(p.InstanceID)),
		SecurityProfileName:    new(p.Name),
		Description:            some(p.Spec.Description),
		Tags:                   nonEmpty(p.Tags),
		LastModifiedTime:       at(p.ModifiedAt),
		LastModifiedRegion:     new(s.Directory.Names.Region),
	}}, nil
}

// ListSecurityProfiles reads a page of the security profiles.
// spec: ListSecurityProfiles.
func (s securityProfiles) ListSecurityProfiles(ctx context.Context, in *connect.ListSecurityProfilesInput) (*connect.ListSecurityProfilesOutput, error) {
	instance, err := s.Directory.Instance(ctx, text(in.InstanceId))
	if err != nil {
		return nil, err
	}
	list := "ListSecurityProfiles " + instance.ID
	page, err := s.openPage(list, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	found, next, err := s.Directory.SecurityProfiles(ctx, instance.InstanceID, page.after, page.limit)
	if err != nil {
		return nil, err
	}
	out := &connect.ListSecurityProfilesOutput{SecurityProfileSummaryList: []connect.SecurityProfileSummary{}}
	for i := range found {
		p := &found[i]
		out.SecurityProfileSummaryList = append(out.SecurityProfileSummaryList, connect.SecurityProfileSummary{
			Id:                 new(p.ID),
			Arn:                new(s.arn(p)),
			Name:               new(p.Name),
			LastModifiedTime:   at(p.ModifiedAt),
			LastModifiedRegion: new(s.Directory.Names.Region),
		})
	}
	out.NextToken, err = s.sealPage(list, next)
	return out, err
}

func (s securityProfiles) arn(p *directory.SecurityProfile) string {
	return s.Directory.Names.Resource(p.InstanceID, directory.KindSecurityProfile, p.ID)
}
