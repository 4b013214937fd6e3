package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"

	"github.com/rejoin-chat/rejoin/e2e/browser"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/front"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// withPage lets a server have its page where it has a public URL, too.
func withPage() rejoin.Options { return rejoin.Options{Args: []string{"--customer-page", "on"}} }

// phone is how a browser context looks at a page on a small screen.
func phone(locale, scheme string) map[string]any {
	return map[string]any{
		"viewport": map[string]int{"width": 390, "height": 700}, "locale": locale, "timezoneId": "UTC", "colorScheme": scheme,
	}
}

func visit(t *testing.T, url string, options map[string]any) *browser.Visitor {
	t.Helper()
	v := inBrowser(t).Browser.Visit(t, url, options)
	if texts := v.Texts("h1"); len(texts) != 1 || strings.Contains(texts[0], "without its pages") {
		t.Fatalf("got headings %q, want a page: make build builds it", texts)
	}
	return v
}

// openContact is the contact that a page has open, by what it keeps.
func openContact(t *testing.T, v *browser.Visitor) string {
	t.Helper()
	var kept struct{ Open struct{ ContactID string } }
	must(t, json.Unmarshal([]byte(v.Stored("rejoin.visits")), &kept))
	if kept.Open.ContactID == "" {
		t.Fatal("the page has no chat open")
	}
	return kept.Open.ContactID
}

// customerVisits has a customer start a chat on the page, with a network between that can
// be spoilt.
func customerVisits(t *testing.T) (s *rejoin.Server, f *front.Front, v *browser.Visitor, contact string) {
	t.Helper()
	s, f = fronted(t, withPage())
	v = visit(t, f.URL+"/", phone("en-GB", "light"))
	v.Type(customerName)
	v.Press("Enter")
	v.See("Connected")
	return s, f, v, openContact(t, v)
}

// A customer starts a chat by hand, talks with those who serve, leaves, comes back
// to it in the same browser and scrolls up to its beginning.
func TestCustomerPage(t *testing.T) {
	t.Parallel()
	s, f := fronted(t, withPage())
	v := visit(t, f.URL+"/", phone("en-GB", "light"))
	v.See("Chats that you have ended appear here")
	v.Screenshot("customer-start")
	wantNamed(t, v)

	// The focus goes where the next key is meant for.
	v.Type(customerName)
	v.Press("Enter")
	v.See("Connected")
	contact := openContact(t, v)
	robin := agentPage(t, s, chatjs.Details{InitialContactID: contact, ContactID: contact})
	v.See(agentName + " has joined the chat.")

	said := talkOnPage(t, v, robin)
	f.Cut()
	said = append(said, "after the cut")
	robin.Say("after the cut")
	v.See("after the cut")
	v.See("Connected")
	wantSame(t, "what the page shows", wordsOf(v), said)
	v.Screenshot("customer-chat")
	wantNamed(t, v)

	v.Reload()
	v.See("after the cut")
	said = append(said, "still here")
	v.Type("still here")
	v.Press("Enter")
	v.See("still here")
	v.Click("button", "Leave chat")
	v.See("This chat has ended.")
	wantNamed(t, v)

	comeBack(t, s, v, contact, said)
	if got := v.Complaints(); len(got) > 0 {
		t.Errorf("the page complains:\n%s", strings.Join(got, "\n"))
	}
}

// What a customer sends while there is no connection waits until there is one.
func TestCustomerPageSendsOnceConnected(t *testing.T) {
	t.Parallel()
	s, f, v, contact := customerVisits(t)
	robin := agentPage(t, s, chatjs.Details{InitialContactID: contact, ContactID: contact})
	v.See(agentName + " has joined the chat.")
	const failures = 3 // after which ChatJS waits for 2, 4 and 8 seconds
	f.Fail(connectionPath, failures, front.Answer{Status: http.StatusTooEarly, Error: "NetworkingError"})
	f.Cut()
	v.See("Reconnecting…")
	v.Type("are you still there?")
	v.Press("Enter")
	v.See("Waiting…")
	v.See("Connected")
	v.Gone("Waiting…")
	robin.Await(0, "onMessage", func(i chatjs.Item) bool { return i.Content == "are you still there?" })
	wantSame(t, "what the page shows", wordsOf(v), []string{"are you still there?"})
}

// talkOnPage has both sides say more than fits a screen and a page of history, and
// gives the words in order.
func talkOnPage(t *testing.T, v *browser.Visitor, robin *chatjs.Participant) (said []string) {
	t.Helper()
	_, err := robin.SendEvent(chatjs.Typing, nil)
	must(t, err)
	v.See(agentName + " is typing…")
	for n := range 60 {
		said = append(said, fmt.Sprintf("line %d\nof Robin's <b>list</b>", n))
		robin.Say(said[n])
	}
	v.See("line 59")
	v.Gone(agentName + " is typing…")
	before := robin.Position()
	v.Type("a")
	robin.Await(before, "onTyping", nil)
	robin.Await(0, "onReadReceipt", nil)
	v.Press("Enter")
	id := robin.Await(before, "onMessage", func(i chatjs.Item) bool { return i.Content == "a" }).Data.ID
	v.See("Sent")
	robin.Report(chatjs.Delivered, id)
	v.See("Delivered")
	robin.Report(chatjs.Read, id)
	v.See("Read")
	return append(said, "a")
}

// comeBack goes on with the chat that ended from the list of those, and scrolls up
// until its beginning.
func comeBack(t *testing.T, s *rejoin.Server, v *browser.Visitor, contact string, said []string) {
	t.Helper()
	v.Click("button", "Back to the start")
	v.See(customerName + ", ")
	v.Screenshot("customer-list")
	v.Click("button", "Go on with the chat")
	v.See("Connected")
	if now := openContact(t, v); now == contact {
		t.Errorf("the page went on with contact %s, want one of its own", now)
	}
	user := autoAgent(t, s, fmt.Sprintf("Dora-%d", flowsMade.Add(1)))
	_, err := s.Connect().AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(openContact(t, v)), UserId: aws.String(user),
	})
	must(t, err)
	v.See("Dora")
	v.Type("here again")
	v.Press("Enter")
	v.See("here again")
	said = append(said, "here again")
	v.See("still here")
	if words := wordsOf(v); len(words) >= len(said) {
		t.Errorf("got all %d messages at once, want the past to load on scroll", len(words))
	}
	for range 40 { // more than there are pages, each of which a turn loads
		v.Scroll(".log", -4000)
		if slices.Contains(v.Texts(".beginning:not([hidden])"), "This is the beginning of the conversation.") {
			break
		}
	}
	v.See("This is the beginning of the conversation.")
	v.Screenshot("customer-past")
	wantSame(t, "the conversation", wordsOf(v), said)
	ids := v.Attributes("[data-id]", "data-id")
	if once := slices.Compact(slices.Sorted(slices.Values(ids))); len(once) != len(ids) {
		t.Errorf("got %d items, %d of them different", len(ids), len(once))
	}
	if seams := v.Texts(".seam"); len(seams) != 1 {
		t.Errorf("got seams %q, want one between the two chats", seams)
	}
	wantNamed(t, v)
}

// wordsOf is what people say on the page, in its order.
func wordsOf(v *browser.Visitor) []string {
	return v.Texts(".message.me .text, .message.other .text")
}

// wantNamed fails the test for what a screen reader could not name.
func wantNamed(t *testing.T, v *browser.Visitor) {
	t.Helper()
	if got := v.Nameless(); len(got) > 0 {
		t.Errorf("got controls without names: %q", got)
	}
}

// ChatJS ends a session for good where a server refuses it a connection once, as one
// that restarts may. The page begins another by itself, and misses nothing.
func TestCustomerPageTriesAgain(t *testing.T) {
	t.Parallel()
	s, f, v, contact := customerVisits(t)
	robin := talk(t, s, invite(t, s, contact, contact, agentName))
	f.Fail("/participant/connection", 2, front.Answer{Status: http.StatusBadRequest, Error: "ValidationException"})
	f.Cut()
	v.See("There is no connection.")
	robin.say("are you there?")
	v.See("are you there?")
	v.Gone("There is no connection.") // which comes and goes beside the messages
	v.See("Connected")
	v.Type("yes")
	v.Press("Enter")
	v.See("Sent")
	robin.say("good")
	v.See("good")
	wantSame(t, "what the page shows", wordsOf(v), []string{"are you there?", "yes", "good"})
}

// The page speaks the browser's language, in the dark too, and another browser has
// nobody's past.
func TestCustomerPageInGerman(t *testing.T) {
	t.Parallel()
	s := rejoin.Start(t, withPage())
	first := visit(t, s.URL+"/", phone("en-GB", "light"))
	first.Type(customerName)
	first.Press("Enter")
	first.See("Connected")
	first.Click("button", "Leave chat")
	first.See("This chat has ended.")

	v := visit(t, s.URL+"/", phone("de-AT", "dark"))
	v.See("Chatten Sie mit uns")
	v.See("Hier erscheinen Chats, die Sie beendet haben.")
	if lang := v.Attributes("html", "lang"); fmt.Sprint(lang) != "[de]" {
		t.Errorf("got the language %s, want de", lang)
	}
	v.Type(customerName)
	v.Press("Enter")
	v.See("Verbunden")
	v.Screenshot("customer-german")
	if got := v.Complaints(); len(got) > 0 {
		t.Errorf("the page complains:\n%s", strings.Join(got, "\n"))
	}
}

// Among more than two the chat takes no receipts, and the page tells none.
func TestCustomerPageTellsNoReceiptsAmongThree(t *testing.T) {
	t.Parallel()
	s, _, v, contact := customerVisits(t)
	robin := agentPage(t, s, chatjs.Details{InitialContactID: contact, ContactID: contact})
	robin.Say("only you and me")
	robin.Await(0, "onReadReceipt", nil)
	_, err := s.Connect().AssociateContactWithUser(t.Context(), &connect.AssociateContactWithUserInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact), UserId: aws.String(autoAgent(t, s, "Eve")),
	})
	must(t, err)
	v.See("Eve has joined the chat.")
	robin.Say("three of us")
	v.See("three of us")
	v.Click("button", "Leave chat") // after what was to be told
	v.See("This chat has ended.")
	if got := v.Complaints(); len(got) > 0 {
		t.Errorf("the page complains:\n%s", strings.Join(got, "\n"))
	}
}
