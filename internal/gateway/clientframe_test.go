package gateway

import (
	"encoding/json"
	"strings"
	"testing"
)

// Answers to client frames are tested in protocol_test.go, over the wire. Here:
// nothing a client sends can hurt.
func FuzzClientFrames(f *testing.F) {
	for _, s := range []string{
		`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`,
		`{"topic": "aws/subscribe", "content": {"topics": ["aws/chat"]}})`,
		`{"topic":"aws/ping"}`, `{"topic":"aws/heartbeat"}{"topic":"aws/ping"}`,
		``, `null`, `{"topic":null}`, `{"topic":"aws/subscribe","content":{"topics":[1]}}`, strings.Repeat("[", 9999), "\xff\xfe",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, ok := parseClientFrame(data)
		if ok == (frame.topic == "") {
			t.Errorf("parseClientFrame(%q) = %+v, %v; want a topic exactly when it is known", data, frame, ok)
		}
		if frame.topic != topicSubscribe && frame.topics != nil {
			t.Errorf("topics of %q = %q, want none", frame.topic, frame.topics)
		}
		answer := notSubscribed(frame.topics)
		if !json.Valid(answer[len(answer)-payloadLen(answer):]) {
			t.Errorf("the answer to %q is no JSON: %q", data, answer)
		}
	})
}

// payloadLen is the length that a server frame's header announces.
func payloadLen(f frame) int {
	switch n := int(f[1]); n {
	case 126:
		return int(f[2])<<8 | int(f[3])
	case 127:
		return int(f[6])<<24 | int(f[7])<<16 | int(f[8])<<8 | int(f[9])
	default:
		return n
	}
}
