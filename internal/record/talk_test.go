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
	l := Listen(&chat.Contact{Agent: chat.AgentInfo{ConnectedAt: after(10)}}, nil)
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

// Of several agents each contact counts what its own said, whoever answers the customer;
// a supervisor's counts none.
func TestEachContactHasItsOwnAgent(t *testing.T) {
	participants := []chat.Participant{
		{ID: "one", ContactID: "chain", UserID: "ann"}, {ID: "two", ContactID: "beside", UserID: "bert"},
		{ID: "three", ContactID: "monitor", UserID: "cleo"},
	}
	talk := func(contact chat.ContactID, user chat.UserID) *chat.Talk {
		l := Listen(&chat.Contact{ID: contact, Agent: chat.AgentInfo{UserID: user, ConnectedAt: after(0)}}, participants)
		for _, i := range []chat.Item{
			said(0, chat.RoleCustomer, "help"), {Time: after(3), Type: chat.TypeMessage, Role: chat.RoleAgent, Content: "hm", ParticipantID: "two"},
			{Time: after(5), Type: chat.TypeMessage, Role: chat.RoleAgent, Content: "yes", ParticipantID: "one"}, said(9, chat.RoleCustomer, "thanks"),
		} {
			l.Hear(&i)
		}
		return l.Talk()
	}
	ann := chat.Speaker{ParticipantID: "one", Messages: 1, Chars: 3, LastMessageAt: after(5)}
	bert := chat.Speaker{
		ParticipantID: "two", Messages: 1, Chars: 2, Responses: 1, ResponseTime: 3 * time.Second, MaxResponse: 3 * time.Second, LastMessageAt: after(3),
	}
	for contact, want := range map[chat.ContactID]chat.Speaker{"chain": ann, "beside": bert, "monitor": {}} {
		got := talk(contact, map[chat.ContactID]chat.UserID{"chain": "ann", "beside": "bert", "monitor": "cleo"}[contact])
		if got.Agent != want {
			t.Errorf("%s: got %+v, want %+v", contact, got.Agent, want)
		}
		if got.Messages != 4 || got.Turns != 2 || got.Parties != 2 || got.Customer.ResponseTime != 6*time.Second {
			t.Errorf("%s: got %+v, want the same of all", contact, got)
		}
	}
}
