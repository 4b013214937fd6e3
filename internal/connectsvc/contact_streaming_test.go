package connectsvc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

const topicARN = "arn:aws:sns:local-1:000000000000:"

// streamable is a site that knows two topics.
func streamable(t *testing.T) *site {
	s := newSite(t)
	s.Topics = []string{topicARN + "a", topicARN + "b", topicARN + "c.fifo"}
	return s
}

func startStreaming(contact, topic, token string) (method, path, body string) {
	return "POST", "/contact/start-streaming", fmt.Sprintf(
		`{"InstanceId":%q,"ContactId":%q,"ChatStreamingConfiguration":{"StreamingEndpointArn":%q},"ClientToken":%q}`,
		instance, contact, topicARN+topic, token)
}

func stopStreaming(contact, stream string) (method, path, body string) {
	return "POST", "/contact/stop-streaming", fmt.Sprintf(`{"InstanceId":%q,"ContactId":%q,"StreamingId":%q}`, instance, contact, stream)
}

// streams starts a stream.
func (s *site) streams(t *testing.T, contact, topic, token string) string {
	t.Helper()
	id := read[struct{ StreamingId string }](t, s.call(startStreamingIn(t, contact, topic, token))).StreamingId
	if id == "" {
		t.Error("got no id of the stream")
	}
	return id
}

func startStreamingIn(t *testing.T, contact, topic, token string) (_ testing.TB, method, path, body string) {
	method, path, body = startStreaming(contact, topic, token)
	return t, method, path, body
}

// kept are the streams that there are, by their topics.
func (s *site) kept(t *testing.T) (list []string) {
	t.Helper()
	all, err := s.Store.Streams(t.Context(), chat.Stream{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		list = append(list, fmt.Sprint(strings.TrimPrefix(one.Topic, topicARN), " from ", one.Seq))
	}
	slices.Sort(list)
	return list
}

// A stream begins with the chat as long as its customer has not come, later with what
// is said from then on.
func TestAStreamBeginsWhereNothingIsMissed(t *testing.T) {
	s := streamable(t)
	contact := s.start(t, `,"InitialMessage":{"ContentType":"text/plain","Content":"hi"}`)
	first := s.streams(t, contact.ContactId, "a", "t1")
	if again := s.streams(t, arn("/contact/"+contact.ContactId), "a", "t1"); again != first {
		t.Errorf("the same token: got %s and %s", first, again)
	}
	who := conversation.Identity{SessionID: chat.SessionID(contact.ContactId), ParticipantID: chat.ParticipantID(contact.ParticipantId)}
	if _, err := s.Conversations.Connect(t.Context(), who); err != nil {
		t.Fatal(err)
	}
	last, err := s.Store.LastSeq(t.Context(), who.SessionID)
	if err != nil || last == 0 {
		t.Fatalf("got %d items, error %v", last, err)
	}
	second := s.streams(t, contact.ContactId, "b", "t2")
	if got, want := s.kept(t), []string{"a from 0", fmt.Sprint("b from ", last)}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	method, path, body := startStreaming(contact.ContactId, "a", "t3")
	want(t, s.call(t, method, path, body), 429, "LimitExceededException")
	method, path, body = stopStreaming(contact.ContactId, second)
	want(t, s.call(t, method, path, body), 200, "")
	want(t, s.call(t, method, path, body), 404, "ResourceNotFoundException")
	s.streams(t, contact.ContactId, "a", "t3")
	if got, want := s.kept(t), []string{"a from 0", fmt.Sprint("a from ", last)}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	s.stop(t, contact.ContactId)
	if again := s.streams(t, contact.ContactId, "a", "t1"); again != first {
		t.Errorf("the same token after the end: got %s and %s", first, again)
	}
}

func TestStreamingRefuses(t *testing.T) {
	s := streamable(t)
	contact, other, over := s.start(t, "").ContactId, s.start(t, "").ContactId, s.start(t, "").ContactId
	s.stop(t, over)
	of := s.streams(t, other, "a", "taken")
	const ipe, ire, rnf = "InvalidParameterException", "InvalidRequestException", "ResourceNotFoundException"
	start := func(name, contact, topic, token string, status int, code, says string) refusal {
		method, path, body := startStreaming(contact, topic, token)
		return refusal{name, method, path, body, status, code, says}
	}
	stop := func(name, contact, stream string, status int, code, says string) refusal {
		method, path, body := stopStreaming(contact, stream)
		return refusal{name, method, path, body, status, code, says}
	}
	elsewhere := func(r refusal) refusal {
		r.name, r.body = r.name+" of another instance", strings.Replace(r.body, instance, "00000000-0000-4000-8000-000000000001", 1)
		return r
	}
	without := func(member string) refusal {
		r := start("no "+member, contact, "a", "t", 400, ipe, member+" is required")
		r.body = strings.Replace(r.body, `"`+member+`"`, `"Other"`, 1)
		return r
	}
	s.refuse(t,
		start("no topic's ARN", contact, "a b", "t", 400, ipe, "StreamingEndpointArn: must be the ARN of an SNS topic"),
		start("a subscription", contact, "a:00000000-0000-4000-8000-000000000001", "t", 400, ipe, "must be the ARN of an SNS topic"),
		start("a FIFO topic", contact, "c.fifo", "t", 400, ire, "StreamingEndpointArn: must be a standard topic"),
		start("a topic that is not configured", contact, "d", "t", 400, ire, "names it under topics in the integrations file"),
		start("an unknown contact", "unknown", "a", "t", 404, rnf, "ContactId"),
		elsewhere(start("a contact", contact, "a", "t", 404, rnf, "ContactId")),
		start("a chat that is over", over, "a", "t", 400, ire, "ContactId: the contact has ended"),
		start("a token that was used for another chat", contact, "a", "taken", 400, ire, "ClientToken"),
		start("a token that was used for another topic", other, "b", "taken", 400, ire, "ClientToken"),
		start("a token that is too long", contact, "a", strings.Repeat("x", 501), 400, ipe, "ClientToken"),
		without("ClientToken"), without("ContactId"), without("InstanceId"), without("ChatStreamingConfiguration"), without("StreamingEndpointArn"),
		stop("an unknown stream", other, "unknown", 404, rnf, "StreamingId: the chat has no such stream"),
		stop("a stream of another chat", contact, of, 404, rnf, "StreamingId"),
		stop("a stream of an unknown contact", "unknown", of, 404, rnf, "ContactId"),
		stop("no stream", other, "", 400, ipe, "StreamingId"),
		elsewhere(stop("a stream", other, of, 404, rnf, "ContactId")),
	)
	if got := s.kept(t); !slices.Equal(got, []string{"a from 0"}) {
		t.Errorf("got %q after the refusals", got)
	}
}
