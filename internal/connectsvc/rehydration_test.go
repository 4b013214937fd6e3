package connectsvc_test

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// pastOfTwo is an ended chat of two contacts.
func (s *site) pastOfTwo(t *testing.T) (first, second string) {
	t.Helper()
	out := s.detour(t)
	session, err := s.Store.Session(t.Context(), chat.SessionID(out.ContactId))
	if err != nil {
		t.Fatal(err)
	}
	s.stop(t, string(session.ContactID))
	return out.ContactId, string(session.ContactID)
}

// TestAnchorsOfAPastOfTwoContacts walks both ways to continue a past chat, by
// either of its contacts, at the start of a chat and in the middle of one.
func TestAnchorsOfAPastOfTwoContacts(t *testing.T) {
	for _, lenient := range []bool{false, true} {
		s := newSite(t, conversation.Limits{LenientRehydration: lenient})
		first, second := s.pastOfTwo(t)
		for _, tc := range []struct{ kind, source, anchor string }{
			{"ENTIRE_PAST_SESSION", first, second},
			{"FROM_SEGMENT", first, first},
			{"FROM_SEGMENT", second, second},
			{"ENTIRE_PAST_SESSION", second, map[bool]string{true: second}[lenient]},
		} {
			name := fmt.Sprintf("%s of contact %t, lenient %t", tc.kind, tc.source == first, lenient)
			body := startBody(fmt.Sprintf(`,"PersistentChat":{"RehydrationType":%q,"SourceContactId":%q}`, tc.kind, tc.source))
			path, later := associate(s.start(t, "").ContactId, tc.kind, tc.source, "")
			if tc.anchor == "" {
				s.refuse(t,
					refusal{name + " at the start", "PUT", "/contact/chat", body, 400, "InvalidRequestException", "initial contact"},
					refusal{name + " later", "POST", path, later, 400, "InvalidRequestException", "initial contact"},
				)
				continue
			}
			if got := read[started](t, s.call(t, "PUT", "/contact/chat", body)).ContinuedFromContactId; got != tc.anchor {
				t.Errorf("%s at the start: got %s, want %s", name, got, tc.anchor)
			}
			if got := read[started](t, s.call(t, "POST", path, later)).ContinuedFromContactId; got != tc.anchor {
				t.Errorf("%s later: got %s, want %s", name, got, tc.anchor)
			}
		}
	}
}

// TestChatInItsDisconnectFlowHasNotEnded holds that the rule is about chats, not
// contacts: the first contact of a chat that goes on is no past.
func TestChatInItsDisconnectFlowHasNotEnded(t *testing.T) {
	s := newSite(t)
	out := s.detour(t)
	s.refuse(t, refusal{"first contact", "PUT", "/contact/chat",
		startBody(fmt.Sprintf(`,"PersistentChat":{"RehydrationType":"FROM_SEGMENT","SourceContactId":%q}`, out.ContactId)),
		400, "InvalidRequestException", "has not ended"})
}
