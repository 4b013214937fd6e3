package metrics

import (
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// measures are all metrics of stretches of time that chats have.
//
// A chat that starts by API is created and handled like any contact, and is no
// incoming one: contacts come in by being transferred. spec: Historical metrics
// definitions, Contacts incoming.
var measures = []Measure{
	{Name: "CONTACTS_CREATED", When: WhenBegun, take: counts(all)},
	{Name: "CONTACTS_QUEUED", take: counts(queued)},
	{Name: "CONTACTS_QUEUED_BY_ENQUEUE", When: WhenEnqueued, take: counts(queued)},
	{Name: "CONTACTS_HANDLED", take: counts(handled)},
	{Name: "CONTACTS_HANDLED_BY_CONNECTED_TO_AGENT", When: WhenMet, take: counts(handled)},
	{Name: "CONTACTS_ABANDONED", take: counts(abandoned)},
	{Name: "CONTACTS_TRANSFERRED_OUT", take: counts(transferredOut)},
	{Name: "CONTACTS_TRANSFERRED_OUT_BY_AGENT", take: counts(transferredOut)},
	{Name: "CONTACTS_TRANSFERRED_OUT_INTERNAL", take: counts(transferredOut)},
	{Name: "CONTACTS_TRANSFERRED_OUT_EXTERNAL", take: never},
	{Name: "CONTACTS_TRANSFERRED_OUT_FROM_QUEUE", take: counts(movedOn)},
	{Name: "CONTACTS_HOLD_ABANDONS", take: never},
	{Name: "CONTACTS_PUT_ON_HOLD", take: never},
	{Name: "ABANDONMENT_RATE", take: shares(abandoned, queued), sums: percent},
	{Name: "PERCENT_CONTACTS_ABANDONED", take: shares(abandoned, queued), sums: percent},
	{Name: "SERVICE_LEVEL", Threshold: true, sums: percent, take: func(c *chat.Contact, t Threshold) (float64, float64) {
		return one(queued(c) && handled(c) && t.holds(untilAnswer(c))), one(queued(c))
	}},
	{Name: "SUM_CONTACTS_ANSWERED_IN_X", Threshold: true, take: countsIn(answered, untilAnswer)},
	{Name: "SUM_CONTACTS_ABANDONED_IN_X", Threshold: true, take: countsIn(abandoned, inQueue)},
	{Name: "CONTACTS_RESOLVED_IN_X", Threshold: true, take: countsIn(handled, resolution)},

	{Name: "AVG_QUEUE_ANSWER_TIME", take: lasts(answered, untilAnswer), sums: mean},
	{Name: "AVG_ABANDON_TIME", take: lasts(abandoned, inQueue), sums: mean},
	{Name: "MAX_QUEUED_TIME", take: lasts(queued, inQueue), sums: greatest},
	{Name: "AVG_AGENT_CONNECTING_TIME", take: lasts(offered, connecting), sums: mean},
	{Name: "SUM_CONNECTING_TIME_AGENT", take: lasts(offered, connecting)},
	{Name: "AVG_INTERACTION_TIME", take: lasts(handled, interaction), sums: mean},
	{Name: "SUM_INTERACTION_TIME", take: lasts(handled, interaction)},
	{Name: "AVG_INTERACTION_AND_HOLD_TIME", take: lasts(handled, interaction), sums: mean},
	{Name: "SUM_INTERACTION_AND_HOLD_TIME", take: lasts(handled, interaction)},
	{Name: "SUM_CONTACT_TIME_AGENT", take: lasts(handled, interaction)},
	{Name: "AVG_HOLD_TIME", take: never, sums: mean},
	{Name: "AVG_HOLD_TIME_ALL_CONTACTS", take: never, sums: mean},
	{Name: "SUM_HOLD_TIME", take: never},
	{Name: "AVG_HOLDS", take: never, sums: mean},
	{Name: "AVG_AFTER_CONTACT_WORK_TIME", take: lasts(worked, afterWork), sums: mean},
	{Name: "SUM_AFTER_CONTACT_WORK_TIME", take: lasts(worked, afterWork)},
	{Name: "AVG_HANDLE_TIME", take: lasts(handled, handling), sums: mean},
	{Name: "SUM_HANDLE_TIME", take: lasts(handled, handling)},
	{Name: "AVG_CONTACT_DURATION", take: lasts(all, lifetime), sums: mean},
	{Name: "AVG_RESOLUTION_TIME", take: lasts(handled, resolution), sums: mean},

	{Name: "AVG_MESSAGES", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) { return float64(t.Messages), 1 })},
	{Name: "AVG_MESSAGES_AGENT", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) { return float64(t.Agent.Messages), 1 })},
	{Name: "AVG_MESSAGES_CUSTOMER", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) { return float64(t.Customer.Messages), 1 })},
	{Name: "AVG_MESSAGES_BOT", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) { return float64(t.BotMessages), 1 })},
	{Name: "AVG_MESSAGE_LENGTH_AGENT", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) {
		return float64(t.Agent.Chars), float64(t.Agent.Messages)
	})},
	{Name: "AVG_MESSAGE_LENGTH_CUSTOMER", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) {
		return float64(t.Customer.Chars), float64(t.Customer.Messages)
	})},
	{Name: "AVG_RESPONSE_TIME_AGENT", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) {
		return t.Agent.ResponseTime.Seconds(), float64(t.Agent.Responses)
	})},
	{Name: "AVG_RESPONSE_TIME_CUSTOMER", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) {
		return t.Customer.ResponseTime.Seconds(), float64(t.Customer.Responses)
	})},
	{Name: "AVG_FIRST_RESPONSE_TIME_AGENT", sums: mean, take: talks(func(t *chat.Talk) (float64, float64) {
		return t.FirstResponse.Seconds(), one(!t.FirstResponseAt.IsZero())
	})},

	{Name: "AVG_CONVERSATION_CLOSE_TIME", take: lasts(customerSpoke, closing), sums: mean},
	{Name: "AGENT_NON_RESPONSE", Offers: true, take: misses},

	{Name: "SUM_ONLINE_TIME_AGENT", Agents: true, of: func(t *workTime) (float64, float64) { return t.online.Seconds(), 1 }},
	{Name: "SUM_NON_PRODUCTIVE_TIME_AGENT", Agents: true, of: func(t *workTime) (float64, float64) { return t.away.Seconds(), 1 }},
	{Name: "SUM_IDLE_TIME_AGENT", Agents: true, of: func(t *workTime) (float64, float64) { return t.idle.Seconds(), 1 }},
	{Name: "AGENT_OCCUPANCY", Agents: true, sums: percent, of: func(t *workTime) (float64, float64) {
		return t.busy.Seconds(), (t.busy + t.idle).Seconds()
	}},

	// What only the older operation knows. spec: GetMetricData, HistoricalMetrics.
	{Name: "CONTACTS_AGENT_HUNG_UP_FIRST", Older: true, take: counts(byAgent)},
	{Name: "CONTACTS_HANDLED_INCOMING", Older: true, take: counts(func(c *chat.Contact) bool { return handled(c) && transferredIn(c) })},
	{Name: "API_CONTACTS_HANDLED", Older: true, take: counts(func(c *chat.Contact) bool {
		return handled(c) && c.InitiationMethod == chat.InitiatedByAPI
	})},
	{Name: "CONTACTS_MISSED", Older: true, take: misses},
	{Name: "CONTACTS_TRANSFERRED_IN", Older: true, take: counts(transferredIn)},
	{Name: "CONTACTS_TRANSFERRED_IN_FROM_QUEUE", Older: true, take: counts(func(c *chat.Contact) bool {
		return c.InitiationMethod == chat.InitiatedByQueueTransfer
	})},
}

func answered(c *chat.Contact) bool { return queued(c) && handled(c) }
