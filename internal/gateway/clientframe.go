package gateway

import (
	"bytes"
	"encoding/json"
)

// The topics of the protocol.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
const (
	topicSubscribe = "aws/subscribe"
	topicHeartbeat = "aws/heartbeat"
	topicPing      = "aws/ping"
	topicChat      = "aws/chat"
)

// The fixed frames that answer a client. Only the acknowledgement has an object
// for its content.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
var (
	heartbeatReply = staticText(`{"topic":"aws/heartbeat"}`)
	healthyReply   = staticText(`{"topic":"aws/ping","statusCode":200,"statusContent":"OK"}`)
	unhealthyReply = staticText(`{"topic":"aws/ping","statusCode":500,"statusContent":"Service is not healthy"}`)
	subscribed     = staticText(`{"topic":"aws/subscribe","content":{"status":"success","topics":["aws/chat"]}}`)
)

// clientFrame is what a client may send. Members of other types than these make
// the frame as good as unknown.
type clientFrame struct {
	topic string
	// topics are those of a subscribe frame.
	topics []string
}

// parseClientFrame reads the first JSON value of a frame and ignores what
// follows: the subscribe frame of the iOS client ends with a stray parenthesis.
// client: amazon-connect-chat-ios Sources/Core/Network/WebSocketManager.swift.
// It reports false when there is no object with a topic.
//
// Nearly all that clients send are two texts, byte for byte the same. They are
// known without decoding, which spares an idle socket the memory of it.
func parseClientFrame(data []byte) (clientFrame, bool) {
	switch string(data) {
	case `{"topic":"aws/heartbeat"}`:
		return clientFrame{topic: topicHeartbeat}, true
	case `{"topic":"aws/ping"}`:
		return clientFrame{topic: topicPing}, true
	}
	var wire struct {
		Topic   string          `json:"topic"`
		Content json.RawMessage `json:"content"`
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&wire); err != nil || wire.Topic == "" {
		return clientFrame{}, false
	}
	f := clientFrame{topic: wire.Topic}
	if f.topic == topicSubscribe {
		var content struct {
			Topics []string `json:"topics"`
		}
		if err := json.Unmarshal(wire.Content, &content); err != nil {
			return clientFrame{}, false
		}
		f.topics = content.Topics
	}
	return f, true
}

// notSubscribed is the answer to a subscribe frame that got the client nothing:
// it names the topics that were asked for. The client asks again after 500 ms,
// five times in all.
// client: amazon-connect-chatjs src/lib/amazon-connect-websocket-manager.js.
func notSubscribed(topics []string) frame {
	buf := append(make([]byte, maxHeader), `{"topic":"aws/subscribe","content":{"status":"failure","topics":[`...)
	for i, t := range topics {
		if i > 0 {
			buf = append(buf, ',')
		}
		buf = appendString(buf, t)
	}
	return textFrame(append(buf, `]}}`...))
}
