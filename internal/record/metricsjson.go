package record

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

type metricsJSON struct {
	Contact  contactMetrics `json:"ContactMetrics"`
	Agent    *speakerJSON   `json:"AgentMetrics"`
	Customer *speakerJSON   `json:"CustomerMetrics"`
}

type contactMetrics struct {
	MultiParty                    bool    `json:"MultiParty"`
	TotalMessages                 int     `json:"TotalMessages"`
	TotalBotMessages              int     `json:"TotalBotMessages"`
	TotalBotMessageLengthInChars  int     `json:"TotalBotMessageLengthInChars"`
	ConversationCloseTimeInMillis *int64  `json:"ConversationCloseTimeInMillis"`
	ConversationTurnCount         int     `json:"ConversationTurnCount"`
	AgentFirstResponseTimestamp   *string `json:"AgentFirstResponseTimestamp"`
	AgentFirstResponseTime        *int64  `json:"AgentFirstResponseTimeInMillis"`
}

type speakerJSON struct {
	ParticipantID             chat.ParticipantID `json:"ParticipantId"`
	ParticipantType           string             `json:"ParticipantType"`
	MessagesSent              int                `json:"MessagesSent"`
	NumResponses              int                `json:"NumResponses"`
	MessageLengthInChars      int                `json:"MessageLengthInChars"`
	TotalResponseTimeInMillis int64              `json:"TotalResponseTimeInMillis"`
	MaxResponseTimeInMillis   int64              `json:"MaxResponseTimeInMillis"`
	LastMessageTimestamp      *string            `json:"LastMessageTimestamp"`
}

// MultiParty reports whether more than one person talked with the customer.
func (r *Record) MultiParty() bool { return r.Talk != nil && r.Talk.Parties > 1 }

func (r *Record) metricsJSON() *metricsJSON {
	t := r.Talk
	if t == nil {
		return nil
	}
	m := contactMetrics{
		MultiParty: r.MultiParty(), TotalMessages: t.Messages, TotalBotMessages: t.BotMessages,
		TotalBotMessageLengthInChars: t.BotChars, ConversationTurnCount: t.Turns,
		AgentFirstResponseTimestamp: stamp(t.FirstResponseAt),
	}
	if d, ok := r.Close(); ok {
		m.ConversationCloseTimeInMillis = new(d.Milliseconds())
	}
	if !t.FirstResponseAt.IsZero() {
		m.AgentFirstResponseTime = new(t.FirstResponse.Milliseconds())
	}
	return &metricsJSON{m, speakerOf(t.Agent, chat.RoleAgent), speakerOf(t.Customer, chat.RoleCustomer)}
}

func speakerOf(s chat.Speaker, role chat.Role) *speakerJSON {
	if s.ParticipantID == "" {
		return nil
	}
	return &speakerJSON{
		ParticipantID: s.ParticipantID, ParticipantType: string(role), MessagesSent: s.Messages,
		NumResponses: s.Responses, MessageLengthInChars: s.Chars,
		TotalResponseTimeInMillis: millis(s.ResponseTime), MaxResponseTimeInMillis: millis(s.MaxResponse),
		LastMessageTimestamp: stamp(s.LastMessageAt),
	}
}

func millis(d time.Duration) int64 { return d.Milliseconds() }
