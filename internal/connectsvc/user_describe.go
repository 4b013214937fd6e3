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
	return &connect.DescribeUserOutput{User: s.user(&u)}, nil
}

func (s users) user(u *directory.User) *connect.User {
	l := lists(u.Spec.Channels)
	return &connect.User{
		Id:                          new(u.ID),
		Arn:                         new(s.arn(u)),
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
	}
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
	all := s.user(u)
	*all.PhoneConfig.AfterContactWorkTimeLimit *= 1000
	return connect.UserSearchSummary{
		Id:                          all.Id,
		Arn:                         all.Arn,
		Username:                    all.Username,
		IdentityInfo:                &connect.UserIdentityInfoLite{FirstName: all.IdentityInfo.FirstName, LastName: all.IdentityInfo.LastName},
		PhoneConfig:                 all.PhoneConfig,
		SecurityProfileIds:          all.SecurityProfileIds,
		RoutingProfileId:            all.RoutingProfileId,
		HierarchyGroupId:            all.HierarchyGroupId,
		AutoAcceptConfigs:           all.AutoAcceptConfigs,
		AfterContactWorkConfigs:     all.AfterContactWorkConfigs,
		PersistentConnectionConfigs: all.PersistentConnectionConfigs,
		PhoneNumberConfigs:          all.PhoneNumberConfigs,
		VoiceEnhancementConfigs:     all.VoiceEnhancementConfigs,
		Tags:                        all.Tags,
	}
}
