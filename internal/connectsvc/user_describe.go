package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// DescribeUser reads a user. Of a password nothing is told. spec: DescribeUser.
func (s users) DescribeUser(ctx context.Context, in *connect.DescribeUserInput) (*connect.DescribeUserOutput, error) {
	u, err := s.Directory.User(ctx, instanceOf(in.InstanceId), text(in.UserId))
	if err != nil {
		return nil, err
	}
	l := lists(u.Spec.Channels)
	return &connect.DescribeUserOutput{User: &connect.User{
		Id:                          new(u.ID),
		Arn:                         new(s.arn(&u)),
		Username:                    new(u.Name),
		IdentityInfo:                identity(u.Spec.Identity()),
		PhoneConfig:                 phone(&u.Spec.PhoneConfig),
		SecurityProfileIds:          u.Spec.SecurityProfileIDs,
		RoutingProfileId:            new(u.Spec.RoutingProfileID),
		HierarchyGroupId:            some(u.Spec.HierarchyGroupID),
		AutoAcceptConfigs:           l.accept,
		AfterContactWorkConfigs:     l.work,
		PersistentConnectionConfigs: l.persistent,
		PhoneNumberConfigs:          l.numbers,
		VoiceEnhancementConfigs:     l.voice,
		Tags:                        nonEmpty(u.Tags),
		LastModifiedTime:            at(u.ModifiedAt),
		LastModifiedRegion:          new(s.Directory.Names.Region),
	}}, nil
}

// ListUsers reads a page of the users. spec: ListUsers.
func (s users) ListUsers(ctx context.Context, in *connect.ListUsersInput) (*connect.ListUsersOutput, error) {
	found, next, err := pageOf(ctx, s.backend, listing{"ListUsers", in.InstanceId, in.NextToken, in.MaxResults}, s.Directory.Users)
	return &connect.ListUsersOutput{UserSummaryList: each(found, s.summary), NextToken: next}, err
}

func (s users) summary(u *directory.User) connect.UserSummary {
	return connect.UserSummary{
		Id:                 new(u.ID),
		Arn:                new(s.arn(u)),
		Username:           new(u.Name),
		LastModifiedTime:   at(u.ModifiedAt),
		LastModifiedRegion: new(s.Directory.Names.Region),
	}
}

// searched is a user as searches give it: with the limit of after-contact work in
// milliseconds. spec: UserPhoneConfig AfterContactWorkTimeLimit.
func (s users) searched(u *directory.User) connect.UserSearchSummary {
	l := lists(u.Spec.Channels)
	phones := phone(&u.Spec.PhoneConfig)
	*phones.AfterContactWorkTimeLimit *= 1000
	return connect.UserSearchSummary{
		Id:                          new(u.ID),
		Arn:                         new(s.arn(u)),
		Username:                    new(u.Name),
		IdentityInfo:                &connect.UserIdentityInfoLite{FirstName: some(u.Spec.FirstName), LastName: some(u.Spec.LastName)},
		PhoneConfig:                 phones,
		SecurityProfileIds:          u.Spec.SecurityProfileIDs,
		RoutingProfileId:            new(u.Spec.RoutingProfileID),
		HierarchyGroupId:            some(u.Spec.HierarchyGroupID),
		AutoAcceptConfigs:           l.accept,
		AfterContactWorkConfigs:     l.work,
		PersistentConnectionConfigs: l.persistent,
		PhoneNumberConfigs:          l.numbers,
		VoiceEnhancementConfigs:     l.voice,
		Tags:                        nonEmpty(u.Tags),
	}
}
