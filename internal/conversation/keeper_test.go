package conversation_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// findsProfile looks for a customer by telephone number.
func findsProfile(number string) action {
	return action{kind: "GetCustomerProfile", params: map[string]any{
		"ProfileRequestData":  map[string]string{"IdentifierName": "_phone", "IdentifierValue": number},
		"ProfileResponseData": []string{"FirstName"},
	}}
}

// knowing is a flow that greets a customer by name.
func knowing() []action {
	return []action{
		findsProfile("+49").failing(flow.ErrorNoneFound, "new").failing(flow.ErrorNoMatchingError, "broken"),
		says("hello $.Customer.FirstName"), finishes(),
		says("who are you?").named("new"), hangsUp(),
		says("no profiles").named("broken"), hangsUp(),
	}
}

func TestAKeeperAnswersTheFlow(t *testing.T) {
	const found = `{"Customer": {"ProfileId": "p1", "FirstName": "Ann"}}`
	for name, c := range map[string]struct {
		answer string
		thinks time.Duration
		said   string
	}{
		"somebody":         {found, time.Second, "hello Ann"},
		"nobody":           {`{"Error": "NoneFoundError"}`, time.Second, "who are you?"},
		"it fails":         {"", time.Second, "no profiles"},
		"it takes an hour": {found, 9 * time.Second, "no profiles"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.partner.thinks = c.thinks
				w.partner.keeper = func(flow.Consult) string { return c.answer }
				v := w.begins(through(w.flow(knowing()...), asking()))
				w.pass(10 * time.Second)
				if got := lines(v.listed()); !strings.Contains(got, "SYSTEM_MESSAGE: "+c.said) {
					t.Errorf("got %s, want %q said", got, c.said)
				}
				made := w.partner.made()
				want := string(v.id) + ` GetCustomerProfile {"ProfileRequestData":{"IdentifierName":"_phone","IdentifierValue":"+49"},"ProfileResponseData":["FirstName"]}`
				if len(made) != 1 || made[0].key == "" || made[0].event != want {
					t.Errorf("got calls %+v, want one with a key that asks %s", made, want)
				}
			})
		})
	}
}

// A keeper whose answer does not come is asked again, under the same key,
// by whichever node is there, and the flow goes on once.
func TestAKeeperIsAskedAgain(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.thinks, w.partner.stubborn = 20*time.Second, true
		w.partner.keeper = func(flow.Consult) string { return `{"Customer": {"FirstName": "Ann"}}` }
		v := w.begins(through(w.flow(knowing()...), asking()))
		w.pass(time.Second)
		w.partner.thinksFor(0)
		w.pass(time.Minute)
		made := w.partner.made()
		if len(made) != 2 || made[0] != made[1] {
			t.Errorf("got calls %+v, want two that are the same", made)
		}
		if got := strings.Count(lines(v.listed()), "hello Ann"); got != 1 {
			t.Errorf("got %d greetings, want one", got)
		}
	})
}

// More calls than a node makes at once wait for their turn for longer than their
// timers. The node is alive, so each is made once.
func TestCallsThatWaitForTheirTurnAreMadeOnce(t *testing.T) {
	inWorld(t, func(w *world) {
		const chats = 600 // of which 512 are asked for at once
		w.partner.thinks = 7 * time.Second
		w.partner.keeper = func(flow.Consult) string { return `{"Customer": {"FirstName": "Ann"}}` }
		content := w.flow(knowing()...)
		for range chats {
			w.begins(through(content, asking()))
		}
		w.pass(time.Minute)
		if made := len(w.partner.made()); made != chats {
			t.Errorf("got %d calls, want %d", made, chats)
		}
	})
}

// A keeper that hangs takes no place that somebody else could have.
func TestASlowKeeperHoldsUpNobodyElse(t *testing.T) {
	inWorld(t, func(w *world) {
		w.partner.bot = echo
		w.partner.keeper = func(call flow.Consult) string {
			if call.Keeper == flow.KeeperOfProfiles {
				<-time.After(7 * time.Second)
			}
			return `{"Customer": {"FirstName": "Ann"}}`
		}
		content := w.flow(knowing()...)
		for range 600 {
			w.begins(through(content, asking()))
		}
		v := w.begins(through(w.flow(botFlow()...), asking()))
		v.says("hi")
		w.pass(time.Second)
		if got := lines(v.listed()); !strings.Contains(got, "you said hi") {
			t.Errorf("got %s, want the bot's answer", got)
		}
	})
}
