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

func (s securityProfiles) arn(p *directory.SecurityProfile) string {
	return s.Directory.Names.Resource(p.InstanceID, directory.KindSecurityProfile, p.ID)
}
