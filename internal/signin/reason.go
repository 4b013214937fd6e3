package signin

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

// undiscovered tells why a provider could not be discovered. Of what it answered only
// the status and the issuer are told, which people get wrong by a slash.
func undiscovered(issuer string, err error) error {
	var other *oidc.IssuerMismatchError
	var status int
	switch {
	case errors.As(err, &other):
		return fmt.Errorf("%w: the discovery document of %s is of the issuer %.200q, which is not the one that was configured",
			outside.ErrMalformed, host(issuer), other.Discovered)
	case unreached(err) != nil:
		return fmt.Errorf("%w: %s cannot be discovered: %w", outside.ErrUnavailable, host(issuer), unreached(err))
	case count(fmt.Sscanf(err.Error(), "%3d ", &status)) == 1: // how the library words a status
		return fmt.Errorf("%w: %s cannot be discovered: status %d", outside.ErrUnavailable, host(issuer), status)
	}
	return fmt.Errorf("%w: the discovery document of %s", outside.ErrMalformed, host(issuer))
}

func count(n int, _ error) int { return n }

// unreached is what kept a request from being answered, nil for other errors. It
// leaves out the URL.
func unreached(err error) error {
	var around *url.Error
	if errors.As(err, &around) {
		return around.Err
	}
	return nil
}

// unexchanged tells why a code was not exchanged.
func unexchanged(tokens string, err error) error {
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("%w: the code was not exchanged: %s", outside.ErrRefused, refusal(refused))
	case unreached(err) != nil:
		return fmt.Errorf("%w: the code was not exchanged: %s: %w", outside.ErrUnavailable, host(tokens), unreached(err))
	case strings.Contains(err.Error(), "cannot fetch token"): // how the library words it
		return fmt.Errorf("%w: the code was not exchanged: %s breaks off", outside.ErrUnavailable, host(tokens))
	}
	return fmt.Errorf("%w: the code was not exchanged", outside.ErrMalformed)
}

// uninformed tells why a provider did not tell of the subject. The error of the library
// may have the answer in it.
func uninformed(at string, err error) error {
	if why := unreached(err); why != nil {
		return fmt.Errorf("%w: %s does not tell of the subject: %w", outside.ErrUnavailable, host(at), why)
	}
	return fmt.Errorf("%w: %s does not tell of the subject", outside.ErrRefused, host(at))
}

// refusal is what of an answer of the token endpoint can be told: its code, if it is
// one of the specification, and the status. The rest could hold anything.
func refusal(refused *oauth2.RetrieveError) string {
	switch status := refused.Response.StatusCode; {
	case slices.Contains(tokenErrors, refused.ErrorCode):
		return refused.ErrorCode
	case status == http.StatusOK:
		return "an error that OAuth 2.0 does not know"
	default:
		return fmt.Sprintf("status %d", status)
	}
}

// tokenErrors are the codes with which OAuth 2.0 lets a token endpoint refuse.
var tokenErrors = []string{
	"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
}

// doubtful tells why an ID token does not hold. The token has been refused by then;
// its claims only serve to say what somebody may have configured wrong.
func doubtful(p *Provider, raw string, err error) error {
	var late *oidc.TokenExpiredError
	about := claimed(raw)
	why := "it is not signed by the provider's keys"
	switch {
	case errors.As(err, &late):
		why = "it has expired"
	case strings.Contains(err.Error(), "fetching keys"): // how the library words it
		why = "the provider's keys cannot be fetched"
	case strings.Contains(err.Error(), "verify signature"), strings.Contains(err.Error(), "malformed jwt"):
	case about.Issuer != p.Issuer:
		why = "it is of another issuer"
	case !slices.Contains(about.Audience, p.ClientID):
		why = "it is for another client"
	default:
		why = "it is not valid yet, or has claims of the wrong type"
	}
	return fmt.Errorf("%w: the ID token does not hold: %s", outside.ErrMalformed, why)
}

// claims are those of an ID token that are asked for here.
type claims struct {
	Issuer   string   `json:"iss"`
	Audience audience `json:"aud"`
}

// audience is one client or a list of them.
type audience []string

// UnmarshalJSON reads either form.
func (a *audience) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*a = audience{one}
		return nil
	}
	var several []string
	err := json.Unmarshal(b, &several)
	*a = several
	return err
}

// claimed are the claims of an ID token that nobody has verified; none if it has none.
func claimed(raw string) claims {
	var c claims
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return c
	}
	if body, err := base64.RawURLEncoding.DecodeString(parts[1]); err != nil || json.Unmarshal(body, &c) != nil {
		return claims{}
	}
	return c
}
