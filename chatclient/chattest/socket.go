package chattest

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/lxzan/gws"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// subscriber is one websocket that has subscribed to a chat.
type subscriber struct {
	conn    *gws.Conn
	contact string
	order   int // of subscription, so that pushes are deterministic
}

func (s *Server) upgrade(w http.ResponseWriter, r *http.Request) {
	handler := &socketHandler{server: s, contact: r.URL.Query().Get("contact")}
	conn, err := gws.NewUpgrader(handler, &gws.ServerOption{}).Upgrade(w, r)
	if err != nil {
		return
	}
	conn.ReadLoop()
}

type socketHandler struct {
	gws.BuiltinEventHandler
	server  *Server
	contact string
	sub     *subscriber
}

func (h *socketHandler) OnMessage(conn *gws.Conn, m *gws.Message) {
	defer m.Close()
	var frame struct {
		Topic string `json:"topic"`
	}
	if json.Unmarshal(m.Bytes(), &frame) != nil {
		return
	}
	switch mute, sick := h.server.condition(); {
	case frame.Topic == "aws/subscribe":
		h.sub = h.server.subscribe(conn, h.contact)
		write(conn, `{"topic":"aws/subscribe","content":{"status":"success","topics":["aws/chat"]}}`)
	case mute:
	case frame.Topic == "aws/heartbeat":
		write(conn, `{"topic":"aws/heartbeat"}`)
	case frame.Topic == "aws/ping" && sick:
		write(conn, `{"topic":"aws/ping","statusCode":500,"statusContent":"sick"}`)
	case frame.Topic == "aws/ping":
		write(conn, `{"topic":"aws/ping","statusCode":200,"statusContent":"OK"}`)
	}
}

func (h *socketHandler) OnClose(*gws.Conn, error) {
	h.server.mu.Lock()
	defer h.server.mu.Unlock()
	delete(h.server.sockets, h.sub)
}

// write queues a frame: a pipe holds nothing, and the peer may be writing too.
func write(conn *gws.Conn, frame string) {
	conn.WriteAsync(gws.OpcodeText, []byte(frame), nil)
}

func (s *Server) condition() (mute, sick bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mute, s.sick
}

func (s *Server) subscribe(conn *gws.Conn, contact string) *subscriber {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := &subscriber{conn: conn, contact: contact, order: s.calls["/socket"]}
	s.sockets[sub] = struct{}{}
	return sub
}

// subscribers are those that match, in the order of their subscription; nil
// matches all.
func (s *Server) subscribers(match func(*subscriber) bool) []*subscriber {
	s.mu.Lock()
	defer s.mu.Unlock()
	var subs []*subscriber
	for sub := range s.sockets {
		if match == nil || match(sub) {
			subs = append(subs, sub)
		}
	}
	slices.SortFunc(subs, func(a, b *subscriber) int { return a.order - b.order })
	return subs
}

// push sends an item to every socket of its chat.
func (s *Server) push(contactID string, item chatclient.Item) {
	text, err := json.Marshal(item)
	if err != nil {
		return
	}
	frame, err := json.Marshal(map[string]string{
		"topic": "aws/chat", "contentType": "application/json", "content": string(text),
	})
	if mute, _ := s.condition(); mute || err != nil {
		return
	}
	for _, sub := range s.subscribers(func(sub *subscriber) bool { return sub.contact == contactID }) {
		write(sub.conn, string(frame))
	}
}
