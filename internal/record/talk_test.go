package record

import (
	"reflect"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var start = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

func after(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

func said(second int, role chat.Role, text string) chat.Item {
	return chat.Item{
		Time: after(second), Type: chat.TypeMessage, Role: role, Content: text,
		ParticipantID: chat.ParticipantID(role),
	}
}

func TestWhatIsSaidIsSummedUp(t *testing.T) {
	l := Listen(&chat.Contact{Agent: chat.AgentInfo{ConnectedAt: after(10)}})
	joined := said(10, chat.RoleAgent, "")
	joined.Type = chat.TypeEvent
	for _, i := range []chat.Item{
		said(0, chat.RoleSystem, "welcome"), said(2, chat.RoleCustomer, "help"), joined,
		said(14, chat.RoleAgent, "hé"), said(15, chat.RoleAgent, "what?"),
		said(20, chat.RoleCustomer, "this"), said(21, chat.RoleCustomer, "and that"),
		said(30, chat.RoleAgent, "done"),
	} {
		l.Hear(&i)
	}
	want := &chat.Talk{
		Parties: 1, Messages: 7, BotMessages: 1, BotChars: 7, Turns: 4,
		// From when the agent came, not from when the customer asked.
		FirstResponseAt: after(14), FirstResponse: 4 * time.Second,
		Agent: chat.Speaker{
			ParticipantID: "AGENT", Messages: 3, Chars: 11, Responses: 2,
			ResponseTime: 14 * time.Second, MaxResponse: 10 * time.Second, LastMessageAt: after(30),
		},
		Customer: chat.Speaker{
			ParticipantID: "CUSTOMER", Messages: 3, Chars: 16, Responses: 1,
			ResponseTime: 6 * time.Second, MaxResponse: 6 * time.Second, LastMessageAt: after(21),
		},
	}
	if got := l.Talk(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
