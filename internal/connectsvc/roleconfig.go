package connectsvc

import (
	"context"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// UpdateParticipantRoleConfig changes how long participants of a chat may say
// nothing; timers that are not named stay as they are. It holds from when the next
// agent joins. spec: UpdateParticipantRoleConfig.
func (s contacts) UpdateParticipantRoleConfig(ctx context.Context, in *connect.UpdateParticipantRoleConfigInput) (*connect.UpdateParticipantRoleConfigOutput, error) {
	limits, err := silenceLimits(in.ChannelConfiguration.Chat.ParticipantTimerConfigList)
	if err != nil {
		return nil, err
	}
	instance := instanceOf(in.InstanceId)
	err = s.Conversations.LimitSilence(ctx, instance, contactOf(instance, in.ContactId), limits)
	return &connect.UpdateParticipantRoleConfigOutput{}, err
}

// silenceLimits reads timers, of which each may be named once.
func silenceLimits(list []connect.ParticipantTimerConfiguration) ([]conversation.SilenceLimit, error) {
	type timer struct{ role, kind string }
	first := make(map[timer]int, len(list))
	limits := make([]conversation.SilenceLimit, len(list))
	for i, one := range list {
		t := timer{*one.ParticipantRole, *one.TimerType}
		if earlier, twice := first[t]; twice {
			return nil, chat.Invalid(fmt.Sprintf("ChannelConfiguration.Chat.ParticipantTimerConfigList[%d]", i),
				fmt.Sprintf("sets timer %s of role %s, which entry %d sets already", t.kind, t.role, earlier))
		}
		first[t] = i
		limits[i] = conversation.SilenceLimit{
			Role:       chat.Role(t.role),
			Disconnect: t.kind == connect.ParticipantTimerTypeDisconnectNoncustomer,
		}
		if minutes := one.TimerValue.ParticipantTimerDurationInMinutes; minutes != nil { // else Unset
			limits[i].After = time.Duration(*minutes) * time.Minute
		}
	}
	return limits, nil
}
