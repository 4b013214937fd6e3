package topic

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

// URL posts messages to a subscriber, as SNS does. Any status of success means that a
// message was taken. spec: Amazon SNS, HTTP/HTTPS headers.
type URL struct {
	Poster *outside.Poster
	URL    string
	Header http.Header // such as Authorization
	// Secret signs requests as those to functions are; nil for no signature.
	Secret []byte
}

// Publish implements Provider.
func (u *URL) Publish(ctx context.Context, arn string, m Message) error {
	body, err := json.Marshal(notificationOf(arn, m))
	if err != nil {
		return err
	}
	header := maps.Clone(u.Header)
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "text/plain; charset=UTF-8")
	header.Set("X-Amz-Sns-Message-Type", "Notification")
	header.Set("X-Amz-Sns-Message-Id", m.ID)
	header.Set("X-Amz-Sns-Topic-Arn", arn)
	header.Set("X-Amz-Sns-Subscription-Arn", subscription(arn, m))
	if len(u.Secret) > 0 {
		header.Set(function.SignatureHeader, function.Sign(u.Secret, clock.System().Now().Unix(), body))
	}
	answer, err := u.Poster.Post(ctx, outside.Request{URL: u.URL, Header: header, Body: body, Limit: answerLimit})
	if err != nil {
		return err
	}
	return answer.Check()
}
