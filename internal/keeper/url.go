package keeper

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/function"
	"github.com/rejoin-chat/rejoin/internal/outside"
)

// URL posts requests to a service; the JSON body of a 2xx is the answer.
type URL struct {
	Poster *outside.Poster
	URL    string
	Header http.Header // such as Authorization
	Secret []byte      // signs requests as those of functions are; nil for no signature
}

// posted is the body of a request.
type posted struct {
	Action     string
	ContactID  string `json:"ContactId"`
	Parameters json.RawMessage
}

// Ask makes one attempt.
func (u *URL) Ask(ctx context.Context, r Request) ([]byte, error) {
	body, err := json.Marshal(posted{r.Action, r.ContactID, r.Parameters})
	if err != nil {
		return nil, outside.ErrMalformed // which shows nothing of it
	}
	header := http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}
	for name, values := range u.Header {
		header[name] = values
	}
	if r.Key != "" {
		header.Set(function.KeyHeader, r.Key)
	}
	if len(u.Secret) > 0 {
		header.Set(function.SignatureHeader, function.Sign(u.Secret, clock.System().Now().Unix(), body))
	}
	response, err := u.Poster.Post(ctx, outside.Request{URL: u.URL, Header: header, Body: body, Limit: MaxAnswer})
	if err != nil {
		return nil, err
	}
	if err := response.Check(); err != nil {
		return nil, err
	}
	if len(response.Body) == 0 {
		return []byte("{}"), nil // nothing to say is a 204 or an empty body
	}
	return response.Body, nil
}
