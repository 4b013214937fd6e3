package directory

// channelChat is the channel of chats in settings of channels. spec: Channel.
const channelChat = "CHAT"

// AcceptsChats reports whether the user takes chats on without being asked.
// spec: AutoAcceptConfig; UserPhoneConfig, AutoAccept.
func (u *User) AcceptsChats() bool {
	for _, c := range u.Spec.Channels {
		if c.Channel == channelChat && c.AutoAccept != nil {
			return *c.AutoAccept
		}
	}
	return u.Spec.PhoneConfig.AutoAccept
}
