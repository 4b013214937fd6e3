package connectsvc_test

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestUpdateParticipantAuthenticationRefuses(t *testing.T) {
	s := newSite(t)
	contact := chat.SessionID(s.start(t, "").ContactId)
	seal := func(instance chat.InstanceID, session chat.SessionID) string {
		t.Helper()
		state, err := s.Tokens.SealState(instance, session, "attempt")
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	with := func(name, state, rest string, status int, code, says string) refusal {
		body := fmt.Sprintf(`{"InstanceId": %q, "State": %q%s}`, instance, state, rest)
		return refusal{name, "POST", "/contact/update-participant-authentication", body, status, code, says}
	}
	const ipe, ire, cfl = "InvalidParameterException", "InvalidRequestException", "ConflictException"
	good := seal(chat.InstanceID(instance), contact)
	s.refuse(t,
		with("neither code nor error", good, "", 400, ire, "one of Code and Error is required"),
		with("a forged state", "x"+good, `, "Code": "c"`, 400, ipe, "State"),
		with("a state of another instance", seal("other", contact), `, "Code": "c"`, 400, ipe, "State"),
		with("a code that is none", good, `, "Code": "a\u000a"`, 400, ipe, "Code"),
		with("a chat that asks nobody", good, `, "Code": "c"`, 409, cfl, "is over"),
		with("an error there", good, `, "Error": "access_denied"`, 409, cfl, "is over"),
		with("a chat that is not there", seal(chat.InstanceID(instance), "gone"), `, "Code": "c"`, 409, cfl, "is over"),
	)
}
