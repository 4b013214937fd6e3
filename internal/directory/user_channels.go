package directory

import (
	"context"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// ChannelSettings are the settings for single channels; those that are true are
// meant. spec: UpdateUserConfig.
type ChannelSettings struct {
	AutoAccept, Work, Persistent, Phone, Voice bool
}

// clear takes settings out of a channel's.
func (s ChannelSettings) clear(c *ChannelConfig) {
	if s.AutoAccept {
		c.AutoAccept, c.CallbackAutoAccept = nil, nil
	}
	if s.Work {
		c.AfterContactWorkTimeLimit, c.CallbackAfterContactWorkTimeLimit = nil, nil
	}
	if s.Persistent {
		c.PersistentConnection = nil
	}
	if s.Phone {
		c.PhoneType, c.PhoneNumber = "", ""
	}
	if s.Voice {
		c.VoiceEnhancementMode = ""
	}
}

// copy takes settings over from another of the channel.
func (s ChannelSettings) copy(to, from *ChannelConfig) {
	if s.AutoAccept {
		to.AutoAccept, to.CallbackAutoAccept = from.AutoAccept, from.CallbackAutoAccept
	}
	if s.Work {
		to.AfterContactWorkTimeLimit, to.CallbackAfterContactWorkTimeLimit = from.AfterContactWorkTimeLimit, from.CallbackAfterContactWorkTimeLimit
	}
	if s.Persistent {
		to.PersistentConnection = from.PersistentConnection
	}
	if s.Phone {
		to.PhoneType, to.PhoneNumber = from.PhoneType, from.PhoneNumber
	}
	if s.Voice {
		to.VoiceEnhancementMode = from.VoiceEnhancementMode
	}
}

// SetUserChannels replaces settings of all channels by those that are given for some;
// other settings stay. KindNotFound, KindInvalid. spec: UpdateUserConfig.
func (d *Directory) SetUserChannels(ctx context.Context, instance chat.InstanceID, reference string, of ChannelSettings, given []ChannelConfig) error {
	return d.changeUser(ctx, instance, reference, func(ctx context.Context, u *User) error {
		all := slices.Clone(u.Spec.Channels)
		for i := range all {
			of.clear(&all[i])
		}
		for i := range given {
			at := slices.IndexFunc(all, func(c ChannelConfig) bool { return c.Channel == given[i].Channel })
			if at < 0 {
				at = len(all)
				all = append(all, ChannelConfig{Channel: given[i].Channel})
			}
			of.copy(&all[at], &given[i])
		}
		u.Spec.Channels = slices.DeleteFunc(all, func(c ChannelConfig) bool { return c == ChannelConfig{Channel: c.Channel} })
		return checkPhones(ctx, u)
	})
}
