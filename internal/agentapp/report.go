package agentapp

import (
	"context"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// NotifyContactIssue keeps that an agent had trouble with a contact. What he wrote may
// be about people, and goes where the chat is, not into the log.
// client: amazon-connect-streams, contact.notifyIssue.
func (s *Service) NotifyContactIssue(ctx context.Context, in *input) (*nothing, error) {
	held, err := s.held(ctx, chat.ContactID(*in.ContactID))
	if err != nil {
		return nil, err
	}
	return nil, s.Conversations.Report(ctx, held, callerOf(ctx).User, conversation.Issue{
		Code: value(in.IssueCode), Description: value(in.Description),
	})
}

// SendClientLogs takes a page's log lines and keeps none: they may hold what people
// wrote, and only calls send them.
func (s *Service) SendClientLogs(ctx context.Context, in *input) (*nothing, error) {
	s.Log.Debug("a page sent log lines", slog.String("agent", string(callerOf(ctx).User)), slog.Int("lines", in.LogEvents))
	return nil, nil
}
