package chatclient

import (
	"encoding/json"
	"net/http"
)

// Topics of the websocket protocol.
//
// client: amazon-connect-websocket-manager src/constants.js
const (
	topicChat      = "aws/chat"
	topicSubscribe = "aws/subscribe"
	topicHeartbeat = "aws/heartbeat"
	topicPing      = "aws/ping"
)

// The frames that a client sends; it sends nothing else.
const (
	frameSubscribe = `{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`
	frameHeartbeat = `{"topic":"aws/heartbeat"}`
	framePing      = `{"topic":"aws/ping"}`
)

// frame is what the server sends. Content is an object in an answer to a
// subscription and a JSON text in a string on the chat topic.
type frame struct {
	Topic      string          `json:"topic"`
	Content    json.RawMessage `json:"content"`
	StatusCode int             `json:"statusCode"`
}

func parseFrame(text []byte) (frame, error) {
	var f frame
	err := json.Unmarshal(text, &f)
	return f, err
}

// subscribed reports whether an aws/subscribe frame accepts the subscription.
func (f frame) subscribed() bool {
	var answer struct {
		Status string `json:"status"`
	}
	return json.Unmarshal(f.Content, &answer) == nil && answer.Status == "success"
}

// healthy reports whether an aws/ping frame says that the service behind the
// socket works.
func (f frame) healthy() bool { return f.StatusCode == http.StatusOK }

// item decodes the content of an aws/chat frame.
func (f frame) item() (Item, error) {
	var text string
	if err := json.Unmarshal(f.Content, &text); err != nil {
		return Item{}, err
	}
	var item Item
	err := json.Unmarshal([]byte(text), &item)
	return item, err
}
