package chat

import "time"

// StreamID names a stream.
type StreamID string

// MaxStreams is how many streams a chat may have at a time.
// spec: Enable real-time chat message streaming, Limits.
const MaxStreams = 2

// Stream tells a topic what is said in a chat, over all its contacts, until the chat
// has ended and everything was told. spec: StartContactStreaming.
type Stream struct {
	SessionID  SessionID
	ID         StreamID
	InstanceID InstanceID
	// Topic is the ARN of the topic.
	Topic string
	// Seq is the newest item that was told, or that is not to be: what follows is.
	Seq       Seq
	StartedAt time.Time
}
