package conversation

import (
	"context"
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Issue is trouble that an agent had with a contact.
type Issue struct{ Code, Description string }

// An issue stands among what flows did in the session, which is what people look at
// who want to know what went wrong.
const (
	issueAction flow.ActionID   = "agent"
	issueType   flow.ActionType = "NotifyContactIssue"
)

// Report keeps an issue of one of an agent's contacts, with the trace of its flows:
// texts are cut as in there, and the oldest steps go (chat.MaxTraceSteps).
// spec: NotifyContactIssue of Streams.
func (c *Conversations) Report(ctx context.Context, held chat.AgentContact, user chat.UserID, of Issue) error {
	text, err := json.Marshal(tracedAction{Action: issueAction, Type: issueType, Inputs: map[string]string{
		"UserId": string(user), "IssueCode": cut(of.Code), "Description": cut(of.Description),
	}})
	if err != nil {
		return chat.Internal("write an issue", err)
	}
	return c.update(ctx, held.SessionID, func(w *work) error {
		return w.appendTrace(held.ContactID, append([]byte{'['}, text...))
	})
}
