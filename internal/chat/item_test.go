package chat_test

import (
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The receipts that clients send name the newest message only.
func TestReceiptsCoverWhatCameBefore(t *testing.T) {
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	receipts := []chat.Receipt{
		{Seq: 2, Recipient: "c", DeliveredAt: at(1)},
		{Seq: 4, Recipient: "b", DeliveredAt: at(2), ReadAt: at(2)},
		{Seq: 5, Recipient: "c", DeliveredAt: at(3), ReadAt: at(4)},
		{Seq: 7, Recipient: "c", DeliveredAt: at(9), ReadAt: at(9)},
	}
	for _, tc := range []struct {
		name string
		item chat.Item
		want []chat.Receipt
	}{
		{
			"an earlier one has that of the next, and the first read", chat.Item{Seq: 1, Type: chat.TypeMessage, ParticipantID: "b"},
			[]chat.Receipt{{Seq: 1, Recipient: "c", DeliveredAt: at(1), ReadAt: at(4)}},
		},
		{
			"its own", chat.Item{Seq: 5, Type: chat.TypeMessage, ParticipantID: "b"},
			[]chat.Receipt{{Seq: 5, Recipient: "c", DeliveredAt: at(3), ReadAt: at(4)}},
		},
		{
			"of several recipients", chat.Item{Seq: 3, Type: chat.TypeAttachment, ParticipantID: "a"},
			[]chat.Receipt{{Seq: 3, Recipient: "b", DeliveredAt: at(2), ReadAt: at(2)}, {Seq: 3, Recipient: "c", DeliveredAt: at(3), ReadAt: at(4)}},
		},
		{"none by its author", chat.Item{Seq: 6, Type: chat.TypeMessage, ParticipantID: "c"}, nil},
		{"none for a later one", chat.Item{Seq: 8, Type: chat.TypeMessage, ParticipantID: "b"}, nil},
		{"none for an event", chat.Item{Seq: 1, Type: chat.TypeEvent, ParticipantID: "b"}, nil},
	} {
		if got := chat.ReceiptsFor(&tc.item, receipts); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

func TestWhoSeesWhat(t *testing.T) {
	for _, tc := range []struct {
		role                     chat.Role
		all, forAgents, forOther bool
	}{
		{chat.RoleCustomer, true, false, true},
		{chat.RoleAgent, true, true, false},
		{chat.RoleSupervisor, true, true, false},
		{chat.RoleCustomBot, true, true, false},
	} {
		got := [3]bool{tc.role.Sees(chat.VisibleToAll), tc.role.Sees(chat.VisibleToAgents), tc.role.Sees(chat.VisibleToCustomer)}
		if tc.role.Sees(chat.VisibleToNobody) {
			t.Errorf("%s sees what is for nobody", tc.role)
		}
		if want := [3]bool{tc.all, tc.forAgents, tc.forOther}; got != want {
			t.Errorf("%s sees what is for all, agents, the customer: got %v, want %v", tc.role, got, want)
		}
	}
}

func TestPresence(t *testing.T) {
	for _, tc := range []struct {
		name          string
		p             chat.Participant
		present, gone bool
	}{
		{"invited", chat.Participant{CreatedAt: noon}, false, false},
		{"connected", chat.Participant{CreatedAt: noon, ConnectedAt: noon}, true, false},
		{"left", chat.Participant{CreatedAt: noon, ConnectedAt: noon, LeftAt: noon}, false, true},
	} {
		if tc.p.Present() != tc.present || tc.p.Gone() != tc.gone {
			t.Errorf("%s: got present %t and gone %t, want %t and %t", tc.name, tc.p.Present(), tc.p.Gone(), tc.present, tc.gone)
		}
	}
}

func TestQueuedUntilTakenOrEnded(t *testing.T) {
	for _, tc := range []struct {
		name string
		c    chat.Contact
		want bool
	}{
		{"never queued", chat.Contact{}, false},
		{"queued", chat.Contact{EnqueuedAt: noon}, true},
		{"taken", chat.Contact{EnqueuedAt: noon, DequeuedAt: noon}, false},
		{"ended in the queue", chat.Contact{EnqueuedAt: noon, DisconnectedAt: noon}, false},
	} {
		if got := tc.c.Queued(); got != tc.want {
			t.Errorf("%s: Queued() = %t, want %t", tc.name, got, tc.want)
		}
	}
}

func TestAwaitsHas(t *testing.T) {
	both := chat.AwaitsCustomer | chat.AwaitsBotLeft
	for _, tc := range []struct {
		set, what chat.Awaits
		want      bool
	}{
		{0, chat.AwaitsCustomer, false}, {both, 0, false}, {both, chat.AwaitsBotLeft, true},
		{chat.AwaitsCustomer, chat.AwaitsBotLeft, false}, {chat.AwaitsCustomer, both, false},
	} {
		if got := tc.set.Has(tc.what); got != tc.want {
			t.Errorf("%b.Has(%b) = %t, want %t", tc.set, tc.what, got, tc.want)
		}
	}
	var none chat.Session
	if none.Awaits() != 0 || none.Heeds() != 0 {
		t.Errorf("a session without a flow awaits %b and heeds %b, want nothing", none.Awaits(), none.Heeds())
	}
}

// What a session heeds of an item are its answers.
func TestSessionsHeedTheirFlowAndWhoIsIdle(t *testing.T) {
	waits := chat.Session{Flow: &chat.Execution{Awaits: chat.AwaitsCustomer}}
	bot := chat.Session{Flow: &chat.Execution{Awaits: chat.AwaitsBotLeft}}
	idle := func(role chat.Role) (s chat.Session) {
		s.RoleTimers.Idle = []chat.IdleParticipant{{ID: "p", Role: role}}
		return s
	}
	for _, tc := range []struct {
		name    string
		session chat.Session
		item    chat.Item
		want    bool
	}{
		{"a flow waits for the customer", waits, chat.Item{Type: chat.TypeMessage, Role: chat.RoleCustomer}, true},
		{"an event", waits, chat.Item{Type: chat.TypeEvent, Role: chat.RoleCustomer}, false},
		{"an agent's message", waits, chat.Item{Type: chat.TypeMessage, Role: chat.RoleAgent}, false},
		{"a flow waits for a bot", bot, chat.Item{Type: chat.TypeMessage, Role: chat.RoleCustomer}, false},
		{"an idle customer", idle(chat.RoleCustomer), chat.Item{Type: chat.TypeAttachment, Role: chat.RoleCustomer}, true},
		{"the agent of an idle customer", idle(chat.RoleCustomer), chat.Item{Type: chat.TypeMessage, Role: chat.RoleAgent}, false},
		{"an idle agent", idle(chat.RoleAgent), chat.Item{Type: chat.TypeMessage, Role: chat.RoleAgent}, true},
		{"the customer of an idle agent", idle(chat.RoleAgent), chat.Item{Type: chat.TypeMessage, Role: chat.RoleCustomer}, false},
		{"a system's message", idle(chat.RoleAgent), chat.Item{Type: chat.TypeMessage, Role: chat.RoleSystem}, false},
	} {
		if got := tc.session.Heeds()&tc.item.Answers() != 0; got != tc.want {
			t.Errorf("%s: got %t, want %t", tc.name, got, tc.want)
		}
	}
}
