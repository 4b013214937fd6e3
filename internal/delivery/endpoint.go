package delivery

import (
	"bytes"
	"context"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// answerLimit is the most bytes that an endpoint may answer.
const answerLimit = 1 << 20

// endpoint posts messages to a URL, one a line.
type endpoint struct {
	url    string
	poster *outside.Poster
}

func newEndpoint(url string) *endpoint { return &endpoint{url, outside.NewPoster()} }

// Deliver implements Sink: all are taken or none. Any status of success will do.
func (e *endpoint) Deliver(ctx context.Context, messages []Message) ([]bool, error) {
	var b bytes.Buffer
	for _, m := range messages {
		b.Write(m.Data)
		b.WriteByte('\n')
	}
	answer, err := e.poster.Post(ctx, outside.Request{
		URL: e.url, Header: http.Header{"Content-Type": {"application/x-ndjson"}}, Body: b.Bytes(), Limit: answerLimit,
	})
	if err == nil {
		err = answer.Check()
	}
	if err != nil {
		return nil, err
	}
	return whole(messages), nil
}

// Close implements Sink.
func (e *endpoint) Close() { e.poster.Close() }
