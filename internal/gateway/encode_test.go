package gateway

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/lxzan/gws"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

var noon = time.Date(2026, 5, 4, 12, 0, 0, 120_000_000, time.UTC)

func TestItemsInWireForm(t *testing.T) {
	message := chat.Item{
		ID: "i1", SessionID: "s1", ContactID: "c2", Seq: 7, Time: noon, Type: chat.TypeMessage, ContentType: chat.ContentPlain,
		Content: "Grüße,\n\"du\"", ParticipantID: "p1", Role: chat.RoleCustomer, DisplayName: "Anna",
	}
	tests := []struct {
		name     string
		item     chat.Item
		receipts []chat.Receipt
		want     string
	}{
		{"a message has metadata with its own id", message, nil, `{"Id":"i1","Type":"MESSAGE","ContentType":"text/plain","Content":"Grüße,\n\"du\"",` +
			`"AbsoluteTime":"2026-05-04T12:00:00.120Z","ContactId":"c2","InitialContactId":"s1","ParticipantId":"p1","ParticipantRole":"CUSTOMER",` +
			`"DisplayName":"Anna","MessageMetadata":{"MessageId":"i1"}}`},
		{
			"receipts leave out what has not happened",
			chat.Item{ID: "i1", SessionID: "s1", Type: chat.TypeMessage, Content: "x"},
			[]chat.Receipt{{Recipient: "p2", DeliveredAt: noon}, {Recipient: "p3", DeliveredAt: noon, ReadAt: noon.Add(time.Second)}},
			`{"Id":"i1","Type":"MESSAGE","Content":"x","InitialContactId":"s1","MessageMetadata":{"MessageId":"i1","Receipts":[` +
				`{"RecipientParticipantId":"p2","DeliveredTimestamp":"2026-05-04T12:00:00.120Z"},` +
				`{"RecipientParticipantId":"p3","DeliveredTimestamp":"2026-05-04T12:00:00.120Z","ReadTimestamp":"2026-05-04T12:00:01.120Z"}]}}`,
		},
		{
			"an empty message keeps its content",
			chat.Item{ID: "i1", SessionID: "s1", Type: chat.TypeMessage}, nil,
			`{"Id":"i1","Type":"MESSAGE","Content":"","InitialContactId":"s1","MessageMetadata":{"MessageId":"i1"}}`,
		},
		{
			"an item for agents alone says so",
			chat.Item{ID: "i1", SessionID: "s1", Type: chat.TypeMessage, Content: "x", Visibility: chat.VisibleToAgents}, nil,
			`{"Id":"i1","Type":"MESSAGE","Content":"x","InitialContactId":"s1","MessageVisibility":"AGENT","MessageMetadata":{"MessageId":"i1"}}`,
		},
		{
			"what customers see has published members only",
			chat.Item{ID: "i1", SessionID: "s1", Type: chat.TypeMessage, Content: "x", Visibility: chat.VisibleToCustomer}, nil,
			`{"Id":"i1","Type":"MESSAGE","Content":"x","InitialContactId":"s1","MessageMetadata":{"MessageId":"i1"}}`,
		},
		{
			"an event of a participant has a name, even an empty one",
			chat.Item{ID: "i2", SessionID: "s1", ContactID: "s1", Type: chat.TypeEvent, ContentType: chat.EventParticipantJoined, ParticipantID: "p2", Role: chat.RoleAgent}, nil,
			`{"Id":"i2","Type":"EVENT","ContentType":"application/vnd.amazonaws.connect.event.participant.joined","ContactId":"s1","InitialContactId":"s1",` +
				`"ParticipantId":"p2","ParticipantRole":"AGENT","DisplayName":""}`,
		},
		{
			"an event of the chat has no author",
			chat.Item{ID: "i3", SessionID: "s1", ContactID: "s1", Type: chat.TypeEvent, ContentType: chat.EventChatEnded}, nil,
			`{"Id":"i3","Type":"EVENT","ContentType":"application/vnd.amazonaws.connect.event.chat.ended","ContactId":"s1","InitialContactId":"s1"}`,
		},
		{
			"an attachment lists its files",
			chat.Item{ID: "i4", SessionID: "s1", Type: chat.TypeAttachment, Attachments: []chat.Attachment{
				{ID: "a1", Name: "ä \"1\".png", ContentType: "image/png", Status: "APPROVED"}, {ID: "a2"},
			}}, nil,
			`{"Id":"i4","Type":"ATTACHMENT","InitialContactId":"s1","Attachments":[{"AttachmentId":"a1","AttachmentName":"ä \"1\".png",` +
				`"ContentType":"image/png","Status":"APPROVED"},{"AttachmentId":"a2"}]}`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := contentOf(t, itemFrame(&tt.item, tt.receipts)); got != tt.want {
				t.Errorf("item = %s\nwant   %s", got, tt.want)
			}
		})
	}
}

func TestReceiptPushInWireForm(t *testing.T) {
	r := chat.Receipt{SessionID: "s1", Seq: 3, Recipient: "p2", DeliveredAt: noon}
	want := func(id chat.ItemID, at, times string) string {
		return `{"Id":"` + string(id) + `","Type":"MESSAGEMETADATA","ContentType":"application/vnd.amazonaws.connect.event.message.metadata",` +
			`"AbsoluteTime":"` + at + `","ContactId":"c2","InitialContactId":"s1","MessageMetadata":{"MessageId":"i1","Receipts":[` +
			`{"RecipientParticipantId":"p2",` + times + `}]}}`
	}
	const delivered = `"DeliveredTimestamp":"2026-05-04T12:00:00.120Z"`
	if got, want := contentOf(t, receiptFrame(r, "i1", "c2")), want(chat.ItemIDFor("p2", "delivered\x00i1"), "2026-05-04T12:00:00.120Z", delivered); got != want {
		t.Errorf("delivered = %s\nwant        %s", got, want)
	}
	r.ReadAt = noon.Add(time.Minute)
	if got, want := contentOf(t, receiptFrame(r, "i1", "c2")), want(chat.ItemIDFor("p2", "read\x00i1"), "2026-05-04T12:01:00.120Z",
		delivered+`,"ReadTimestamp":"2026-05-04T12:01:00.120Z"`); got != want {
		t.Errorf("read = %s\nwant   %s", got, want)
	}
}

// contentOf reads a frame as a client would and returns the item's JSON.
func contentOf(t *testing.T, f frame) string {
	t.Helper()
	var envelope struct{ Topic, ContentType, Content string }
	if err := json.Unmarshal(payloadOf(t, f), &envelope); err != nil {
		t.Fatalf("envelope: %v", err)
	}
	if envelope.Topic != "aws/chat" || envelope.ContentType != "application/json" {
		t.Errorf("envelope = %+v, want topic aws/chat and application/json", envelope)
	}
	if !json.Valid([]byte(envelope.Content)) {
		t.Errorf("content %q is no JSON", envelope.Content)
	}
	return envelope.Content
}

// TestFramesOfEverySize crosses the frame's three forms of length with two
// implementations of the protocol that are not ours.
func TestFramesOfEverySize(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 127, 65535, 65536, 200_000} {
		text := strings.Repeat("x", n)
		f := staticText(text)
		if got := payloadOf(t, f); string(got) != text {
			t.Errorf("gorilla read %d bytes, want %d", len(got), n)
		}
		if got := payloadByGWS(t, f); got != text {
			t.Errorf("gws read %d bytes, want %d", len(got), n)
		}
	}
}

// payloadOf reads one text frame with gorilla's client.
func payloadOf(t *testing.T, f frame) []byte {
	t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	go answerUpgrade(there, f)
	dialer := websocket.Dialer{NetDialContext: func(context.Context, string, string) (net.Conn, error) { return here, nil }}
	ws, _, err := dialer.DialContext(t.Context(), "ws://x/", nil)
	if err != nil {
		t.Fatalf("upgrade: %v", err)
	}
	kind, data, err := ws.ReadMessage()
	if err != nil || kind != websocket.TextMessage {
		t.Fatalf("reading the frame: kind %d, error %v", kind, err)
	}
	return data
}

type gwsReader struct {
	gws.BuiltinEventHandler
	got chan string
}

func (r *gwsReader) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close()
	r.got <- string(m.Bytes())
}

func payloadByGWS(t *testing.T, f frame) string {
	t.Helper()
	here, there := net.Pipe()
	defer there.Close()
	go answerUpgrade(there, f)
	r := &gwsReader{got: make(chan string, 1)}
	ws, _, err := gws.NewClientFromConn(r, &gws.ClientOption{Addr: "ws://x/"}, here)
	if err != nil {
		t.Fatalf("upgrade: %v", err)
	}
	done := make(chan struct{})
	go func() { ws.ReadLoop(); close(done) }()
	text := <-r.got
	here.Close()
	<-done
	return text
}

// answerUpgrade is a server that accepts and sends one frame.
func answerUpgrade(conn net.Conn, f frame) {
	br := bufio.NewReader(conn)
	var key string
	for {
		line, err := br.ReadString('\n')
		if err != nil {
			return
		}
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && strings.EqualFold(name, "Sec-WebSocket-Key") {
			key = value
		}
		if line == "\r\n" {
			break
		}
	}
	io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "+acceptKey(key)+"\r\n\r\n")
	conn.Write(f)
	io.Copy(io.Discard, br)
}

func FuzzStringsAreWrittenAsEncodingJSONDoes(f *testing.F) {
	for _, s := range []string{"", "a", "\"\\/", "\x00\x1f\x7f\b\f\n\r\t", "äöü😀", "\u2027\u2028\u2029\u202a", "\xff\xc0\xed\xa0\x80", "<&>", "a\xe2\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got, want := string(appendString(nil, s)), strings.TrimSuffix(want.String(), "\n"); got != want {
			t.Errorf("appendString(%q) = %s, want %s", s, got, want)
		}
		if got, want := string(appendString(nil, []byte(s))), string(appendString(nil, s)); got != want {
			t.Errorf("of bytes = %s, of a string = %s", got, want)
		}
	})
}
