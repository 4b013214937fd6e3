package routing

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var noon = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// waits is a contact that has waited for so long at noon.
func waits(id string, priority int, ago time.Duration) chat.Waiting {
	return chat.Waiting{
		ContactID: chat.ContactID(id), Place: chat.Place{Priority: priority, Since: noon.Add(-ago)}, EnqueuedAt: noon.Add(-ago),
	}
}

func TestChoose(t *testing.T) {
	for _, tc := range []struct {
		name   string
		queues []Queue
		lines  map[chat.QueueID][]chat.Waiting
		want   chat.ContactID // "" for none
		asked  []chat.QueueID
	}{
		{name: "nothing waits", queues: []Queue{{ID: "q", Priority: 1}}, asked: []chat.QueueID{"q"}},
		{
			name: "the longest waiting of equal queues", queues: []Queue{{ID: "q", Priority: 1}, {ID: "r", Priority: 1}},
			lines: map[chat.QueueID][]chat.Waiting{"q": {waits("a", 5, time.Minute)}, "r": {waits("b", 5, time.Hour)}},
			want:  "b", asked: []chat.QueueID{"q", "r"},
		},
		{
			name: "the contact's priority before its age", queues: []Queue{{ID: "q", Priority: 1}, {ID: "r", Priority: 1}},
			lines: map[chat.QueueID][]chat.Waiting{"q": {waits("a", 1, time.Minute)}, "r": {waits("b", 5, time.Hour)}},
			want:  "a", asked: []chat.QueueID{"q", "r"},
		},
		{
			name: "the queue's priority before both", queues: []Queue{{ID: "q", Priority: 2}, {ID: "r", Priority: 1}},
			lines: map[chat.QueueID][]chat.Waiting{"q": {waits("a", 1, time.Hour)}, "r": {waits("b", 5, time.Minute)}},
			want:  "b", asked: []chat.QueueID{"r"},
		},
		{
			name: "the own queue before all", queues: []Queue{{ID: "q", Priority: 1}, {ID: "mine", Priority: Own}},
			lines: map[chat.QueueID][]chat.Waiting{"q": {waits("a", 1, time.Hour)}, "mine": {waits("b", 5, time.Second)}},
			want:  "b", asked: []chat.QueueID{"mine"},
		},
		{
			name: "not before the delay", queues: []Queue{{ID: "q", Priority: 1, Delay: 30 * time.Second}, {ID: "r", Priority: 2}},
			lines: map[chat.QueueID][]chat.Waiting{"q": {waits("a", 5, 29*time.Second)}, "r": {waits("b", 5, time.Second)}},
			want:  "b", asked: []chat.QueueID{"q", "r"},
		},
		{
			name: "at the delay", queues: []Queue{{ID: "q", Priority: 1, Delay: 30 * time.Second}, {ID: "r", Priority: 2}},
			lines: map[chat.QueueID][]chat.Waiting{"q": {waits("a", 5, 30*time.Second)}, "r": {waits("b", 5, time.Second)}},
			want:  "a", asked: []chat.QueueID{"q"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var asked []chat.QueueID
			got, found, err := Choose(tc.queues, noon, func(q chat.QueueID, before time.Time) (chat.Waiting, bool, error) {
				asked = append(asked, q)
				for _, w := range tc.lines[q] {
					if !w.EnqueuedAt.After(before) {
						return w, true, nil
					}
				}
				return chat.Waiting{}, false, nil
			})
			if err != nil || found != (tc.want != "") || got.ContactID != tc.want {
				t.Errorf("chose %q (found %t, error %v), want %q", got.ContactID, found, err, tc.want)
			}
			if !slices.Equal(asked, tc.asked) {
				t.Errorf("asked %q, want %q", asked, tc.asked)
			}
		})
	}
}

func TestChooseTellsWhatFailed(t *testing.T) {
	fault := errors.New("away")
	_, found, err := Choose([]Queue{{ID: "q"}}, noon, func(chat.QueueID, time.Time) (chat.Waiting, bool, error) {
		return chat.Waiting{}, false, fault
	})
	if found || !errors.Is(err, fault) {
		t.Errorf("found %t, error %v, want the fault", found, err)
	}
}

func TestLongest(t *testing.T) {
	agent := func(id string, idle time.Duration, contacts int, status string) Agent {
		return Agent{&chat.Agent{
			UserID: chat.UserID(id), Status: statuses[status], IdleSince: noon.Add(-idle), Contacts: make([]chat.AgentContact, contacts),
		}, Rules{Places: 2}}
	}
	for i, tc := range []struct {
		agents []Agent
		want   chat.UserID
	}{
		{nil, ""},
		{[]Agent{agent("a", time.Hour, 2, "available"), agent("b", time.Hour, 0, "lunch")}, ""},
		{[]Agent{agent("a", time.Minute, 0, "available"), agent("b", time.Hour, 1, "available")}, "b"},
		{[]Agent{agent("b", time.Hour, 0, "available"), agent("a", time.Hour, 0, "available")}, "a"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			got, found := Longest(tc.agents)
			if found != (tc.want != "") || found && got.UserID != tc.want {
				t.Errorf("Longest() = %v, %t, want %q", got, found, tc.want)
			}
		})
	}
}
