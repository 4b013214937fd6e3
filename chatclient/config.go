package chatclient

import (
	"cmp"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Config says how a session talks to the service. Only Endpoint is needed. One
// Config may serve any number of sessions.
type Config struct {
	// Endpoint is the base URL of the participant API, for instance
	// http://127.0.0.1:8080 for Rejoin or
	// https://participant.connect.us-west-2.amazonaws.com. A path is kept.
	Endpoint string

	// HTTPClient makes the HTTP calls; nil means http.DefaultClient. Give many
	// sessions one client with a large MaxIdleConnsPerHost.
	HTTPClient *http.Client
	// Dial opens the connection under a websocket; nil means a net.Dialer.
	// Proxies of the environment are not used for websockets.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// TLSConfig is for wss connections; nil means the system's roots.
	TLSConfig *tls.Config
	// Logger is told about connections, never about content, names or tokens;
	// nil means silence.
	Logger *slog.Logger

	// Heartbeat is the period of aws/heartbeat and aws/ping; a period without any
	// frame from the server makes the session open another connection. Zero means
	// 10 s, as ChatJS does; negative means no heartbeats.
	Heartbeat time.Duration
	// Rotation is the age at which a connection is replaced by a new one before
	// the old is closed. Zero means 59 minutes, as ChatJS does; negative means
	// only when the service's own expiry asks for it.
	Rotation time.Duration
	// ConnectTimeout bounds Connect's first connection with all its attempts.
	// Zero means 30 s.
	ConnectTimeout time.Duration
	// RequestTimeout bounds one HTTP call or one websocket handshake. Zero means
	// 15 s.
	RequestTimeout time.Duration
	// RetryFor bounds a call with its repetitions. Zero means a minute; the
	// caller's context may make it shorter.
	RetryFor time.Duration

	// ConnectParticipant marks the participant as connected even without a
	// websocket, as agents and custom bots need.
	//
	// spec: ConnectParticipant CreateParticipantConnection, ConnectParticipant
	ConnectParticipant bool
	// NoGapFill leaves out the transcript call that follows a reconnection. The
	// items sent in between then come only from a server that replays them.
	NoGapFill bool
	// QueueLimit is how many items may wait for slow handlers before the session
	// stops reading from the server. Zero means 1024.
	QueueLimit int
}

func (c Config) withDefaults() Config {
	c.HTTPClient = cmp.Or(c.HTTPClient, http.DefaultClient)
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	c.Heartbeat = cmp.Or(c.Heartbeat, 10*time.Second)
	c.Rotation = cmp.Or(c.Rotation, 59*time.Minute)
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, 30*time.Second)
	c.RequestTimeout = cmp.Or(c.RequestTimeout, 15*time.Second)
	c.RetryFor = cmp.Or(c.RetryFor, time.Minute)
	c.QueueLimit = cmp.Or(c.QueueLimit, 1024)
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	return c
}

// ChatDetails identify one participant of one chat. Whoever has them is that
// participant until the chat ends: keep them like a password.
type ChatDetails struct {
	ContactID string
	// InitialContactID is the first contact of the chat; empty means ContactID.
	InitialContactID string
	ParticipantID    string
	ParticipantToken string
	// ContinuedFromContactID is the contact whose history this chat carries on.
	ContinuedFromContactID string `json:",omitempty"`
}

func (d ChatDetails) initial() string { return cmp.Or(d.InitialContactID, d.ContactID) }
