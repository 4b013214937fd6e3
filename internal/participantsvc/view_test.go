package participantsvc_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

type viewAnswer struct {
	View struct {
		Id, Arn, Name string
		Version       int
		Content       struct {
			Template, InputSchema string
			Actions               []string
		}
	}
}

func (s *site) describeView(t testing.TB, bearer, token string) servicetest.Answer {
	t.Helper()
	return servicetest.Do(t, s.handler, "GET", "/participant/views/"+url.PathEscape(token), "", "X-Amz-Bearer: "+bearer)
}

// show is the token that a flow gives out for a view.
func (s *site) show(t testing.TB, session chat.SessionID, reference string) string {
	t.Helper()
	v, err := s.Directory.View(t.Context(), directory.DefaultInstanceID, reference)
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.Tokens.SealView(session, v.Reference(), v.Content.Hash())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

const ask = `{"Body":[{"Type":"Card","Props":{"Heading":"$.Title","Action":"Go"}}]}`

func (s *site) addView(t testing.TB) directory.View {
	t.Helper()
	v, err := s.Directory.CreateView(t.Context(), directory.DefaultInstanceID, directory.ViewDraft{
		Name: "ask", Template: ask, Actions: []string{"Go"}, Publish: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A view stays what it was when it was shown, whatever is published since.
func TestShownViewIsDescribed(t *testing.T) {
	s := newSite(t)
	customer := s.Chat(t)
	v := s.addView(t)
	shown := s.show(t, customer.SessionID, v.ID)
	if _, err := s.Directory.SetViewContent(t.Context(), directory.DefaultInstanceID, v.ID, strings.Replace(ask, "Title", "Other", 1), []string{"Go"}, true); err != nil {
		t.Fatal(err)
	}
	got := read[viewAnswer](t, s.describeView(t, customer.Connection, shown)).View
	if got.Id != v.ID || got.Name != "ask" || got.Version != 0 || got.Content.Template != ask || got.Content.Actions[0] != "Go" ||
		!strings.Contains(got.Content.InputSchema, "Title") || !strings.HasSuffix(got.Arn, "/view/"+v.ID) {
		t.Errorf("got %+v, want the view as it was shown", got)
	}
	if _, err := s.Directory.CreateViewVersion(t.Context(), directory.DefaultInstanceID, v.ID, directory.VersionDraft{}); err != nil {
		t.Fatal(err)
	}
	for reference, version := range map[string]int{v.ID + ":1": 1, "form": 1, "arn:aws:connect:eu-west-1:aws:view/list:1": 1} {
		if got := read[viewAnswer](t, s.describeView(t, customer.Connection, s.show(t, customer.SessionID, reference))).View; got.Version != version {
			t.Errorf("%s: got %+v, want version %d", reference, got, version)
		}
	}
}

func TestViewsAreForTheirChat(t *testing.T) {
	s := newSite(t)
	customer, stranger := s.Chat(t), s.Chat(t)
	v := s.addView(t)
	shown := s.show(t, customer.SessionID, v.ID)
	want(t, s.describeView(t, customer.Connection, shown), 200, "")
	const rnf = "ResourceNotFoundException"
	want(t, s.describeView(t, stranger.Connection, shown), 404, rnf)
	want(t, s.describeView(t, customer.Connection, "x"), 404, rnf)
	want(t, s.describeView(t, customer.Connection, customer.Connection), 404, rnf)
	want(t, s.describeView(t, shown, shown), 403, "AccessDeniedException")
	want(t, s.describeView(t, customer.Connection, strings.Repeat("x", 1001)), 400, "ValidationException")
	if err := s.Directory.DeleteView(t.Context(), directory.DefaultInstanceID, v.ID); err != nil {
		t.Fatal(err)
	}
	want(t, s.describeView(t, customer.Connection, shown), 404, rnf)
	want(t, s.call(t, "disconnect", customer.Connection, `{}`), 200, "")
	want(t, s.describeView(t, customer.Connection, s.show(t, customer.SessionID, "form")), 403, "AccessDeniedException")
}
