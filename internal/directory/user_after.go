package directory

import "time"

// AfterChats is how long the user has for the work after a chat at most, 0 for as long
// as it takes. spec: AfterContactWorkConfig; UserPhoneConfig, AfterContactWorkTimeLimit.
func (u *User) AfterChats() time.Duration {
	seconds := u.Spec.PhoneConfig.AfterContactWorkTimeLimit
	for _, c := range u.Spec.Channels {
		if c.Channel == channelChat && c.AfterContactWorkTimeLimit != nil {
			seconds = *c.AfterContactWorkTimeLimit
		}
	}
	return time.Duration(seconds) * time.Second
}
