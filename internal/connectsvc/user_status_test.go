package connectsvc_test

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// What is over for an agent is cleared, once; all else is refused.
func TestOnlyWhatIsOverIsDismissed(t *testing.T) {
	s := newSite(t)
	ann, bob := s.createUser(t, "ann", "").UserId, s.createUser(t, "bob", "").UserId
	s.agentIs(t, ann, "", chat.AgentStatus{}, chat.AgentConnecting, chat.AgentConnected, chat.AgentEnded, chat.AgentMissed, chat.AgentRejected, chat.AgentFailed)
	of := func(user string) string { return allUsers + "/" + user + "/contact" }
	body := func(contact string) string { return fmt.Sprintf(`{"ContactId":%q}`, contact) }
	for _, over := range []string{"2", "3", "4", "5"} {
		s.refuse(t, refusal{"another user's", "POST", of(bob), body(over), 404, "ResourceNotFoundException", ""})
		want(t, s.call(t, "POST", of(ann), body(over)), 200, "")
	}
	somebodys := s.start(t, "").ContactId
	s.refuse(t,
		refusal{"offered", "POST", of(ann), body("0"), 400, "InvalidRequestException", "goes on"},
		refusal{"connected", "POST", of(ann), body("1"), 400, "InvalidRequestException", "goes on"},
		refusal{"cleared already", "POST", of(ann), body("2"), 404, "ResourceNotFoundException", ""}, // as nothing else is kept of it
		refusal{"nobody has it", "POST", of(ann), body(somebodys), 400, "InvalidRequestException", "does not have"},
		refusal{"no contact", "POST", of(ann), body("ffffffff-0000-4000-8000-000000000000"), 404, "ResourceNotFoundException", ""},
		refusal{"no user", "POST", of("ffffffff-0000-4000-8000-000000000000"), body("2"), 404, "ResourceNotFoundException", ""},
	)
}
