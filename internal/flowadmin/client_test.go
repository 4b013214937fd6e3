package flowadmin

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// service is a stand-in for the Connect API: answers by method and path.
type service map[string]string

// errors of the stand-in begin with the status and the code.
func (s service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, ok := s[r.Method+" "+r.URL.EscapedPath()]
	if token := r.URL.Query().Get("nextToken"); ok && token != "" {
		answer = s[token]
	}
	switch {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=AK/"):
		w.WriteHeader(http.StatusForbidden)
	case !ok:
		w.Header().Set("X-Amzn-Errortype", "InvalidRequestException")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"Message":"not served"}`)
	default:
		for _, status := range []int{400, 500} {
			if problem, refused := strings.CutPrefix(answer, fmt.Sprint(status, " ")); refused {
				w.WriteHeader(status)
				answer = problem
			}
		}
		fmt.Fprint(w, answer)
	}
}

func client(t *testing.T, h http.Handler) *Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return &Client{
		Endpoint: server.URL + "/", Instance: "i", HTTP: server.Client(), Clock: clocktest.At(time.UnixMilli(1e12)),
		Signer: sigv4.Signer{Credentials: sigv4.Credentials{AccessKeyID: "AK", SecretAccessKey: "S"}, Region: "local-1", Service: "connect"},
	}
}

// empty is an instance that lists only what every server lists.
func empty() service {
	return service{
		"GET /queues-summary/i":        `{"QueueSummaryList":[{"Id":"q1","Arn":"arn:q1","Name":"First"}],"NextToken":"more"}`,
		"more":                         `{"QueueSummaryList":[{"Id":"q2","Arn":"arn:q2","Name":"Second"}]}`,
		"GET /contact-flows-summary/i": `{"ContactFlowSummaryList":[]}`,
	}
}

const toSecond = `{"Version":"2019-10-30","StartAction":"a","Metadata":{"name":"N"},"Actions":[
	{"Identifier":"a","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":"Second"},"Transitions":{"NextAction":"b","Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},
	{"Identifier":"b","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`

func TestEveryPageIsReadAndWhatIsNotServedIsLeftOut(t *testing.T) {
	in, err := client(t, empty()).look(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ix := in.index()
	for _, name := range []string{"First", "Second"} {
		if len(ix.Named(flow.ResourceQueue, name)) != 1 {
			t.Errorf("got no queue %s in %v", name, in.resources)
		}
	}
	if want := []flow.Resource{flow.ResourceAgent, flow.ResourceModule, flow.ResourceHours, flow.ResourceView}; !slices.Equal(in.unlisted, want) {
		t.Errorf("got %v as not listed, want %v", in.unlisted, want)
	}
}

func TestAServiceThatRefusesTellsWhy(t *testing.T) {
	s := empty()
	s["PUT /contact-flows/i"] = `{"ContactFlowId":"f","ContactFlowArn":"arn:f"}`
	s["POST /contact-flows/i/f/content"] = `400 {"__type":"InvalidContactFlowException","problems":[{"message":"too sad"},{"message":"too long"}]}`
	s["POST /contact-flows/i/f:$SAVED/content"] = `{}`
	var out strings.Builder
	findings, err := client(t, s).Import(t.Context(), &out, []File{{"f.json", toSecond}}, ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Finding{{"f.json", "", "too sad", SeverityError}, {"f.json", "", "too long", SeverityError}}
	if !slices.Equal(findings, want) || out.String() != "f.json: created the flow \"N\", saved: f\n" {
		t.Errorf("got %v and %s, want %v and that it is saved", findings, out.String(), want)
	}
}

func TestErrorsOfTheServerEndTheImport(t *testing.T) {
	refused := empty()
	delete(refused, "GET /queues-summary/i")
	failing := empty()
	failing["PUT /contact-flows/i"] = `500 {"__type":"InternalServiceException","message":"sorry"}`
	page := empty()
	page["GET /queues-summary/i"] = `<html>`
	shape := empty()
	shape["GET /queues-summary/i"] = `{"QueueSummaryList":7}`
	for _, test := range []struct {
		name string
		http.Handler
		want string
	}{
		{"a list that is needed", refused, "list every queue: InvalidRequestException: not served"},
		{"a creation", failing, `f.json: create "N": InternalServiceException: sorry`},
		{"a page of something else", page, "is no Connect API"},
		{"a list of another shape", shape, "read QueueSummaryList"},
		{"no error at all", http.NotFoundHandler(), "404 Not Found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := client(t, test.Handler).Import(t.Context(), io.Discard, []File{{"f.json", toSecond}}, ImportOptions{})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	gone := client(t, empty())
	gone.Endpoint = "http://127.0.0.1:0"
	if _, err := gone.Export(t.Context(), "x"); err == nil || !strings.Contains(err.Error(), "ask the server") {
		t.Errorf("no server: got %v", err)
	}
}

func TestASavedFlowIsExportedAsSuch(t *testing.T) {
	s := empty()
	s["GET /contact-flows-summary/i"] = `{"ContactFlowSummaryList":[{"Id":"f","Arn":"arn:f","Name":"N","ContactFlowType":"AGENT_WHISPER","ContactFlowStatus":"SAVED"}]}`
	s["GET /contact-flows/i/f"] = `400 {"__type":"ContactFlowNotPublishedException","Message":"no"}`
	saved := `{"ContactFlow":{"Id":"f","Name":"N","Type":"AGENT_WHISPER","Status":"SAVED","Content":"{\"Actions\":[{\"Identifier\":\"a\",\"Parameters\":{\"QueueId\":\"q2\"}}]}"}}`
	s["GET /contact-flows/i/f:$SAVED"] = saved
	content, err := client(t, s).Export(t.Context(), "arn:f")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"status": "saved"`, `"type": "agentWhisper"`, `"displayName": "Second"`} {
		if !strings.Contains(content, want) {
			t.Errorf("got %s, want %s in it", content, want)
		}
	}
	if _, err := client(t, s).Export(t.Context(), "M"); err == nil || err.Error() != `the instance has no flow "M"` {
		t.Errorf("an unknown flow: got %v", err)
	}
}
