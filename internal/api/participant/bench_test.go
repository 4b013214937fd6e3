package participant_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/api/participant"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// echo answers SendMessage without doing anything.
type echo struct{ participant.Unimplemented }

func (echo) SendMessage(context.Context, *participant.SendMessageInput) (*participant.SendMessageOutput, error) {
	return &participant.SendMessageOutput{
		Id:           new("5f3c9f0e-8a0e-4c1c-9a3e-1d2b3c4d5e6f"),
		AbsoluteTime: new("2026-11-20T21:34:56.789Z"),
	}, nil
}

// discard is a response writer that keeps the status only.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

// BenchmarkSendMessage is the whole pipeline of the hottest operation, from the
// parsed HTTP request to the written answer.
func BenchmarkSendMessage(b *testing.B) {
	h, err := restjson.New(participant.API(echo{}), restjson.Options{CORS: &restjson.CORS{}})
	if err != nil {
		b.Fatal(err)
	}
	body := `{"ContentType":"text/plain","Content":"` + strings.Repeat("Where is my order? ", 6) +
		`","ClientToken":"7b0c5a9e-54a5-4c53-b1f5-0d6a5f7f7b11"}`
	reader := strings.NewReader(body)
	r := httptest.NewRequest(http.MethodPost, "/participant/message", nil)
	r.Header.Set("X-Amz-Bearer", strings.Repeat("t", 200))
	r.Header.Set("Origin", "https://shop.example")
	b.ReportAllocs()
	for b.Loop() {
		reader.Reset(body)
		r.Body = io.NopCloser(reader)
		w := discard{header: make(http.Header, 8)}
		h.ServeHTTP(&w, r)
		if w.status != http.StatusOK {
			b.Fatalf("got status %d, want 200", w.status)
		}
	}
}

// page answers GetTranscript with a page of messages.
type page struct {
	participant.Unimplemented
	items []participant.Item
}

func (p page) GetTranscript(context.Context, *participant.GetTranscriptInput) (*participant.GetTranscriptOutput, error) {
	return &participant.GetTranscriptOutput{InitialContactId: new("c"), Transcript: p.items}, nil
}

// BenchmarkGetTranscript writes the page of 15 items that chat clients ask for.
func BenchmarkGetTranscript(b *testing.B) {
	p := page{items: make([]participant.Item, 15)}
	for i := range p.items {
		p.items[i] = participant.Item{
			Id:              new("5f3c9f0e-8a0e-4c1c-9a3e-1d2b3c4d5e6f"),
			ContactId:       new("0f3c9f0e-8a0e-4c1c-9a3e-1d2b3c4d5e6f"),
			ParticipantId:   new("1f3c9f0e-8a0e-4c1c-9a3e-1d2b3c4d5e6f"),
			ParticipantRole: new(participant.ParticipantRoleCustomer),
			DisplayName:     new("Ana"),
			Type:            new(participant.ChatItemTypeMessage),
			ContentType:     new("text/plain"),
			Content:         new(strings.Repeat("Where is my order? ", 6)),
			AbsoluteTime:    new("2026-11-20T21:34:56.789Z"),
		}
	}
	h, err := restjson.New(participant.API(p), restjson.Options{CORS: &restjson.CORS{}})
	if err != nil {
		b.Fatal(err)
	}
	const body = `{"MaxResults":15,"ScanDirection":"BACKWARD","SortOrder":"ASCENDING","StartPosition":{}}`
	reader := strings.NewReader(body)
	r := httptest.NewRequest(http.MethodPost, "/participant/transcript", nil)
	r.Header.Set("X-Amz-Bearer", strings.Repeat("t", 200))
	b.ReportAllocs()
	for b.Loop() {
		reader.Reset(body)
		r.Body = io.NopCloser(reader)
		w := discard{header: make(http.Header, 8)}
		h.ServeHTTP(&w, r)
		if w.status != http.StatusOK {
			b.Fatalf("got status %d, want 200", w.status)
		}
	}
}
