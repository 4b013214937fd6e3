package connectsvc

import (
	"slices"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func identityOf(i *connect.UserIdentityInfo) directory.UserIdentity {
	if i == nil {
		return directory.UserIdentity{}
	}
	return directory.UserIdentity{
		FirstName: text(i.FirstName), LastName: text(i.LastName),
		Email: text(i.Email), SecondaryEmail: text(i.SecondaryEmail), Mobile: text(i.Mobile),
	}
}

func identity(i directory.UserIdentity) *connect.UserIdentityInfo {
	return &connect.UserIdentityInfo{
		FirstName: some(i.FirstName), LastName: some(i.LastName),
		Email: some(i.Email), SecondaryEmail: some(i.SecondaryEmail), Mobile: some(i.Mobile),
	}
}

func phoneOf(p *connect.UserPhoneConfig) directory.PhoneConfig {
	if p == nil {
		return directory.PhoneConfig{}
	}
	out := directory.PhoneConfig{PhoneType: text(p.PhoneType), DeskPhoneNumber: text(p.DeskPhoneNumber)}
	if p.AutoAccept != nil {
		out.AutoAccept = *p.AutoAccept
	}
	if p.PersistentConnection != nil {
		out.PersistentConnection = *p.PersistentConnection
	}
	if p.AfterContactWorkTimeLimit != nil {
		out.AfterContactWorkTimeLimit = int(*p.AfterContactWorkTimeLimit)
	}
	return out
}

func phone(p *directory.PhoneConfig) *connect.UserPhoneConfig {
	return &connect.UserPhoneConfig{
		PhoneType: some(p.PhoneType), DeskPhoneNumber: some(p.DeskPhoneNumber),
		AutoAccept: new(p.AutoAccept), PersistentConnection: new(p.PersistentConnection),
		AfterContactWorkTimeLimit: new(int32(p.AfterContactWorkTimeLimit)),
	}
}

// checkPhoneOrChannels refuses a setting that is made for all channels and for
// single ones. spec: CreateUser.
func checkPhoneOrChannels(in *connect.CreateUserInput) error {
	p := in.PhoneConfig
	if p == nil {
		return nil
	}
	for _, c := range []struct {
		phone, channels string
		both            bool
	}{
		{"AutoAccept", "AutoAcceptConfigs", p.AutoAccept != nil && len(in.AutoAcceptConfigs) > 0},
		{"AfterContactWorkTimeLimit", "AfterContactWorkConfigs", p.AfterContactWorkTimeLimit != nil && len(in.AfterContactWorkConfigs) > 0},
		{"PersistentConnection", "PersistentConnectionConfigs", p.PersistentConnection != nil && len(in.PersistentConnectionConfigs) > 0},
		{"PhoneType", "PhoneNumberConfigs", p.PhoneType != nil && len(in.PhoneNumberConfigs) > 0},
		{"DeskPhoneNumber", "PhoneNumberConfigs", p.DeskPhoneNumber != nil && len(in.PhoneNumberConfigs) > 0},
	} {
		if c.both {
			return chat.Rejected(c.channels, "cannot be set together with PhoneConfig."+c.phone)
		}
	}
	return nil
}

// channelsOf gathers the settings for one channel, of which the API has a list for
// each setting.
func channelsOf(in *channelLists) ([]directory.ChannelConfig, error) {
	var all []directory.ChannelConfig
	gatherings := []error{
		gather(&all, "AutoAcceptConfigs", in.accept, func(to *directory.ChannelConfig, c *connect.AutoAcceptConfig) {
			to.AutoAccept, to.CallbackAutoAccept = c.AutoAccept, c.AgentFirstCallbackAutoAccept
		}, func(c *connect.AutoAcceptConfig) *string { return c.Channel }),
		gather(&all, "AfterContactWorkConfigs", in.work, func(to *directory.ChannelConfig, c *connect.AfterContactWorkConfigPerChannel) {
			to.AfterContactWorkTimeLimit = limitOf(c.AfterContactWorkConfig)
			to.CallbackAfterContactWorkTimeLimit = limitOf(c.AgentFirstCallbackAfterContactWorkConfig)
		}, func(c *connect.AfterContactWorkConfigPerChannel) *string { return c.Channel }),
		gather(&all, "PersistentConnectionConfigs", in.persistent, func(to *directory.ChannelConfig, c *connect.PersistentConnectionConfig) {
			to.PersistentConnection = c.PersistentConnection
		}, func(c *connect.PersistentConnectionConfig) *string { return c.Channel }),
		gather(&all, "PhoneNumberConfigs", in.numbers, func(to *directory.ChannelConfig, c *connect.PhoneNumberConfig) {
			to.PhoneType, to.PhoneNumber = text(c.PhoneType), text(c.PhoneNumber)
		}, func(c *connect.PhoneNumberConfig) *string { return c.Channel }),
		gather(&all, "VoiceEnhancementConfigs", in.voice, func(to *directory.ChannelConfig, c *connect.VoiceEnhancementConfig) {
			to.VoiceEnhancementMode = text(c.VoiceEnhancementMode)
		}, func(c *connect.VoiceEnhancementConfig) *string { return c.Channel }),
	}
	for _, err := range gatherings {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// gather puts what a list says into the entries of the channels.
func gather[C any](all *[]directory.ChannelConfig, member string, configs []C, put func(*directory.ChannelConfig, *C), channel func(*C) *string) error {
	seen := map[string]bool{}
	for i := range configs {
		name := text(channel(&configs[i]))
		if seen[name] {
			return chat.Invalid(member, "has the channel "+name+" twice")
		}
		seen[name] = true
		at := slices.IndexFunc(*all, func(c directory.ChannelConfig) bool { return c.Channel == name })
		if at < 0 {
			at = len(*all)
			*all = append(*all, directory.ChannelConfig{Channel: name})
		}
		put(&(*all)[at], &configs[i])
	}
	return nil
}

func limitOf(c *connect.AfterContactWorkConfig) *int {
	if c == nil || c.AfterContactWorkTimeLimit == nil {
		return nil
	}
	return new(int(*c.AfterContactWorkTimeLimit))
}

func limit(seconds *int) *connect.AfterContactWorkConfig {
	if seconds == nil {
		return nil
	}
	return &connect.AfterContactWorkConfig{AfterContactWorkTimeLimit: new(int32(*seconds))}
}

// channelLists are the settings for one channel as the API has them.
type channelLists struct {
	accept     []connect.AutoAcceptConfig
	work       []connect.AfterContactWorkConfigPerChannel
	persistent []connect.PersistentConnectionConfig
	numbers    []connect.PhoneNumberConfig
	voice      []connect.VoiceEnhancementConfig
}

func lists(all []directory.ChannelConfig) (l channelLists) {
	for _, c := range all {
		if c.AutoAccept != nil {
			l.accept = append(l.accept, connect.AutoAcceptConfig{
				Channel: new(c.Channel), AutoAccept: c.AutoAccept, AgentFirstCallbackAutoAccept: c.CallbackAutoAccept,
			})
		}
		if c.AfterContactWorkTimeLimit != nil || c.CallbackAfterContactWorkTimeLimit != nil {
			l.work = append(l.work, connect.AfterContactWorkConfigPerChannel{
				Channel: new(c.Channel), AfterContactWorkConfig: limit(c.AfterContactWorkTimeLimit),
				AgentFirstCallbackAfterContactWorkConfig: limit(c.CallbackAfterContactWorkTimeLimit),
			})
		}
		if c.PersistentConnection != nil {
			l.persistent = append(l.persistent, connect.PersistentConnectionConfig{Channel: new(c.Channel), PersistentConnection: c.PersistentConnection})
		}
		if c.PhoneType != "" {
			l.numbers = append(l.numbers, connect.PhoneNumberConfig{Channel: new(c.Channel), PhoneType: new(c.PhoneType), PhoneNumber: some(c.PhoneNumber)})
		}
		if c.VoiceEnhancementMode != "" {
			l.voice = append(l.voice, connect.VoiceEnhancementConfig{Channel: new(c.Channel), VoiceEnhancementMode: new(c.VoiceEnhancementMode)})
		}
	}
	return l
}
