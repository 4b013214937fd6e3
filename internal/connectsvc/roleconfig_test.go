package connectsvc_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// timers is the body of UpdateParticipantRoleConfig. Each is "ROLE TYPE VALUE".
func timers(list ...string) string {
	var parts []string
	for _, one := range list {
		f := strings.Fields(one)
		value := fmt.Sprintf(`{"ParticipantTimerDurationInMinutes":%s}`, f[2])
		if f[2] == "Unset" {
			value = `{"ParticipantTimerAction":"Unset"}`
		}
		parts = append(parts, fmt.Sprintf(`{"ParticipantRole":%q,"TimerType":%q,"TimerValue":%s}`, f[0], f[1], value))
	}
	return `{"ChannelConfiguration":{"Chat":{"ParticipantTimerConfigList":[` + strings.Join(parts, ",") + `]}}}`
}

func roleConfig(contact string) string {
	return "/contact/participant-role-config/" + instance + "/" + contact
}

func TestRoleConfigIsLaidOverWhatWasSet(t *testing.T) {
	s := newSite(t)
	contact := s.start(t, "").ContactId
	for _, step := range []struct {
		body string
		want chat.RoleLimits
	}{
		{timers("CUSTOMER IDLE 2", "AGENT DISCONNECT_NONCUSTOMER 480"), chat.RoleLimits{
			Customer: chat.SilenceLimits{Idle: 2 * time.Minute}, Agent: chat.SilenceLimits{Disconnect: 8 * time.Hour},
		}},
		{timers("CUSTOMER DISCONNECT_NONCUSTOMER 3", "AGENT IDLE 4"), chat.RoleLimits{
			Customer: chat.SilenceLimits{Idle: 2 * time.Minute, Disconnect: 3 * time.Minute},
			Agent:    chat.SilenceLimits{Idle: 4 * time.Minute, Disconnect: 8 * time.Hour},
		}},
		{timers("CUSTOMER IDLE Unset", "AGENT DISCONNECT_NONCUSTOMER Unset", "AGENT IDLE 5"), chat.RoleLimits{
			Customer: chat.SilenceLimits{Disconnect: 3 * time.Minute}, Agent: chat.SilenceLimits{Idle: 5 * time.Minute},
		}},
	} {
		a := s.call(t, "PUT", roleConfig(contact), step.body)
		if want(t, a, http.StatusOK, ""); a.Text != "{}" {
			t.Errorf("got %q, want {}", a.Text)
		}
		have, err := s.Store.Session(t.Context(), chat.SessionID(contact))
		if err != nil || have.RoleTimers.Config != step.want {
			t.Errorf("after %s: got %+v, error %v, want %+v", step.body, have.RoleTimers.Config, err, step.want)
		}
	}
}

func TestRoleConfigRefuses(t *testing.T) {
	s := newSite(t)
	contact, over := s.start(t, "").ContactId, s.start(t, "").ContactId
	s.stop(t, over)
	const ipe, ire, rnf = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	const list = "ChannelConfiguration.Chat.ParticipantTimerConfigList"
	with := func(name, contact, body string, status int, code, says string) refusal {
		return refusal{name, "PUT", roleConfig(contact), body, status, code, says}
	}
	good := timers("AGENT IDLE 2")
	s.refuse(t,
		with("nothing", contact, `{}`, 400, ipe, "ChannelConfiguration is required"),
		with("no channel", contact, `{"ChannelConfiguration":{}}`, 400, ipe, "ChannelConfiguration must have exactly one of Chat"),
		with("no list", contact, `{"ChannelConfiguration":{"Chat":{}}}`, 400, ipe, list+" is required"),
		with("an empty list", contact, timers(), 400, ipe, list),
		with("seven entries", contact, timers(strings.Split(strings.Repeat("AGENT IDLE 2,", 6)+"AGENT IDLE 2", ",")...), 400, ipe, list),
		with("a minute", contact, timers("AGENT IDLE 1"), 400, ipe, list+"[0].TimerValue.ParticipantTimerDurationInMinutes"),
		with("too long", contact, timers("AGENT IDLE 2", "CUSTOMER IDLE 481"), 400, ipe, list+"[1].TimerValue.ParticipantTimerDurationInMinutes"),
		with("a role without timers", contact, timers("SUPERVISOR IDLE 2"), 400, ipe, list+"[0].ParticipantRole must be one of"),
		with("another type", contact, timers("AGENT DISCONNECT_CUSTOMER 2"), 400, ipe, list+"[0].TimerType must be one of"),
		with("two values", contact, strings.Replace(good, `InMinutes":2`, `InMinutes":2,"ParticipantTimerAction":"Unset"`, 1),
			400, ipe, list+"[0].TimerValue must have exactly one of"),
		with("the same timer twice", contact, timers("AGENT IDLE 2", "CUSTOMER IDLE 2", "AGENT IDLE Unset"), 400, ipe,
			list+"[2]: sets timer IDLE of role AGENT, which entry 0 sets already"),
		with("an unknown contact", "unknown", good, 404, rnf, "ContactId"),
		with("a chat that is over", over, good, 400, ire, "has ended"),
		refusal{"another instance", "PUT", strings.Replace(roleConfig(contact), instance, "other", 1), good, 404, rnf, "ContactId"},
	)
}
