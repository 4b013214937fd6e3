package routing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var statuses = map[string]chat.AgentStatus{
	"available": {ID: "available", Type: chat.AgentRoutable},
	"lunch":     {ID: "lunch", Type: chat.AgentCustom},
	"offline":   {ID: "offline", Type: chat.AgentOffline},
}

// play has things happen to an agent, one a minute, and describes what he is then:
// his status, what is to follow it, since which minute he is idle, his contacts.
func play(t *testing.T, rules Rules, steps string) string {
	t.Helper()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a := Agent{&chat.Agent{Status: statuses["offline"], IdleSince: start}, rules}
	for i, step := range strings.Split(steps, ", ") {
		verb, of, _ := strings.Cut(step, " ")
		id, now := chat.ContactID(of), start.Add(time.Duration(i+1)*time.Minute)
		var err error
		switch verb {
		case "is":
			a.SetStatus(statuses[of], now)
		case "next":
			a.SetNext(statuses[of], now)
		case "offer":
			err = a.Offer(chat.AgentContact{ContactID: id}, now)
		case "assign":
			err = a.Assign(chat.AgentContact{ContactID: id}, now)
		case "take":
			a.Take(chat.AgentContact{ContactID: id}, now)
		case "monitor":
			a.Take(chat.AgentContact{ContactID: id, Monitors: chat.MonitorsBarge}, now)
		case "accept":
			err = a.Accept(id, now)
		case "miss":
			err = a.Decline(id, chat.AgentMissed, now)
		case "end":
			a.End(id, now)
		case "fail":
			a.Fail(id, now)
		case "clear":
			err = a.Clear(id, now)
		default:
			t.Fatalf("no such step: %q", step)
		}
		if err != nil {
			if chat.KindOf(err) != chat.KindRejected {
				t.Fatalf("%s: %v, want a refusal", step, err)
			}
			return fmt.Sprintf("refuses %q", step)
		}
	}
	out := a.Status.ID
	if a.Next != nil {
		out += " then " + a.Next.ID
	}
	out += fmt.Sprintf(", idle since %d", int(a.IdleSince.Sub(start).Minutes()))
	for _, c := range a.Contacts {
		out += fmt.Sprintf(", %s %s %d", c.ContactID, c.State, int(c.Since.Sub(start).Minutes()))
	}
	return out
}

func TestAgent(t *testing.T) {
	for _, tc := range []struct {
		name, steps, want string
		rules             Rules
	}{
		{name: "who becomes available is idle from then on", steps: "is available", want: "available, idle since 1"},
		{name: "the same status again changes nothing", steps: "is available, is available", want: "available, idle since 1"},
		{name: "lunch between", steps: "is available, is lunch, is available", want: "available, idle since 3"},
		{name: "an offer does not count as work", steps: "is available, offer a", want: "available, idle since 1, a CONNECTING 2"},
		{name: "who is offline is offered nothing", steps: "offer a", want: `refuses "offer a"`},
		{name: "who has lunch is offered nothing", steps: "is available, is lunch, offer a", want: `refuses "offer a"`},
		{name: "no more than his places", steps: "is available, offer a, offer b, offer c", want: `refuses "offer c"`},
		{name: "not the same twice", steps: "is available, offer a, offer a", want: `refuses "offer a"`},
		{name: "accepted", steps: "is available, offer a, accept a", want: "available, idle since 3, a CONNECTED 3"},
		{name: "accepted again", steps: "is available, offer a, accept a, accept a", want: "available, idle since 3, a CONNECTED 3"},
		{name: "what he was not offered", steps: "is available, accept a", want: `refuses "accept a"`},
		{name: "missed, it keeps its place", steps: "is available, offer a, miss a, offer b, offer c", want: `refuses "offer c"`},
		{name: "missed, it is not offered again", steps: "is available, offer a, miss a, offer a", want: `refuses "offer a"`},
		{name: "missed, he is the last in line", steps: "is available, offer a, miss a", want: "available, idle since 3, a MISSED 3"},
		{name: "missed twice", steps: "is available, offer a, miss a, miss a", want: "available, idle since 3, a MISSED 3"},
		{name: "missed and too late", steps: "is available, offer a, miss a, accept a", want: `refuses "accept a"`},
		{name: "accepted, it cannot be missed", steps: "is available, offer a, accept a, miss a", want: `refuses "miss a"`},
		{name: "after-contact work", steps: "is available, offer a, accept a, end a", want: "available, idle since 3, a ENDED 4"},
		{name: "failed, it keeps its place", steps: "is available, offer a, accept a, fail a, offer b, offer c", want: `refuses "offer c"`},
		{name: "failed and cleared is no work", steps: "is available, offer a, accept a, fail a, clear a", want: "available, idle since 3"},
		{name: "what he has not taken on does not fail", steps: "is available, offer a, fail a", want: "available, idle since 1, a CONNECTING 2"},
		{name: "what is over does not fail", steps: "is available, offer a, accept a, end a, fail a", want: "available, idle since 3, a ENDED 4"},
		{name: "cleared", steps: "is available, offer a, accept a, end a, clear a", want: "available, idle since 5"},
		{name: "cleared twice", steps: "is available, offer a, accept a, end a, clear a, clear a", want: "available, idle since 5"},
		{name: "cleared too early", steps: "is available, offer a, accept a, clear a", want: `refuses "clear a"`},
		{name: "cleared while offered", steps: "is available, offer a, clear a", want: `refuses "clear a"`},
		{name: "idle since the last inbound contact", rules: Rules{SinceInbound: true},
			steps: "is available, offer a, accept a, end a, clear a", want: "available, idle since 3"},
		{name: "a missed one that is cleared is no work", steps: "is available, offer a, miss a, clear a", want: "available, idle since 3"},
		{name: "an offer that is over goes by itself", steps: "is available, offer a, end a", want: "available, idle since 1"},
		{name: "offline with an open chat", steps: "is available, offer a, accept a, is offline", want: "offline, idle since 3, a CONNECTED 3"},
		{name: "assigned beyond his places", steps: "is available, offer a, offer b, assign c",
			want: "available, idle since 1, a CONNECTING 2, b CONNECTING 3, c CONNECTING 4"},
		{name: "assigned at lunch", steps: "is lunch, assign a", want: "lunch, idle since 0, a CONNECTING 2"},
		{name: "assigned after he missed it", steps: "is available, offer a, miss a, assign a", want: "available, idle since 3, a CONNECTING 4"},
		{name: "assigned what he has", steps: "is available, offer a, assign a", want: `refuses "assign a"`},
		{name: "assigned while offline", steps: "assign a", want: `refuses "assign a"`},
		{name: "taken on unasked", steps: "take a", want: "offline, idle since 1, a CONNECTED 1"},
		{name: "taken on beyond his places", steps: "is available, offer a, offer b, take c",
			want: "available, idle since 4, a CONNECTING 2, b CONNECTING 3, c CONNECTED 4"},
		{name: "taken on after it was missed", steps: "is available, offer a, miss a, take a", want: "available, idle since 4, a CONNECTED 4"},
		{name: "what he monitors takes no place", steps: "is available, monitor a, monitor b, offer c, offer d",
			want: "available, idle since 1, a CONNECTED 2, b CONNECTED 3, c CONNECTING 4, d CONNECTING 5"},
		{name: "nor does it when it is over", steps: "is available, monitor a, end a, offer c, offer d, clear a",
			want: "available, idle since 1, c CONNECTING 4, d CONNECTING 5"},
		{name: "and gives none to others", steps: "is available, monitor a, offer b, offer c, offer d", want: `refuses "offer d"`},
		{name: "the next status waits for what he monitors", steps: "is available, monitor a, next lunch, end a",
			want: "available then lunch, idle since 1, a ENDED 4"},
		{name: "next at once without contacts", steps: "is available, next lunch", want: "lunch, idle since 1"},
		{name: "next after the last contact", steps: "is available, offer a, offer b, next lunch, end a, end b", want: "lunch, idle since 1"},
		{name: "next waits for the clearing", steps: "is available, offer a, accept a, next lunch, end a", want: "available then lunch, idle since 3, a ENDED 5"},
		{name: "nothing is offered before the next", steps: "is available, offer a, next lunch, offer b", want: `refuses "offer b"`},
		{name: "next may be to be available", steps: "is available, offer a, accept a, is lunch, next available, end a, clear a", want: "available, idle since 7"},
		{name: "a status takes the next one back", steps: "is available, offer a, next lunch, is available", want: "available, idle since 4, a CONNECTING 2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.rules.Places = 2
			if got := play(t, tc.rules, tc.steps); got != tc.want {
				t.Errorf("%s:\n got %s\nwant %s", tc.steps, got, tc.want)
			}
		})
	}
}
