package agentapp_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// An issue is kept with the chat, within bounds, and does not get into the log.
func TestAnIssueIsKept(t *testing.T) {
	var log bytes.Buffer
	s := newSite(t, func(c *agentapp.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	c, id := ann.talksIn()
	long := strings.Repeat("é", 2048)
	ann.does("NotifyContactIssue", object{"contactId": id, "issueCode": "SOUND\nlevel=ERROR", "description": long})
	s.End(t, c)
	ann.does("NotifyContactIssue", object{"contactId": id, "issueCode": "OTHER"})
	ann.fails("NotifyContactIssue", object{"contactId": id, "description": long + "é"}, "InvalidConfigurationException")
	trace, err := s.Conversations.Trace(t.Context(), instance, chat.ContactID(id), 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, a := range trace.Actions {
		if a.Entry.Type != "NotifyContactIssue" {
			continue
		}
		codes = append(codes, a.Entry.Inputs["IssueCode"])
		if a.Entry.Inputs["UserId"] != string(ann.user) || len(a.Entry.Inputs["Description"]) > 1030 || a.Time.IsZero() {
			t.Errorf("got %+v, want the agent's issue, cut", a)
		}
	}
	equal(t, "issues", strings.Join(codes, " "), "SOUND\nlevel=ERROR OTHER")
	if strings.Contains(log.String(), "SOUND") {
		t.Errorf("got the log %q, want no word of the agent's in it", log.String())
	}
}
