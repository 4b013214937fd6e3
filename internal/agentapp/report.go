package agentapp

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// NotifyContactIssue notes that an agent had trouble with a contact. What he wrote
// about it may be about people, and is not kept.
func (s *Service) NotifyContactIssue(ctx context.Context, in *input) (*nothing, error) {
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	if err != nil {
		return nil, err
	}
	s.Log.Warn("an agent reports an issue with a contact", slog.String("contact", string(held.ContactID)),
		slog.String("agent", string(callerOf(ctx).User)), slog.String("issue", value(in.IssueCode)))
	return nil, nil
}

// SendClientLogs takes a page's log lines and keeps none: they may hold what people
// wrote, and only calls send them.
func (s *Service) SendClientLogs(ctx context.Context, in *input) (*nothing, error) {
	s.Log.Debug("a page sent log lines", slog.String("agent", string(callerOf(ctx).User)), slog.Int("lines", in.LogEvents))
	return nil, nil
}
