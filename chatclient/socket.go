package chatclient

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/lxzan/gws"
)

// This file is the only one that knows the websocket library.

const (
	// frameLimit bounds one frame from the server.
	frameLimit = 1 << 20
	// writeTimeout bounds one write; what we write is tiny, so a write that waits
	// has met a dead connection.
	writeTimeout = 5 * time.Second
	// libraryTimeout is the library's own limit of a handshake. It must be longer
	// than ours: the library leaks a goroutine when its own expires first, while
	// closing the connection under it ends everything.
	libraryTimeout = 10 * time.Minute
)

// socket is a client's websocket. Frames are read on one goroutine, which it
// starts and which ends when the connection does.
type socket struct{ conn *gws.Conn }

// socketEvents receive what the connection brings, on its reading goroutine:
// text for every text frame, whose bytes are valid during the call only, and at
// the end closed, once.
type socketEvents struct {
	text   func(frame []byte)
	closed func(error)
}

// dialSocket opens a websocket at rawURL, whose path and query are kept as they
// are. ctx bounds the handshake only.
func dialSocket(ctx context.Context, c *Config, rawURL string, events socketEvents) (*socket, error) {
	conn, err := dialConn(ctx, c, rawURL)
	if err != nil {
		return nil, err
	}
	abort := context.AfterFunc(ctx, func() { conn.Close() })
	ws, _, err := gws.NewClientFromConn(&socketHandler{events: events}, &gws.ClientOption{
		Addr:               rawURL,
		HandshakeTimeout:   libraryTimeout,
		ReadMaxPayloadSize: frameLimit,
		ReadBufferSize:     2 << 10,
		RequestHeader:      http.Header{},
	}, conn)
	if !abort() && err == nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		conn.Close()
		return nil, errors.Join(context.Cause(ctx), err)
	}
	go ws.ReadLoop() // ended by the connection's end; close brings that about
	return &socket{conn: ws}, nil
}

// dialConn opens the connection under the websocket, with TLS for wss.
func dialConn(ctx context.Context, c *Config, rawURL string) (net.Conn, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, err
	}
	port := u.Port()
	switch {
	case u.Scheme == "ws" && port == "":
		port = "80"
	case u.Scheme == "wss" && port == "":
		port = "443"
	case u.Scheme != "ws" && u.Scheme != "wss":
		return nil, errors.New("the websocket URL's scheme is neither ws nor wss")
	}
	conn, err := c.Dial(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil || u.Scheme == "ws" {
		return conn, err
	}
	config := &tls.Config{}
	if c.TLSConfig != nil {
		config = c.TLSConfig.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = u.Hostname()
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// write sends one text frame; an error ends the connection.
func (s *socket) write(frame string) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return s.conn.WriteString(frame)
}

// close sends a close frame with code 1000 and closes the connection without
// waiting for the answer. The deadline also frees a writer that is stuck, whose
// lock the close frame needs.
func (s *socket) close() {
	conn := s.conn.NetConn()
	_ = conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	_ = s.conn.WriteClose(1000, nil)
	_ = conn.Close()
}

// socketHandler adapts socketEvents to the library.
type socketHandler struct {
	gws.BuiltinEventHandler
	events socketEvents
}

func (h *socketHandler) OnMessage(_ *gws.Conn, m *gws.Message) {
	defer m.Close() // returns the buffer to the library's pool
	if m.Opcode == gws.OpcodeText || m.Opcode == gws.OpcodeBinary {
		h.events.text(m.Bytes())
	}
}

func (h *socketHandler) OnPing(conn *gws.Conn, payload []byte) {
	_ = conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	_ = conn.WritePong(payload)
}

func (h *socketHandler) OnClose(_ *gws.Conn, err error) { h.events.closed(err) }
