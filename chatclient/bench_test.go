package chatclient

import (
	"fmt"
	"testing"
)

// BenchmarkReceive takes a pushed message from its frame to its handler.
func BenchmarkReceive(b *testing.B) {
	s := New(Config{}, ChatDetails{ContactID: "c"})
	handled := make(chan struct{}, 1)
	s.handlers.Store(&Handlers{OnMessage: func(i Item) {
		if i.Content == "last" {
			handled <- struct{}{}
		}
	}})
	go s.deliver() // ends with discard
	defer s.inbox.discard()
	l := &link{session: s}
	frame := func(id int, text string) []byte {
		return fmt.Appendf(nil, `{"topic":"aws/chat","contentType":"application/json","content":"{\"Id\":\"%036d\",\"Type\":\"MESSAGE\",`+
			`\"ContentType\":\"text/plain\",\"Content\":\"%s\",\"AbsoluteTime\":\"2026-11-20T10:00:00.000Z\",\"ContactId\":\"c\",\"InitialContactId\":\"c\",`+
			`\"ParticipantId\":\"p\",\"DisplayName\":\"Bo\",\"ParticipantRole\":\"AGENT\"}"}`, id, text)
	}
	b.ReportAllocs()
	for id := 0; b.Loop(); id++ {
		l.receive(frame(id, "hello"))
	}
	l.receive(frame(-1, "last"))
	<-handled
}
