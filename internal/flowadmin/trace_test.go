package flowadmin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// tracer is a stand-in for a server: its pages by the step that they follow, and
// what it was asked for.
type tracer struct {
	pages map[string][]string // given one after the other, the last for good
	asked []string
}

// RoundTrip implements http.RoundTripper, so that no socket is between the two.
func (s *tracer) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	after := r.URL.Query().Get("after")
	s.asked = append(s.asked, r.URL.EscapedPath()+"?"+after)
	page := s.pages[after]
	if len(page) > 1 {
		s.pages[after] = page[1:]
	}
	if len(page) == 0 || r.Header.Get("Authorization") == "" {
		w.Header().Set("X-Amzn-Errortype", "ResourceNotFoundException")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"Message":"the contact does not exist"}`)
	} else {
		fmt.Fprint(w, page[0])
	}
	return w.Result(), nil
}

func (s *tracer) client() *Client {
	return &Client{
		Endpoint: "http://server/", Instance: "i", HTTP: &http.Client{Transport: s}, Clock: clock.System(),
		Signer: sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: "AK", SecretAccessKey: "S"}, Region: "local-1", Service: "connect"},
	}
}

// onWire is a page as a server answers it.
func onWire(more, actions string) string {
	return `{"ContactId":"c","InitiationTimestamp":1000` + more + `,"Actions":[` + actions + `]}`
}

const (
	first  = `{"Step":1,"Timestamp":1000,"FlowId":"f1","FlowName":"Hello","ActionId":"a","ActionType":"UpdateContactAttributes","Inputs":{"Attributes.k":"v w","Attributes.e":""},"NextActionId":"b"}`
	second = `{"Step":2,"Timestamp":4600.25,"FlowId":"f2","ActionId":"b","ActionType":"Wait","Result":"WaitCompleted","Error":"NoMatchingCondition","Note":"a\u001b[2Jb\n\u202ec"}`
)

func TestATraceIsATableOfAllPages(t *testing.T) {
	s := &tracer{pages: map[string][]string{
		"": {onWire(`,"More":true`, first)}, "1": {onWire(`,"More":true`, second)},
		"2": {onWire(`,"More":false,"NextContactId":"c2","Waiting":{"FlowId":"f3","FlowName":"Last","ActionId":"w","ActionType":"Wait","Inputs":{"TimeoutSeconds":"60"}}`, "")},
	}}
	var out bytes.Buffer
	table := NewTraceTable(&out)
	end, err := s.client().Trace(t.Context(), "a/c", TraceOptions{}, table.Write)
	if err != nil {
		t.Fatal(err)
	}
	if err := table.End(end); err != nil {
		t.Fatal(err)
	}
	want := `flow Hello: f1
TIME                      OFFSET  FLOW   ACTION  TYPE                     INPUTS                              RESULT  NEXT  NOTE
1970-01-01T00:16:40.000Z  0s      Hello  a       UpdateContactAttributes  Attributes.e="" Attributes.k="v w"          b
1970-01-01T01:16:40.250Z  1h0m0.25s  f2     b       Wait                                                         WaitCompleted, error NoMatchingCondition  (end)  a\x1b[2Jb\n\u202ec
flow Last: f3
now in Last  w  Wait  TimeoutSeconds=60
the chat went on as contact c2
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got, want := strings.Join(s.asked, " "), "/rejoin/contacts/i/a%2Fc/flow-trace? /rejoin/contacts/i/a%2Fc/flow-trace?1 /rejoin/contacts/i/a%2Fc/flow-trace?2"; got != want {
		t.Errorf("asked %s, want %s", got, want)
	}
}

func TestLongInputsAreCutInTheTable(t *testing.T) {
	got := traceRow(&Traced{Inputs: map[string]string{"x": strings.Repeat("ü", 500)}, Result: strings.Repeat("r", 500)})
	if n := len([]rune(got[5])); n != maxInputsShown || !strings.HasSuffix(got[5], "…") {
		t.Errorf("got inputs of %d characters, want %d with a mark", n, maxInputsShown)
	}
	if n := len([]rune(got[6])); n != maxResultShown {
		t.Errorf("got a result of %d characters, want %d", n, maxResultShown)
	}
}

// Who follows is told once of everything, and it ends with the contact.
func TestATraceIsFollowedUntilTheContactEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &tracer{pages: map[string][]string{
			"":  {onWire("", ""), onWire("", ""), onWire("", first)},
			"1": {onWire("", ""), onWire(`,"DisconnectTimestamp":5000`, second)},
		}}
		began, steps := time.Now(), ""
		_, err := s.client().Trace(t.Context(), "c", TraceOptions{Follow: true}, func(page []Traced) error {
			for _, a := range page {
				steps += fmt.Sprint(a.Step, "@", time.Since(began), " ")
			}
			return nil
		})
		if want := "1@2s 2@4s "; err != nil || steps != want {
			t.Errorf("got %q, %v, want %q", steps, err, want)
		}
	})
}

func TestWhoStopsFollowingGetsNoError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &tracer{pages: map[string][]string{"": {onWire("", "")}}}
		ctx, stop := context.WithTimeout(t.Context(), 89500*time.Millisecond)
		defer stop()
		if _, err := s.client().Trace(ctx, "c", TraceOptions{Follow: true}, nil); err != nil || len(s.asked) != 90 {
			t.Errorf("got %v after %d requests, want no error after 90", err, len(s.asked))
		}
	})
}

func TestWhatKeepsATraceFromBeingRead(t *testing.T) {
	failing := errors.New("the disk is full")
	for _, test := range []struct {
		name  string
		page  string
		write error
		want  string
	}{
		{"an unknown contact", "", nil, "ResourceNotFoundException: the contact does not exist"},
		{"something else that answers", `{}`, nil, ErrNoTraces.Error()},
		{"no JSON", `<html>`, nil, "is no Connect API"},
		{"who cannot write", onWire("", first), failing, failing.Error()},
	} {
		s := &tracer{pages: map[string][]string{}}
		if test.page != "" {
			s.pages[""] = []string{test.page}
		}
		_, err := s.client().Trace(t.Context(), "c", TraceOptions{}, func([]Traced) error { return test.write })
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}
