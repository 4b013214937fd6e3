package app_test

import (
	"encoding/json"
	"errors"

	"github.com/gorilla/websocket"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// socket is a websocket by hand. It gives the ids of the messages that come, in
// order, and how it was closed.
type socket struct {
	ws *websocket.Conn
	// ids is closed after the last one.
	ids chan string
	// closed has the close code once nothing more comes; 0 for a connection
	// that broke.
	closed chan int
}

// listen opens a websocket for a participant and subscribes.
func (s *site) listen(who chatclient.ChatDetails) *socket {
	s.t.Helper()
	dialer := websocket.Dialer{NetDialContext: s.dial}
	ws, _, err := dialer.DialContext(s.t.Context(), s.join(who).Websocket.Url, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	k := &socket{ws: ws, ids: make(chan string, 10_000), closed: make(chan int, 1)}
	if err := ws.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe","content":{"topics":["aws/chat"]}}`)); err != nil {
		s.t.Fatal(err)
	}
	subscribed := make(chan struct{})
	go k.read(subscribed)
	<-subscribed
	s.t.Cleanup(func() { ws.Close() })
	return k
}

// read ends with the connection.
func (k *socket) read(subscribed chan<- struct{}) {
	for {
		_, text, err := k.ws.ReadMessage()
		if err != nil {
			var end *websocket.CloseError
			if errors.As(err, &end) {
				k.closed <- end.Code
			}
			close(k.ids)
			close(k.closed)
			return
		}
		var frame struct {
			Topic   string
			Content json.RawMessage
		}
		var inner string
		var item chatclient.Item
		switch {
		case json.Unmarshal(text, &frame) != nil:
		case frame.Topic == "aws/subscribe":
			close(subscribed)
		case json.Unmarshal(frame.Content, &inner) == nil && json.Unmarshal([]byte(inner), &item) == nil && item.Type == chatclient.ItemMessage:
			k.ids <- item.ID
		}
	}
}
