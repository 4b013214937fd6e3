package metrics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// history makes contacts that may have happened, in any order, up to three hours after
// noon.
func history(r *rand.Rand, n int) (list []chat.Contact) {
	for i := range n {
		at := noon.Add(time.Duration(r.IntN(7200)) * time.Second)
		next := func() time.Time {
			at = at.Add(time.Duration(r.IntN(900)) * time.Second)
			return at
		}
		one := chat.Contact{
			ID: chat.ContactID(fmt.Sprint(i)), InitiatedAt: at,
			InitiationMethod: []chat.InitiationMethod{chat.InitiatedByAPI, chat.InitiatedByTransfer, chat.InitiatedByQueueTransfer, chat.InitiatedByDisconnect, chat.InitiatedByMonitor}[r.IntN(5)],
		}
		if r.IntN(4) > 0 {
			one.QueueID, one.EnqueuedAt, one.Attempts = chat.QueueID(fmt.Sprint("queue ", r.IntN(3))), next(), r.IntN(3)
			if r.IntN(3) > 0 {
				serve(r, &one, next)
			}
		}
		if r.IntN(5) > 0 {
			end(r, &one, next)
		}
		list = append(list, one)
	}
	return list
}

// serve has an agent take a contact on.
func serve(r *rand.Rand, c *chat.Contact, next func() time.Time) {
	c.Attempts++
	c.Agent = chat.AgentInfo{UserID: chat.UserID(fmt.Sprint("agent ", r.IntN(4))), ProfileID: fmt.Sprint("profile ", r.IntN(2)), OfferedAt: next()}
	c.DequeuedAt = next()
	c.Agent.AcceptedAt = c.DequeuedAt
	if r.IntN(10) > 0 {
		c.Agent.ConnectedAt = next()
	}
}

// end ends a contact, and perhaps the work after it.
func end(r *rand.Rand, c *chat.Contact, next func() time.Time) {
	c.DisconnectedAt = next()
	c.DisconnectReason = []chat.DisconnectReason{chat.DisconnectAgent, chat.DisconnectCustomer, chat.DisconnectContactFlow}[r.IntN(3)]
	if r.IntN(2) > 0 {
		c.NextID = "next"
	}
	if c.Taken() {
		c.Agent.EndedAt = c.DisconnectedAt
		if r.IntN(4) == 0 {
			c.TransferredAt = c.DisconnectedAt
		}
		if r.IntN(3) > 0 {
			c.Agent.ClearedAt = next()
		}
	}
	if r.IntN(2) > 0 {
		n := func() int { return r.IntN(9) }
		c.Talk = &chat.Talk{
			Messages: n(), BotMessages: n(), FirstResponse: time.Duration(n()) * time.Second,
			Agent:    chat.Speaker{Messages: n(), Chars: n(), Responses: n(), ResponseTime: time.Duration(n()) * time.Second},
			Customer: chat.Speaker{Messages: n(), Chars: n(), Responses: n(), ResponseTime: time.Duration(n()) * time.Second},
		}
		if n() > 3 {
			c.Talk.FirstResponseAt = c.DisconnectedAt
		}
		if n() > 3 {
			c.Talk.Customer.LastMessageAt = c.DisconnectedAt.Add(-time.Duration(n()) * time.Second)
		}
	}
}

// when is the time by which the plain recount goes.
func when(measure string, c *chat.Contact) time.Time {
	switch measure {
	case "CONTACTS_CREATED":
		return c.InitiatedAt
	case "CONTACTS_QUEUED_BY_ENQUEUE":
		return c.EnqueuedAt
	case "CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT":
		return c.Agent.ConnectedAt
	}
	return c.DisconnectedAt
}

// plain is a contact as the recount sees it.
type plain struct {
	*chat.Contact
	inQueue, met, moved, lost bool
	left, cleared             time.Time
}

func plainOf(c *chat.Contact) plain {
	p := plain{Contact: c, inQueue: c.QueueID != "", met: !c.Agent.ConnectedAt.IsZero() && c.InitiationMethod != "MONITOR", left: c.DequeuedAt, cleared: c.Agent.ClearedAt}
	p.moved = p.inQueue && !p.met && c.NextID == "next" && c.DisconnectReason == "CONTACT_FLOW_DISCONNECT"
	p.lost = p.inQueue && !p.met && !p.moved
	if p.left.IsZero() {
		p.left = c.DisconnectedAt
	}
	if p.cleared.IsZero() {
		p.cleared = c.DisconnectedAt
	}
	return p
}

const limit = 300 * time.Second

// times is how often a contact counts.
func (p plain) times(measure string) int {
	is := map[string]bool{
		"CONTACTS_CREATED": true,
		"CONTACTS_QUEUED":  p.inQueue, "CONTACTS_QUEUED_BY_ENQUEUE": p.inQueue,
		"CONTACTS_HANDLED": p.met, "CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT": p.met,
		"CONTACTS_HANDLED_INCOMING":          p.met && strings.HasSuffix(string(p.InitiationMethod), "TRANSFER"),
		"API_CONTACTS_HANDLED":               p.met && p.InitiationMethod == "API",
		"CONTACTS_TRANSFERRED_IN":            strings.HasSuffix(string(p.InitiationMethod), "TRANSFER"),
		"CONTACTS_TRANSFERRED_IN_FROM_QUEUE": p.InitiationMethod == "QUEUE_TRANSFER",
		"CONTACTS_AGENT_HUNG_UP_FIRST":       p.met && p.DisconnectReason == "AGENT_DISCONNECT",
		"CONTACTS_ABANDONED":                 p.lost, "ABANDONMENT_RATE": p.lost, "PERCENT_CONTACTS_ABANDONED": p.lost,
		"CONTACTS_TRANSFERRED_OUT":            !p.TransferredAt.IsZero(),
		"CONTACTS_TRANSFERRED_OUT_BY_AGENT":   !p.TransferredAt.IsZero(),
		"CONTACTS_TRANSFERRED_OUT_INTERNAL":   !p.TransferredAt.IsZero(),
		"CONTACTS_TRANSFERRED_OUT_FROM_QUEUE": p.moved,
		"SERVICE_LEVEL":                       p.met && p.Agent.ConnectedAt.Sub(p.EnqueuedAt) < limit,
		"SUM_CONTACTS_ANSWERED_IN_X":          p.met && p.Agent.ConnectedAt.Sub(p.EnqueuedAt) < limit,
		"SUM_CONTACTS_ABANDONED_IN_X":         p.lost && p.left.Sub(p.EnqueuedAt) < limit,
		"CONTACTS_RESOLVED_IN_X":              p.met && p.cleared.Sub(p.InitiatedAt) < limit,
	}[measure]
	of := measure == "CONTACTS_MISSED" || measure == "AGENT_NON_RESPONSE"
	switch {
	case of && !p.Agent.AcceptedAt.IsZero():
		return p.Attempts - 1
	case of:
		return p.Attempts
	case is:
		return 1
	}
	return 0
}

// took is between which times a contact counts, false when it does not.
func (p plain) took(measure string) (from, to time.Time, counts bool) {
	switch measure {
	case "AVG_QUEUE_ANSWER_TIME":
		return p.EnqueuedAt, p.Agent.ConnectedAt, p.met
	case "AVG_ABANDON_TIME":
		return p.EnqueuedAt, p.left, p.lost
	case "MAX_QUEUED_TIME":
		return p.EnqueuedAt, p.left, p.inQueue
	case "AVG_AGENT_CONNECTING_TIME", "SUM_CONNECTING_TIME_AGENT":
		return p.Agent.OfferedAt, p.Agent.AcceptedAt, p.met
	case "AVG_INTERACTION_TIME", "SUM_INTERACTION_TIME", "AVG_INTERACTION_AND_HOLD_TIME", "SUM_INTERACTION_AND_HOLD_TIME", "SUM_CONTACT_TIME_AGENT":
		return p.Agent.ConnectedAt, p.DisconnectedAt, p.met
	case "AVG_AFTER_CONTACT_WORK_TIME", "SUM_AFTER_CONTACT_WORK_TIME":
		return p.DisconnectedAt, p.cleared, p.met && p.cleared.Equal(p.Agent.ClearedAt)
	case "AVG_HANDLE_TIME", "SUM_HANDLE_TIME":
		return p.Agent.ConnectedAt, p.cleared, p.met
	case "AVG_CONTACT_DURATION":
		return p.InitiatedAt, p.DisconnectedAt, true
	case "AVG_RESOLUTION_TIME":
		return p.InitiatedAt, p.cleared, p.met
	case "AVG_HOLD_TIME", "AVG_HOLD_TIME_ALL_CONTACTS", "AVG_HOLDS":
		return noon, noon, p.met
	}
	return noon, noon, false
}

// said is what was said, and by what it is divided.
func (p plain) said(measure string) (value, weight int) {
	t := p.Talk
	if t == nil {
		return 0, 0
	}
	switch measure {
	case "AVG_MESSAGES":
		return t.Messages, 1
	case "AVG_MESSAGES_AGENT":
		return t.Agent.Messages, 1
	case "AVG_MESSAGES_CUSTOMER":
		return t.Customer.Messages, 1
	case "AVG_MESSAGES_BOT":
		return t.BotMessages, 1
	case "AVG_MESSAGE_LENGTH_AGENT":
		return t.Agent.Chars, t.Agent.Messages
	case "AVG_MESSAGE_LENGTH_CUSTOMER":
		return t.Customer.Chars, t.Customer.Messages
	case "AVG_RESPONSE_TIME_AGENT":
		return int(t.Agent.ResponseTime / time.Second), t.Agent.Responses
	case "AVG_RESPONSE_TIME_CUSTOMER":
		return int(t.Customer.ResponseTime / time.Second), t.Customer.Responses
	}
	if last := t.Customer.LastMessageAt; measure == "AVG_CONVERSATION_CLOSE_TIME" && !last.IsZero() {
		return int(p.DisconnectedAt.Sub(last) / time.Second), 1
	}
	if measure == "AVG_FIRST_RESPONSE_TIME_AGENT" && !t.FirstResponseAt.IsZero() {
		return int(t.FirstResponse / time.Second), 1
	}
	return 0, 0
}

// recount is a number as the documentation has it, out of a list of contacts.
func recount(measure string, list []chat.Contact) *float64 {
	sum, most, weights, among := 0.0, 0.0, 0, 0
	for i := range list {
		p := plainOf(&list[i])
		sum += float64(p.times(measure))
		if p.inQueue {
			among++
		}
		if from, to, counts := p.took(measure); counts {
			sum += to.Sub(from).Seconds()
			most = max(most, to.Sub(from).Seconds())
			weights++
		}
		if value, weight := p.said(measure); weight > 0 {
			sum, weights = sum+float64(value), weights+weight
		}
	}
	switch {
	case measure == "SERVICE_LEVEL" || strings.HasSuffix(measure, "_RATE") || strings.HasPrefix(measure, "PERCENT_"):
		sum, weights = sum*100, among
	case strings.HasPrefix(measure, "MAX_"):
		sum = most * float64(weights)
	case !strings.HasPrefix(measure, "AVG_"):
		weights = 1
	}
	if weights == 0 {
		return nil
	}
	sum /= float64(weights)
	return &sum
}

// TestMetricsEqualAPlainRecount holds every measure to a plain recount of the contacts
// of each interval and group, of random histories and for random questions.
func TestMetricsEqualAPlainRecount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	dimensions := []Dimension{ByQueue, ByProfile, ByAgent, ByChannel, ByInitiationMethod, ByDisconnectReason, BySubtype}
	for round := range 300 {
		list := history(r, r.IntN(60))
		q := &Query{
			Intervals: Intervals(Stretch{noon.Add(time.Duration(r.IntN(90)) * time.Minute), noon.Add(3 * time.Hour)},
				[]Period{QuarterHour, Hour, Whole}[r.IntN(3)], time.UTC),
			Filters: map[Dimension][]string{},
		}
		for _, i := range r.Perm(len(dimensions))[:r.IntN(3)] {
			q.Groups = append(q.Groups, dimensions[i])
		}
		if r.IntN(2) > 0 {
			q.Filters[ByQueue] = []string{"queue 0", "queue 1"}
		}
		for i := range measures {
			if m := &measures[i]; !m.Agents {
				a := Asked{Measure: m, Threshold: Threshold{"LT", limit}}
				if r.IntN(3) == 0 {
					a.Filters = []Filter{{ByInitiationMethod, []string{"API", "TRANSFER"}, r.IntN(2) > 0}}
				}
				q.Asked = append(q.Asked, a)
			}
		}
		table := New(q)
		for _, moment := range []Moment{WhenEnded, WhenBegun, WhenEnqueued, WhenMet} {
			for _, i := range r.Perm(len(list)) {
				table.Add(moment, &list[i])
			}
		}
		got := map[string]string{}
		for _, row := range table.Rows() {
			for n, number := range row.Numbers {
				got[fmt.Sprintf("%s in %d of %q", q.Asked[n].Measure.Name, row.Interval, row.Group)] = told(number)
			}
		}
		for _, key := range checkRecount(t, q, list, got) {
			delete(got, key)
		}
		for key, number := range got { // rows that others made: nothing counts there
			if number != "0" && number != "none" {
				t.Errorf("round %d: %s: got %s, want nothing", round, key, number)
			}
		}
	}
}

// checkRecount compares what was counted with a recount, and returns what it has
// compared.
func checkRecount(t *testing.T, q *Query, list []chat.Contact, got map[string]string) (keys []string) {
	t.Helper()
	for _, a := range q.Asked {
		by := map[string][]chat.Contact{}
		for i, in := range q.Intervals {
			for _, c := range list {
				at := when(a.Measure.Name, &c)
				if at.IsZero() || at.Before(in.From) || !at.Before(in.To) || q.Filters[ByQueue] != nil && !slices.Contains(q.Filters[ByQueue], string(c.QueueID)) {
					continue
				}
				if len(a.Filters) > 0 && slices.Contains(a.Filters[0].Values, string(c.InitiationMethod)) == a.Filters[0].Negate {
					continue
				}
				var group []string
				for _, d := range q.Groups {
					group = append(group, plainly(d, &c))
				}
				if slices.Contains(group, "") {
					continue
				}
				key := fmt.Sprintf("%s in %d of %q", a.Measure.Name, i, group)
				by[key] = append(by[key], c)
			}
		}
		for key, contacts := range by {
			want := told(recount(a.Measure.Name, contacts))
			if got[key] != want && (got[key] != "" || want != "0" && want != "none") {
				t.Errorf("%s: got %s, want %s", key, got[key], want)
			}
			keys = append(keys, key)
		}
	}
	return keys
}

func plainly(d Dimension, c *chat.Contact) string {
	return map[Dimension]string{
		ByQueue: string(c.QueueID), ByProfile: c.Agent.ProfileID, ByAgent: string(c.Agent.UserID), ByChannel: "CHAT",
		ByInitiationMethod: string(c.InitiationMethod), ByDisconnectReason: string(c.DisconnectReason), BySubtype: "connect:Chat",
	}[d]
}

func told(number *float64) string {
	if number == nil {
		return "none"
	}
	return fmt.Sprint(math.Round(*number*1e6) / 1e6)
}
