package timeshift

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

// Client asks a server's endpoint.
type Client struct {
	// URL is the server's, without a slash at its end.
	URL    string
	Signer sigv4.Signer
	HTTP   *http.Client
}

// ErrNotManual says that a server has no clock that could be moved.
var ErrNotManual = errors.New("the server's clock is the machine's: start it with --clock manual")

// Do carries out what `rejoin clock` was asked for at the time of signing, and
// writes the answer. A move that stopped on the way is written, and is an error.
func (c *Client) Do(ctx context.Context, w io.Writer, q Request, at time.Time) error {
	method, path, body := http.MethodGet, Path, []byte(nil)
	if q.Advance {
		method, path = http.MethodPost, advancePath
		var err error
		if body, err = json.Marshal(order{q.By.String()}); err != nil {
			return err
		}
	}
	raw, err := c.send(ctx, method, path, body, at)
	if err != nil {
		return err
	}
	var a answer
	if err := json.Unmarshal(raw, &a); err != nil || a.Time == "" {
		return fmt.Errorf("what answers at %s is no rejoin", c.URL)
	}
	if q.JSON {
		_, err = w.Write(raw)
	} else {
		err = print(w, a)
	}
	if err == nil && a.Reached != nil && !*a.Reached {
		err = fmt.Errorf("stopped on the way because so many timers fired; say it again to go on")
	}
	return err
}

// send signs a request and reads the answer. The error of an answer that is none
// of success is its message.
func (c *Client) send(ctx context.Context, method, path string, body []byte, at time.Time) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if err := c.Signer.Sign(r, body, at); err != nil {
		return nil, err
	}
	resp, err := c.HTTP.Do(r)
	if err != nil {
		return nil, fmt.Errorf("the server does not answer: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotFound {
		return nil, ErrNotManual
	}
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("read the server's answer: %w", err)
	}
	if resp.StatusCode == http.StatusOK {
		return raw, nil
	}
	var a answer
	if json.Unmarshal(raw, &a) != nil || a.Message == "" {
		return nil, fmt.Errorf("the server refuses: %s", resp.Status)
	}
	if a.Time != "" {
		return nil, fmt.Errorf("%s; the clock is at %s", a.Message, a.Time)
	}
	return nil, fmt.Errorf("the server refuses: %s", a.Message)
}

// print writes an answer for people.
func print(w io.Writer, a answer) error {
	if a.Fired == nil {
		_, err := fmt.Fprintln(w, a.Time)
		return err
	}
	noun := "timers"
	if *a.Fired == 1 {
		noun = "timer"
	}
	_, err := fmt.Fprintf(w, "%s, %d %s fired\n", a.Time, *a.Fired, noun)
	return err
}
