package topic

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/outside/outsidetest"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

const arn = "arn:aws:sns:eu-central-1:123456789012:chats"

var message = Message{
	ID: "4a573372-1f28-4e26-b97b-6b0f970f0efe", Text: `{"Content":"a+b & \u00e4 é"}`, Stream: "s1",
	At:         time.Date(2026, 3, 1, 9, 0, 0, 7e6, time.FixedZone("", 3600)),
	Attributes: map[string]string{"Type": "MESSAGE", "ContentType": "text/plain", "MessageVisibility": "ALL"},
}

// request is what a topic was sent.
type request struct {
	*http.Request
	body string
}

// answering takes requests and answers them all alike.
func answering(t *testing.T, status int, body string, got *request) *outside.Poster {
	return outsidetest.Serving(func(w http.ResponseWriter, r *http.Request) {
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		*got = request{r, string(sent)}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestSNSGetsAPublishThatIsSigned(t *testing.T) {
	var got request
	key := sigv4.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret"}
	s := &SNS{
		Poster: answering(t, 200, "<PublishResponse/>", &got), Endpoint: Endpoint("eu-central-1"),
		Signer: &outside.Signer{Service: Service, Region: "eu-central-1", Credentials: aws.CredentialsProviderFunc(
			func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: key.AccessKeyID, SecretAccessKey: key.SecretAccessKey}, nil
			})},
	}
	if err := s.Publish(t.Context(), arn, message); err != nil {
		t.Fatalf("Publish: %v", err)
	}
	v := sigv4.NewVerifier(sigv4.Config{Clock: clock.System(), Service: Service,
		Keys: func(_ context.Context, id string) (sigv4.Credentials, bool, error) {
			return key, id == key.AccessKeyID, nil
		}})
	if who, err := v.Verify(got.Request, []byte(got.body)); err != nil || who.Region != "eu-central-1" {
		t.Errorf("got %+v, error %v, want a signature for the region", who, err)
	}
	if at := got.URL.String(); at != "https://sns.eu-central-1.amazonaws.com" {
		t.Errorf("got %s", at)
	}
	form, err := url.ParseQuery(got.body)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {arn}, "Message": {message.Text},
		"MessageAttributes.entry.1.Name": {"ContentType"}, "MessageAttributes.entry.1.Value.DataType": {"String"},
		"MessageAttributes.entry.1.Value.StringValue": {"text/plain"},
		"MessageAttributes.entry.2.Name":              {"MessageVisibility"}, "MessageAttributes.entry.2.Value.DataType": {"String"},
		"MessageAttributes.entry.2.Value.StringValue": {"ALL"},
		"MessageAttributes.entry.3.Name":              {"Type"}, "MessageAttributes.entry.3.Value.DataType": {"String"},
		"MessageAttributes.entry.3.Value.StringValue": {"MESSAGE"},
	}
	if !reflect.DeepEqual(form, want) {
		t.Errorf("got  %v\nwant %v", form, want)
	}
}

func TestASubscriberGetsTheNotification(t *testing.T) {
	var got request
	u := &URL{
		Poster: answering(t, 204, "", &got), URL: "https://sms.example/hook", Secret: []byte("shared"),
		Header: http.Header{"Authorization": {"Bearer x"}},
	}
	if err := u.Publish(t.Context(), arn, message); err != nil {
		t.Fatalf("Publish: %v", err)
	}
	for name, want := range map[string]string{
		"Content-Type": "text/plain; charset=UTF-8", "Authorization": "Bearer x",
		"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": message.ID,
		"x-amz-sns-topic-arn": arn, "x-amz-sns-subscription-arn": arn + ":s1",
	} {
		if have := got.Header.Get(name); have != want {
			t.Errorf("%s: got %q, want %q", name, have, want)
		}
	}
	if len(u.Header) != 1 {
		t.Errorf("the topic's headers became %v", u.Header)
	}
	sign := got.Header.Get(function.SignatureHeader)
	at, err := time.ParseDuration(strings.TrimPrefix(strings.Split(sign, ",")[0], "t=") + "s")
	if err != nil || sign != function.Sign(u.Secret, int64(at.Seconds()), []byte(got.body)) {
		t.Errorf("got signature %q, error %v", sign, err)
	}
	sameJSON(t, got.body, `{"Type":"Notification","MessageId":"4a573372-1f28-4e26-b97b-6b0f970f0efe","TopicArn":"`+arn+`",
		"Message":"{\"Content\":\"a+b & \\u00e4 é\"}","Timestamp":"2026-03-01T08:00:00.007Z","MessageAttributes":{
		"Type":{"Type":"String","Value":"MESSAGE"},"ContentType":{"Type":"String","Value":"text/plain"},
		"MessageVisibility":{"Type":"String","Value":"ALL"}}}`)
}

func TestAFunctionGetsTheEventOfSNS(t *testing.T) {
	var got request
	const name = "arn:aws:lambda:eu-central-1:123456789012:function:outbound"
	f := &Function{ARN: name, Functions: function.New(map[string]function.Provider{
		name: &function.URL{Poster: answering(t, 200, "null", &got), URL: "https://f.example"},
	})}
	plain := Message{ID: "m1", Text: "x", Stream: "s1", At: message.At, Attributes: map[string]string{"Type": "EVENT"}}
	if err := f.Publish(t.Context(), arn, plain); err != nil {
		t.Fatalf("Publish: %v", err)
	}
	if key := got.Header.Get(function.KeyHeader); key != "m1" {
		t.Errorf("got key %q", key)
	}
	sameJSON(t, got.body, `{"Records":[{"EventSource":"aws:sns","EventVersion":"1.0","EventSubscriptionArn":"`+arn+`:s1",
		"Sns":{"Type":"Notification","MessageId":"m1","TopicArn":"`+arn+`","Message":"x","Timestamp":"2026-03-01T08:00:00.007Z",
		"MessageAttributes":{"Type":{"Type":"String","Value":"EVENT"}}}}]}`)
}

func sameJSON(t *testing.T, got, want string) {
	t.Helper()
	var g, w any
	if err := errors.Join(json.Unmarshal([]byte(got), &g), json.Unmarshal([]byte(want), &w)); err != nil {
		t.Fatalf("%v in %s", err, got)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWhatIsNotTakenIsAnError(t *testing.T) {
	const refusal = `<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>hidden</Message></Error></ErrorResponse>`
	for _, tt := range []struct {
		name   string
		status int
		body   string
		want   error
		says   string
	}{
		{"no such topic", 404, refusal, outside.ErrRefused, `"NotFound"`},
		{"throttled", 429, "hidden", outside.ErrUnavailable, "429"},
		{"broken", 500, "", outside.ErrUnavailable, "500"},
		{"a redirect", 302, "", outside.ErrRefused, "302"},
		{"too long", 200, strings.Repeat("x", answerLimit+1), outside.ErrTooLarge, "bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got request
			poster := answering(t, tt.status, tt.body, &got)
			for _, p := range []Provider{&SNS{Poster: poster, Endpoint: "https://x"}, &URL{Poster: poster, URL: "https://x"}} {
				err := p.Publish(t.Context(), arn, message)
				_, sns := p.(*SNS)
				if !errors.Is(err, tt.want) || strings.Contains(err.Error(), "hidden") || sns && !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%T: got %v, want %v that says %s and nothing of the answer", p, err, tt.want, tt.says)
				}
			}
		})
	}
	for _, none := range []*Topics{nil, New(nil)} {
		if err := none.Publish(t.Context(), arn, message); !errors.Is(err, outside.ErrUnknown) || none.Knows(arn) {
			t.Errorf("no topics: got %v", err)
		}
	}
}
