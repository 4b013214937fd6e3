package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

const (
	postedTopic    = "arn:aws:sns:eu-central-1:123456789012:posted"
	publishedTopic = "arn:aws:sns:eu-central-1:123456789012:published"
	unknownTopic   = "arn:aws:sns:eu-central-1:123456789012:unknown"
)

// subscribers are told what is said in chats, one topic by posts and one by what
// speaks like SNS.
type subscribers struct {
	mu   sync.Mutex
	away bool
	got  map[string][]streamed // by topic
	// faults are requests that were not as they are to be.
	faults []string
}

// streamed is one item with its message attributes.
type streamed struct {
	chatjs.Item
	attributes map[string]string
}

func (h *subscribers) hear(w http.ResponseWriter, topic, message string, attributes map[string]string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.away {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	one := streamed{attributes: attributes}
	if err := json.Unmarshal([]byte(message), &one.Item); err != nil {
		h.faults = append(h.faults, fmt.Sprintf("%v in %s", err, message))
	}
	h.got[topic] = append(h.got[topic], one)
}

func (h *subscribers) fault(w http.ResponseWriter, what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = append(h.faults, what)
	w.WriteHeader(http.StatusBadRequest)
}

// posted takes notifications as subscribers by HTTP do. spec: Amazon SNS, HTTP/HTTPS
// notification JSON format.
func (h *subscribers) posted(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Type, TopicArn, Message string
		MessageAttributes       map[string]struct{ Type, Value string }
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.Type != "Notification" || in.TopicArn != postedTopic ||
		r.Header.Get("x-amz-sns-message-type") != "Notification" || r.Header.Get("x-amz-sns-topic-arn") != postedTopic {
		h.fault(w, fmt.Sprintf("posted: %v, %+v, %v", err, in, r.Header))
		return
	}
	attributes := map[string]string{}
	for name, value := range in.MessageAttributes {
		attributes[name] = value.Value
	}
	h.hear(w, in.TopicArn, in.Message, attributes)
}

// published takes messages as SNS does. spec: Amazon SNS, Publish.
func (h *subscribers) published(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.Form.Get("Action") != "Publish" || r.Form.Get("TopicArn") != publishedTopic ||
		!strings.Contains(r.Header.Get("Authorization"), "/eu-central-1/sns/aws4_request") {
		h.fault(w, fmt.Sprintf("published: %v, %v, %v", err, r.Form, r.Header))
		return
	}
	attributes := map[string]string{}
	for n := 1; ; n++ {
		entry := fmt.Sprintf("MessageAttributes.entry.%d.", n)
		name := r.Form.Get(entry + "Name")
		if name == "" {
			break
		}
		attributes[name] = r.Form.Get(entry + "Value.StringValue")
	}
	h.hear(w, publishedTopic, r.Form.Get("Message"), attributes)
	_, _ = io.WriteString(w, "<PublishResponse/>")
}

func (h *subscribers) goAway(away bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.away = away
}

// of is what a topic was told of a chat, each item once, in the order in which they
// came first, without who types.
func (h *subscribers) of(topic, contact string) (list []streamed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	seen := map[string]bool{}
	for _, one := range h.got[topic] {
		if one.InitialContactID == contact && one.ContentType != chatjs.Typing && !seen[one.ID] {
			seen[one.ID] = true
			list = append(list, one)
		}
	}
	return list
}

// ended waits until a topic was told of a chat's end.
func (h *subscribers) ended(t *testing.T, topic, contact string) []streamed {
	t.Helper()
	var all []streamed
	eventually(t, "the end of the chat in "+topic, func() string {
		all = h.of(topic, contact)
		if !slices.ContainsFunc(all, func(s streamed) bool { return s.ContentType == chatjs.Ended }) {
			return fmt.Sprintf("it, after %d items", len(all))
		}
		return ""
	})
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, fault := range h.faults {
		t.Errorf("a request that is wrong: %s", fault)
	}
	return all
}

// subscribed is a server that knows both topics.
func subscribed(t *testing.T) (*rejoin.Server, *subscribers) {
	t.Helper()
	h := &subscribers{got: map[string][]streamed{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/posted", h.posted)
	mux.HandleFunc("/published", h.published)
	at := httptest.NewServer(mux)
	t.Cleanup(at.Close)
	file := filepath.Join(t.TempDir(), "integrations.yaml")
	must(t, os.WriteFile(file, []byte("topics:\n  "+postedTopic+": {http: {url: '"+at.URL+"/posted'}}\n"+
		"  "+publishedTopic+": {sns: {endpoint: '"+at.URL+"/published'}}\n"), 0o600))
	o := rejoin.Options{Args: []string{"--integrations", file}}
	if !rejoin.Scaled() { // whose files are in a bucket that has keys of its own
		o.NodeEnv = func(int) []string { return []string{"AWS_ACCESS_KEY_ID=key", "AWS_SECRET_ACCESS_KEY=secret"} }
	}
	return rejoin.Start(t, o), h
}

// streamTo has a topic told of a chat.
func streamTo(t *testing.T, s *rejoin.Server, contact, topic, token string) (string, error) {
	t.Helper()
	out, err := s.Connect().StartContactStreaming(t.Context(), &connect.StartContactStreamingInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact), ClientToken: aws.String(token),
		ChatStreamingConfiguration: &types.ChatStreamingConfiguration{StreamingEndpointArn: aws.String(topic)},
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.StreamingId), nil
}

// A chat with whispers, two agents and a transfer is streamed to two topics: what
// customers and agents read is what is streamed as theirs.
func TestAStreamedChatIsItsTranscript(t *testing.T) {
	t.Parallel()
	s, h := subscribed(t)
	first, queue := hired(t, s)
	first.is("routable")
	details := start(t, s, withFlow(whispers(t, s, queue)))
	chat := details.ContactID
	for _, topic := range []string{postedTopic, publishedTopic} {
		id, err := streamTo(t, s, chat, topic, topic)
		must(t, err)
		again, err := streamTo(t, s, chat, topic, topic)
		if must(t, err); again != id {
			t.Errorf("the same token gives streams %s and %s", id, again)
		}
	}
	customer := chatjs.Join(t, s.URL, details, chatjs.Options{})
	contact, _ := first.awaits("connecting")
	first.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	first.awaits("connected")
	bert := first.session(contact)
	customer.Say("hello")
	said(bert, "hello", "CUSTOMER")
	bert.Say("one moment")
	second, _ := hired(t, s)
	second.is("routable")
	first.calls("transferContact", map[string]any{"contactId": contact, "endpoint": endpointTo(t, s, second.user, "", queue)}, nil)
	contact, _ = second.awaits("connecting")
	second.calls("AcceptContact", map[string]any{"contactId": contact}, nil)
	second.awaits("connected")
	cleo := second.session(contact)
	cleo.Say("it is me now")
	said(customer, "it is me now", "AGENT")
	customer.Say("good bye")
	said(cleo, "good bye", "CUSTOMER")

	read := map[string][]chatjs.Item{"AGENT": history(t, cleo, 100), "CUSTOMER": history(t, customer, 100)}
	customer.Disconnect()
	customer.Await(0, "onEnded", nil)
	for _, topic := range []string{postedTopic, publishedTopic} {
		all := h.ended(t, topic, chat)
		for side, transcript := range read {
			wantStreamed(t, topic, side, all, transcript)
		}
		wantAttributes(t, s, topic, chat, all)
	}
	_, err := streamTo(t, s, chat, postedTopic, "later")
	wantCode(t, err, "InvalidRequestException")
}

// whispers is a flow that whispers to both sides, and leads to a queue.
func whispers(t *testing.T, s *rejoin.Server, queue string) string {
	t.Helper()
	whisper := func(kind types.ContactFlowType, text string) string {
		out, err := s.Connect().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
			InstanceId: aws.String(s.InstanceID()), Type: kind, Content: aws.String(whisperFlow(text)),
			Name: aws.String(fmt.Sprintf("whisper %d", flowsMade.Add(1))),
		})
		must(t, err)
		return aws.ToString(out.ContactFlowId)
	}
	return flowID(t, s, "whispering", whisperingFlow(
		whisper(types.ContactFlowTypeAgentWhisper, "for agents alone"),
		whisper(types.ContactFlowTypeCustomerWhisper, "for the customer alone"), queue))
}

// wantStreamed compares what is streamed for one side with what that side has read.
func wantStreamed(t *testing.T, topic, side string, all []streamed, transcript []chatjs.Item) {
	t.Helper()
	var got, want []string
	for _, one := range all {
		if v := one.attributes["MessageVisibility"]; v == "ALL" || v == side {
			got = append(got, fmt.Sprintln(one.ID, one.ContactID, one.ParticipantRole, one.ContentType, one.Content, one.AbsoluteTime))
		}
	}
	for _, i := range transcript {
		want = append(want, fmt.Sprintln(i.ID, i.ContactID, i.ParticipantRole, i.ContentType, i.Content, i.AbsoluteTime))
	}
	if len(got) <= len(want) || !slices.Equal(got[:len(want)], want) {
		t.Errorf("%s: streamed for %s\n%v\nread\n%v", topic, side, got, want)
	}
}

// wantAttributes holds message attributes to the items that they are beside.
func wantAttributes(t *testing.T, s *rejoin.Server, topic, chat string, all []streamed) {
	t.Helper()
	whispered := map[string]string{}
	contacts := map[string]bool{}
	for _, one := range all {
		a := one.attributes
		contacts[a["ContactId"]] = true
		if a["InitialContactId"] != chat || a["ContactId"] != one.ContactID || a["Type"] != one.Type || a["ContentType"] != one.ContentType ||
			a["ParticipantRole"] != one.ParticipantRole || a["InstanceId"] != s.InstanceID() || len(a["AccountId"]) != 12 {
			t.Errorf("%s: got attributes %v beside %+v", topic, a, one.Item)
		}
		if strings.HasSuffix(one.Content, " alone") {
			whispered[one.Content] = a["MessageVisibility"]
		} else if a["MessageVisibility"] != "ALL" {
			t.Errorf("%s: %+v is visible to %s", topic, one.Item, a["MessageVisibility"])
		}
	}
	if len(whispered) != 2 || whispered["for agents alone"] != "AGENT" || whispered["for the customer alone"] != "CUSTOMER" {
		t.Errorf("%s: got whispers %v", topic, whispered)
	}
	if len(contacts) < 2 {
		t.Errorf("%s: got contacts %v, want those of both agents", topic, contacts)
	}
}

// What was said while a topic is away is streamed after a kill of the server, all of it
// and in order, and what a stopped stream had not told is not.
func TestAStreamSurvivesAKill(t *testing.T) {
	t.Parallel()
	s, h := subscribed(t)
	customer := arrive(t, s)
	chat := customer.Details.ContactID
	_, err := streamTo(t, s, chat, postedTopic, "posted")
	must(t, err)
	stopped, err := streamTo(t, s, chat, publishedTopic, "published")
	must(t, err)
	var want []string
	say := func(text string) { want = append(want, customer.Say(text).ID) }
	say("told at once")
	eventually(t, "the first message", func() string {
		if len(h.of(postedTopic, chat)) == 0 || len(h.of(publishedTopic, chat)) == 0 {
			return "it"
		}
		return ""
	})
	for n := range 3 {
		h.goAway(true)
		for i := range 5 {
			say(fmt.Sprintf("%d.%d", n, i))
		}
		if n == 0 {
			_, err := s.Connect().StopContactStreaming(t.Context(), &connect.StopContactStreamingInput{
				InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(chat), StreamingId: aws.String(stopped),
			})
			must(t, err)
		}
		s.Kill()
		h.goAway(false)
		must(t, s.Up())
		say(fmt.Sprintf("after kill %d", n))
	}
	customer.Disconnect() // whose socket may be away still
	var got []string
	for _, one := range h.ended(t, postedTopic, chat) {
		if one.Type == "MESSAGE" && one.ParticipantRole == "CUSTOMER" {
			got = append(got, one.ID)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	for _, one := range h.of(publishedTopic, chat) {
		if one.Type == "MESSAGE" && one.ParticipantRole == "CUSTOMER" && one.ID != want[0] {
			t.Errorf("a stream that was stopped told %q", one.Content)
		}
	}
}

// Streams are refused as the service refuses them, to the AWS SDK for Go v2.
func TestGoSDKStreamingIsRefused(t *testing.T) {
	t.Parallel()
	s, _ := subscribed(t)
	contact := start(t, s).ContactID
	for topic, code := range map[string]string{
		unknownTopic: "InvalidRequestException", postedTopic + ".fifo": "InvalidRequestException", "posted": "InvalidParameterException",
	} {
		_, err := streamTo(t, s, contact, topic, "t")
		wantCode(t, err, code)
	}
	_, err := streamTo(t, s, "unknown", postedTopic, "t")
	wantCode(t, err, "ResourceNotFoundException")
	for _, token := range []string{"a", "b"} {
		_, err := streamTo(t, s, contact, postedTopic, token)
		must(t, err)
	}
	_, err = streamTo(t, s, contact, publishedTopic, "c")
	wantCode(t, err, "LimitExceededException")
	_, err = s.Connect().StopContactStreaming(t.Context(), &connect.StopContactStreamingInput{
		InstanceId: aws.String(s.InstanceID()), ContactId: aws.String(contact), StreamingId: aws.String("unknown"),
	})
	wantCode(t, err, "ResourceNotFoundException")
}
