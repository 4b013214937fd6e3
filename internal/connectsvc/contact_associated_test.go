package connectsvc_test

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

type associatedList struct {
	ContactSummaryList []struct {
		ContactId, InitialContactId, PreviousContactId, RelatedContactId, InitiationMethod string
	}
	NextToken string
}

func (l associatedList) lines() string {
	out := ""
	for _, c := range l.ContactSummaryList {
		out += fmt.Sprintln(c.ContactId, c.InitialContactId, c.PreviousContactId, c.RelatedContactId, c.InitiationMethod)
	}
	return out
}

func TestAssociatedContactsAreThoseOfTheChatAndOfItsPast(t *testing.T) {
	s := newSite(t)
	past := s.detour(t)
	session, err := s.Store.Session(t.Context(), chat.SessionID(past.ContactId))
	if err != nil {
		t.Fatal(err)
	}
	second := string(session.ContactID)
	s.stop(t, second)
	now := s.start(t, fmt.Sprintf(`,"PersistentChat":{"RehydrationType":"ENTIRE_PAST_SESSION","SourceContactId":%q}`, past.ContactId))
	related := s.start(t, fmt.Sprintf(`,"RelatedContactId":%q`, now.ContactId))

	path := "/contact/associated/" + instance + "?contactId="
	ofPast := fmt.Sprintln(past.ContactId, "", "", "", "API") + fmt.Sprintln(second, past.ContactId, past.ContactId, "", "DISCONNECT")
	ofNow := ofPast + fmt.Sprintln(now.ContactId, "", "", second, "API")
	ofRelated := ofNow + fmt.Sprintln(related.ContactId, "", "", now.ContactId, "API")
	for contact, want := range map[string]string{past.ContactId: ofPast, second: ofPast, now.ContactId: ofNow, related.ContactId: ofRelated} {
		list := read[associatedList](t, s.call(t, "GET", path+contact, ""))
		if got := list.lines(); got != want || list.NextToken != "" {
			t.Errorf("got\n%s(token %q), want\n%s", got, list.NextToken, want)
		}
	}

	for _, contact := range []string{past.ContactId, second, now.ContactId, related.ContactId} {
		if got, want := string(describe(t, s, contact)["ContactAssociationId"]), `"`+past.ContactId+`"`; got != want {
			t.Errorf("%s: got association %s, want %s", contact, got, want)
		}
	}

	first := read[associatedList](t, s.call(t, "GET", path+related.ContactId+"&maxResults=3", ""))
	rest := read[associatedList](t, s.call(t, "GET", path+related.ContactId+"&maxResults=3&nextToken="+url.QueryEscape(first.NextToken), ""))
	if got := first.lines() + rest.lines(); got != ofRelated || len(first.ContactSummaryList) != 3 {
		t.Errorf("got over two pages\n%s, want\n%s", got, ofRelated)
	}
	s.refuse(t,
		refusal{"unknown", "GET", path + "x", "", 404, "ResourceNotFoundException", "contact"},
		refusal{"none", "GET", "/contact/associated/" + instance, "", 400, "InvalidParameterException", "ContactId is required"},
		refusal{"token of another contact", "GET", path + now.ContactId + "&nextToken=" + url.QueryEscape(first.NextToken), "", 400, "InvalidParameterException", "NextToken"},
	)
}
