package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// users serves those who sign in: agents, supervisors, administrators.
type users struct{ *backend }

// CreateUser adds a user. A password is not required, as there are other ways to
// sign in; a user of another directory is refused. spec: CreateUser.
func (s users) CreateUser(ctx context.Context, in *connect.CreateUserInput) (*connect.CreateUserOutput, error) {
	if text(in.DirectoryUserId) != "" {
		return nil, chat.Rejected("DirectoryUserId", "the instance manages its users itself")
	}
	if err := checkPhoneOrChannels(in); err != nil {
		return nil, err
	}
	channels, err := channelsOf(&channelLists{
		in.AutoAcceptConfigs, in.AfterContactWorkConfigs, in.PersistentConnectionConfigs, in.PhoneNumberConfigs, in.VoiceEnhancementConfigs,
	})
	if err != nil {
		return nil, err
	}
	draft := directory.UserDraft{
		Username: text(in.Username), Password: text(in.Password), Tags: in.Tags,
		Spec: directory.UserSpec{
			SecurityProfileIDs: in.SecurityProfileIds, RoutingProfileID: text(in.RoutingProfileId),
			HierarchyGroupID: text(in.HierarchyGroupId), PhoneConfig: phoneOf(in.PhoneConfig), Channels: channels,
		},
	}
	draft.Spec.Identify(identityOf(in.IdentityInfo))
	u, err := s.Directory.CreateUser(ctx, instanceOf(in.InstanceId), draft)
	if err != nil {
		return nil, err
	}
	return &connect.CreateUserOutput{UserId: new(u.ID), UserArn: new(s.arn(&u))}, nil
}

// UpdateUserIdentityInfo replaces all of the information: what is left out is gone.
// spec: UpdateUserIdentityInfo.
func (s users) UpdateUserIdentityInfo(ctx context.Context, in *connect.UpdateUserIdentityInfoInput) (*connect.UpdateUserIdentityInfoOutput, error) {
	return nil, s.Directory.SetUserIdentity(ctx, instanceOf(in.InstanceId), text(in.UserId), identityOf(in.IdentityInfo))
}

// UpdateUserPhoneConfig replaces all of the configuration: what is left out is as
// if it had never been set. spec: UpdateUserPhoneConfig.
func (s users) UpdateUserPhoneConfig(ctx context.Context, in *connect.UpdateUserPhoneConfigInput) (*connect.UpdateUserPhoneConfigOutput, error) {
	return nil, s.Directory.SetUserPhone(ctx, instanceOf(in.InstanceId), text(in.UserId), phoneOf(in.PhoneConfig))
}

// UpdateUserConfig replaces each setting for single channels that a list is given for;
// an empty list leaves the setting to the configuration for all channels.
// spec: UpdateUserConfig.
func (s users) UpdateUserConfig(ctx context.Context, in *connect.UpdateUserConfigInput) (*connect.UpdateUserConfigOutput, error) {
	of := directory.ChannelSettings{
		AutoAccept: in.AutoAcceptConfigs != nil, Work: in.AfterContactWorkConfigs != nil, Persistent: in.PersistentConnectionConfigs != nil,
		Phone: in.PhoneNumberConfigs != nil, Voice: in.VoiceEnhancementConfigs != nil,
	}
	if of == (directory.ChannelSettings{}) {
		return nil, chat.Invalid("AutoAcceptConfigs", "or another list of settings is required")
	}
	channels, err := channelsOf(&channelLists{
		in.AutoAcceptConfigs, in.AfterContactWorkConfigs, in.PersistentConnectionConfigs, in.PhoneNumberConfigs, in.VoiceEnhancementConfigs,
	})
	if err != nil {
		return nil, err
	}
	return nil, s.Directory.SetUserChannels(ctx, instanceOf(in.InstanceId), text(in.UserId), of, channels)
}

// UpdateUserRoutingProfile gives a user another routing profile.
// spec: UpdateUserRoutingProfile.
func (s users) UpdateUserRoutingProfile(ctx context.Context, in *connect.UpdateUserRoutingProfileInput) (*connect.UpdateUserRoutingProfileOutput, error) {
	instance := instanceOf(in.InstanceId)
	u, err := s.Directory.User(ctx, instance, text(in.UserId))
	if err != nil {
		return nil, err
	}
	if err := s.Directory.SetUserRoutingProfile(ctx, instance, u.ID, text(in.RoutingProfileId)); err != nil {
		return nil, err
	}
	return nil, s.Conversations.Reprofile(ctx, instance, chat.UserID(u.ID))
}

// UpdateUserSecurityProfiles replaces a user's security profiles.
// spec: UpdateUserSecurityProfiles.
func (s users) UpdateUserSecurityProfiles(ctx context.Context, in *connect.UpdateUserSecurityProfilesInput) (*connect.UpdateUserSecurityProfilesOutput, error) {
	return nil, s.Directory.SetUserSecurityProfiles(ctx, instanceOf(in.InstanceId), text(in.UserId), in.SecurityProfileIds)
}

// UpdateUserHierarchy puts a user into a hierarchy group, without one into none.
// spec: UpdateUserHierarchy.
func (s users) UpdateUserHierarchy(ctx context.Context, in *connect.UpdateUserHierarchyInput) (*connect.UpdateUserHierarchyOutput, error) {
	return nil, s.Directory.SetUserHierarchy(ctx, instanceOf(in.InstanceId), text(in.UserId), text(in.HierarchyGroupId))
}

// DeleteUser removes a user, who then is no agent any more. spec: DeleteUser.
func (s users) DeleteUser(ctx context.Context, in *connect.DeleteUserInput) (*connect.DeleteUserOutput, error) {
	instance := instanceOf(in.InstanceId)
	u, err := s.Directory.User(ctx, instance, text(in.UserId))
	if err != nil {
		return nil, err
	}
	if err := s.Directory.DeleteUser(ctx, instance, u.ID); err != nil {
		return nil, err
	}
	return nil, s.Conversations.Retire(ctx, instance, chat.UserID(u.ID))
}

func (s users) arn(u *directory.User) string {
	return s.Directory.Names.Resource(u.InstanceID, directory.KindUser, u.ID)
}
