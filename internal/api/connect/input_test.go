package connect_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// recorder keeps the inputs of a few operations.
type recorder struct {
	connect.Unimplemented
	tagged   *connect.TagResourceInput
	untagged *connect.UntagResourceInput
	listed   *connect.ListQueuesInput
	started  *connect.StartChatContactInput
}

func (r *recorder) TagResource(_ context.Context, in *connect.TagResourceInput) (*connect.TagResourceOutput, error) {
	r.tagged = in
	return nil, nil
}

func (r *recorder) UntagResource(_ context.Context, in *connect.UntagResourceInput) (*connect.UntagResourceOutput, error) {
	r.untagged = in
	return nil, nil
}

func (r *recorder) ListQueues(_ context.Context, in *connect.ListQueuesInput) (*connect.ListQueuesOutput, error) {
	r.listed = in
	return nil, nil
}

func (r *recorder) StartChatContact(_ context.Context, in *connect.StartChatContactInput) (*connect.StartChatContactOutput, error) {
	r.started = in
	return nil, nil
}

func send(t *testing.T, s connect.Service, verb, target, body string) *httptest.ResponseRecorder {
	t.Helper()
	h, err := restjson.New(connect.API(s), restjson.Options{Unmodelled: func(operation string, err error) {
		t.Errorf("%s answered an error that it does not model: %v", operation, err)
	}})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(verb, target, strings.NewReader(body)))
	return w
}

func TestARNsInLabelsStayWhole(t *testing.T) {
	const arn = "arn:aws:connect:local-1:123456789012:instance/abc/queue/def"
	var r recorder
	w := send(t, &r, "POST", "/tags/arn%3Aaws%3Aconnect%3Alocal-1%3A123456789012%3Ainstance%2Fabc%2Fqueue%2Fdef", `{"tags":{"team":"blue"}}`)
	if w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Fatalf("got %d %q, want 200 with an empty body", w.Code, w.Body)
	}
	if *r.tagged.ResourceArn != arn || r.tagged.Tags["team"] != "blue" {
		t.Errorf("got %q %v", *r.tagged.ResourceArn, r.tagged.Tags)
	}
	send(t, &r, "DELETE", "/tags/x?tagKeys=team&tagKeys=a%2Fb", "")
	if got := strings.Join(r.untagged.TagKeys, " "); got != "team a/b" {
		t.Errorf("got keys %q, want team a/b", got)
	}
}

func TestQueriesReadListsAndNumbers(t *testing.T) {
	var r recorder
	send(t, &r, "GET", "/queues-summary/abc?queueTypes=STANDARD&queueTypes=AGENT&maxResults=7", "")
	if r.listed == nil || len(r.listed.QueueTypes) != 2 || *r.listed.MaxResults != 7 || *r.listed.InstanceId != "abc" {
		t.Errorf("got %+v", r.listed)
	}
}

func TestSegmentAttributesNest(t *testing.T) {
	var r recorder
	w := send(t, &r, "PUT", "/contact/chat", `{"InstanceId":"i","ContactFlowId":"f","ParticipantDetails":{"DisplayName":"Ana"},
		"SegmentAttributes":{"a":{"ValueMap":{"b":{"ValueList":[{"ValueInteger":3}]}}}}}`)
	if w.Code != http.StatusOK {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	if got := *r.started.SegmentAttributes["a"].ValueMap["b"].ValueList[0].ValueInteger; got != 3 {
		t.Errorf("got %d, want 3", got)
	}
}

func TestBrokenConstraintsNameTheMember(t *testing.T) {
	const start = `"InstanceId":"i","ContactFlowId":"f","ParticipantDetails":{"DisplayName":"Ana"}`
	for _, test := range []struct {
		rule, verb, target, body, code, want string
	}{
		{
			"required members", "PUT", "/contact/chat", `{}`, "InvalidParameterException",
			"ContactFlowId is required; InstanceId is required; ParticipantDetails is required",
		},
		{
			"a member of a member", "PUT", "/contact/chat", `{"InstanceId":"i","ContactFlowId":"f","ParticipantDetails":{"DisplayName":""}}`, "InvalidParameterException",
			"ParticipantDetails.DisplayName must have at least 1 character",
		},
		{
			"characters, not bytes", "PUT", "/contact/chat", `{"InstanceId":"i","ContactFlowId":"f","ParticipantDetails":{"DisplayName":"` + strings.Repeat("é", 257) + `"}}`, "InvalidParameterException",
			"ParticipantDetails.DisplayName must have at most 256 characters",
		},
		{
			"an enum", "PUT", "/contact/chat", `{` + start + `,"PersistentChat":{"RehydrationType":"ALL"}}`, "InvalidParameterException",
			"PersistentChat.RehydrationType must be one of ENTIRE_PAST_SESSION, FROM_SEGMENT",
		},
		{
			"a range", "PUT", "/contact/chat", `{` + start + `,"ChatDurationInMinutes":59}`, "InvalidParameterException",
			"ChatDurationInMinutes must be at least 60",
		},
		{
			"list lengths and items", "PUT", "/contact/chat", `{` + start + `,"DisconnectOnCustomerExit":["AGENT","BOT"]}`, "InvalidParameterException",
			"DisconnectOnCustomerExit must have at most 1 item; DisconnectOnCustomerExit[1] must be one of AGENT",
		},
		{
			"a union without a member", "PUT", "/contact/participant-role-config/i/c", `{"ChannelConfiguration":{"Chat":{"ParticipantTimerConfigList":[
				{"ParticipantRole":"AGENT","TimerType":"IDLE","TimerValue":{"ParticipantTimerDurationInMinutes":2}},
				{"ParticipantRole":"AGENT","TimerType":"IDLE","TimerValue":{}}]}}}`, "InvalidParameterException",
			"ChannelConfiguration.Chat.ParticipantTimerConfigList[1].TimerValue must have exactly one of ParticipantTimerAction, ParticipantTimerDurationInMinutes",
		},
		{
			"a pattern with look-ahead", "POST", "/tags/x", `{"tags":{"aws:mine":"y"}}`, "InvalidParameterException",
			`tags["aws:mine"] must match ^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`,
		},
		{
			"an operation without InvalidParameterException", "POST", "/contact/create-participant", `{"InstanceId":"i","ContactId":"c","ParticipantDetails":{"ParticipantRole":"CAT"}}`, "InvalidRequestException",
			"ParticipantDetails.ParticipantRole must be one of AGENT, CUSTOMER, SYSTEM, CUSTOM_BOT, SUPERVISOR",
		},
	} {
		t.Run(test.rule, func(t *testing.T) {
			w := send(t, &recorder{}, test.verb, test.target, test.body)
			var body struct{ Message string }
			if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
				t.Fatal(err)
			}
			if got := w.Header().Get("x-amzn-ErrorType"); w.Code != 400 || got != test.code {
				t.Errorf("got %d %s, want 400 %s", w.Code, got, test.code)
			}
			if body.Message != test.want {
				t.Errorf("got %q, want %q", body.Message, test.want)
			}
		})
	}
}
