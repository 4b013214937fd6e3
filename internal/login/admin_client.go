package login

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/rejoin-chat/rejoin/internal/sigv4"
)

// Client asks a server that has the database open.
type Client struct {
	// URL is the server's, without a slash at its end.
	URL    string
	Signer sigv4.Signer
	HTTP   *http.Client
}

// maxAnswer bounds an answer in bytes: a long list of users.
const maxAnswer = 64 << 20

// Do has the server carry a request out, signed at the given time.
func (c *Client) Do(ctx context.Context, q Request, at time.Time) (Answer, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return Answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+AdminPath, bytes.NewReader(body))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	if err := c.Signer.Sign(r, body, at); err != nil {
		return Answer{}, err
	}
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return Answer{}, fmt.Errorf("the server does not answer: %w", err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return Answer{}, fmt.Errorf("read the server's answer: %w", err)
	}
	var told struct {
		Answer
		refused
	}
	if err := json.Unmarshal(raw, &told); err != nil {
		return Answer{}, fmt.Errorf("what answers at %s is no rejoin: %s", c.URL, resp.Status)
	}
	if resp.StatusCode != http.StatusOK {
		return Answer{}, errors.New(told.Message)
	}
	return told.Answer, nil
}
