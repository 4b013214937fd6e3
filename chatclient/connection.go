package chatclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// connection is the answer of CreateParticipantConnection.
//
// spec: ConnectParticipant CreateParticipantConnection
type connection struct {
	Websocket struct {
		URL              string `json:"Url"`
		ConnectionExpiry string
	}
	ConnectionCredentials struct {
		ConnectionToken string
		Expiry          string
	}

	// date is the server's clock when it answered, in TimeFormat; empty when it
	// did not say.
	date string
}

type connectionRequest struct {
	Type               []string
	ConnectParticipant bool `json:",omitempty"`
}

// createConnection makes one attempt to get a new connection token, and a
// websocket URL if wanted. Being refused here means that the participant can
// never come back: it ends the session.
func (s *Session) createConnection(ctx context.Context, websocket bool) (*connection, error) {
	body := connectionRequest{Type: []string{"CONNECTION_CREDENTIALS"}, ConnectParticipant: s.config.ConnectParticipant}
	if websocket {
		body.Type = []string{"WEBSOCKET", "CONNECTION_CREDENTIALS"}
	}
	var c connection
	header, err := s.api.do(ctx, post("/participant/connection", s.details.ParticipantToken, body), &c)
	if errors.Is(err, ErrAccessDenied) {
		s.end()
		return nil, fmt.Errorf("%w: %w", ErrEnded, err)
	}
	if err != nil {
		return nil, err
	}
	if c.ConnectionCredentials.ConnectionToken == "" || websocket && c.Websocket.URL == "" {
		return nil, errors.New("the answer to CreateParticipantConnection lacks what was asked for")
	}
	if t, err := http.ParseTime(header.Get("Date")); err == nil {
		c.date = t.UTC().Format(TimeFormat)
	}
	s.token.set(c.ConnectionCredentials.ConnectionToken)
	return &c, nil
}

// renewMargin is how long before an expiry the connection is replaced. It leaves
// time for failed attempts and for a clock that is behind.
const renewMargin = time.Minute

// shortestLife keeps an expiry that is past, near or read by a wrong clock from
// turning renewal into a tight loop.
const shortestLife = 30 * time.Second

// life is how long the connection may be used before a new one must replace it:
// the configured age, or less when the URL or the token expires earlier.
func (c *connection) life(rotation time.Duration) time.Duration {
	const unlimited = 24 * time.Hour // the longest that the service's own tokens live
	life := unlimited
	if rotation > 0 {
		life = rotation
	}
	for _, expiry := range []string{c.Websocket.ConnectionExpiry, c.ConnectionCredentials.Expiry} {
		if t, err := time.Parse(time.RFC3339Nano, expiry); err == nil {
			life = min(life, time.Until(t)-renewMargin)
		}
	}
	return max(life, shortestLife)
}
