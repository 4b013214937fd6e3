package gateway_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/gateway"
)

// An agent's page keeps a chat open until it hears of the end. One who ends it hears
// of that, and of no other end after his leaving.
func TestAgentHearsOfTheEndThatHeBringsAbout(t *testing.T) {
	left, ended := event("s1", "b1", chat.EventParticipantLeft), event("s1", "", chat.EventChatEnded)
	ended.Role = chat.RoleSystem
	for name, tc := range map[string]struct {
		between bool
		want    []string
	}{
		"at once":             {false, []string{"joined", "left", "ended"}},
		"after somebody else": {true, []string{"joined", "left"}},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, gateway.Limits{}, func(w *world) {
				w.accept("bert", "s1", "b1")
				c := w.desk("bert")
				pass(time.Second)
				if tc.between {
					w.over("bert", "s1", left)
					w.say("s1", "anna", "is he gone?")
					w.over("bert", "s1", ended)
				} else {
					w.over("bert", "s1", left, ended)
				}
				pass(time.Second)
				c.wantIn("s1", tc.want...)
			})
		})
	}
}
