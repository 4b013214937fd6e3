package connectsvc

import (
	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/record"
)

// chatMetrics sum up what was said in a contact, absent while it goes on.
// spec: ChatMetrics.
func chatMetrics(r *record.Record) *connect.ChatMetrics {
	t := r.Talk
	if t == nil {
		return nil
	}
	m := &connect.ChatContactMetrics{
		MultiParty:                   new(r.MultiParty()),
		TotalMessages:                new(int32(t.Messages)),
		TotalBotMessages:             new(int32(t.BotMessages)),
		TotalBotMessageLengthInChars: new(int32(t.BotChars)),
		ConversationTurnCount:        new(int32(t.Turns)),
		AgentFirstResponseTimestamp:  at(t.FirstResponseAt),
	}
	if d, ok := r.Close(); ok {
		m.ConversationCloseTimeInMillis = new(d.Milliseconds())
	}
	if !t.FirstResponseAt.IsZero() {
		m.AgentFirstResponseTimeInMillis = new(t.FirstResponse.Milliseconds())
	}
	return &connect.ChatMetrics{
		ChatContactMetrics: m,
		AgentMetrics:       speakerMetrics(t.Agent, chat.RoleAgent),
		CustomerMetrics:    speakerMetrics(t.Customer, chat.RoleCustomer),
	}
}

func speakerMetrics(s chat.Speaker, role chat.Role) *connect.ParticipantMetrics {
	if s.ParticipantID == "" {
		return nil
	}
	return &connect.ParticipantMetrics{
		ParticipantId:             new(string(s.ParticipantID)),
		ParticipantType:           new(string(role)),
		MessagesSent:              new(int32(s.Messages)),
		NumResponses:              new(int32(s.Responses)),
		MessageLengthInChars:      new(int32(s.Chars)),
		TotalResponseTimeInMillis: new(s.ResponseTime.Milliseconds()),
		MaxResponseTimeInMillis:   new(s.MaxResponse.Milliseconds()),
		LastMessageTimestamp:      at(s.LastMessageAt),
	}
}
