package participant_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// recorder keeps what two operations get.
type recorder struct {
	participant.Unimplemented
	view       *participant.DescribeViewInput
	transcript *participant.GetTranscriptInput
}

func (r *recorder) DescribeView(_ context.Context, in *participant.DescribeViewInput) (*participant.DescribeViewOutput, error) {
	r.view = in
	return &participant.DescribeViewOutput{View: &participant.View{Id: new("v")}}, nil
}

func (r *recorder) GetTranscript(_ context.Context, in *participant.GetTranscriptInput) (*participant.GetTranscriptOutput, error) {
	r.transcript = in
	return &participant.GetTranscriptOutput{Transcript: []participant.Item{}}, nil
}

func send(t *testing.T, r *recorder, verb, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := restjson.New(participant.API(r), restjson.Options{CORS: &restjson.CORS{}})
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(verb, target, strings.NewReader(body))
	request.Header.Set("x-amz-bearer", "token")
	// Stock SDKs sign even where nobody asks them to.
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=/20261120/local-1/execute-api/aws4_request, SignedHeaders=host, Signature=0")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	return w
}

// client: amazon-connect-chatjs src/client/client.js, describeView
func TestViewTokenIsOneSegment(t *testing.T) {
	var r recorder
	w := send(t, &r, "GET", "/participant/views/a%2Fb%2Bc%3D%20%22", "")
	if w.Code != 200 || w.Body.String() != `{"View":{"Id":"v"}}` {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	if *r.view.ViewToken != `a/b+c= "` || *r.view.ConnectionToken != "token" {
		t.Errorf("got token %q, bearer %q", *r.view.ViewToken, *r.view.ConnectionToken)
	}
}

// client: amazon-connect-chatjs src/core/chatController.js sends StartPosition
// as an empty object when it has none.
func TestEmptyStartPositionIsPresent(t *testing.T) {
	var r recorder
	w := send(t, &r, "POST", "/participant/transcript", `{"MaxResults":0,"ScanDirection":"BACKWARD","SortOrder":"ASCENDING","StartPosition":{}}`)
	if w.Code != 200 || w.Body.String() != `{"Transcript":[]}` {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	if r.transcript.StartPosition == nil || r.transcript.StartPosition.Id != nil {
		t.Errorf("got start position %+v, want an empty one", r.transcript.StartPosition)
	}
}

func TestBrokenConstraintsAreValidationExceptions(t *testing.T) {
	for _, test := range []struct{ body, want string }{
		{`{"MaxResults":101}`, "MaxResults must be at most 100"},
		{`{"MaxResults":-1}`, "MaxResults must be at least 0"},
		{`{"StartPosition":{"MostRecent":101}}`, "StartPosition.MostRecent must be at most 100"},
		{`{"NextToken":""}`, "NextToken must have at least 1 character"},
		{`{"SortOrder":"UP"}`, "SortOrder must be one of DESCENDING, ASCENDING"},
	} {
		w := send(t, &recorder{}, "POST", "/participant/transcript", test.body)
		want := `{"__type":"ValidationException","Message":"` + test.want + `"}`
		if w.Code != 400 || w.Body.String() != want {
			t.Errorf("%s: got %d %s, want 400 %s", test.body, w.Code, w.Body, want)
		}
	}
}

// An application that passes an object as Content gets a 400, never a 5xx.
//
// client: amazon-connect-chatjs issue 133
func TestContentAsAnObjectIsRefused(t *testing.T) {
	w := send(t, &recorder{}, "POST", "/participant/event", `{"ContentType":"application/vnd.amazonaws.connect.event.message.read","Content":{"messageId":"m"}}`)
	want := `{"__type":"SerializationException","message":"Content must be a string, not an object"}`
	if w.Code != 400 || w.Body.String() != want {
		t.Errorf("got %d %s, want 400 %s", w.Code, w.Body, want)
	}
}
