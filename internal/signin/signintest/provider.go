// Package signintest is an OpenID Connect provider for tests, on loopback: discovery,
// the code flow with PKCE and a client's secret, ID tokens signed with RS256.
//
// It is written against the specification with the standard library alone, so that
// what it grants owes nothing to the libraries that it tests. It imports nothing of
// this module.
package signintest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"sync"
	"time"
)

// Provider is a provider with one client, whom everyone trusts at once: who opens the
// URL to sign in is sent back with a code.
type Provider struct {
	URL string // the issuer

	ClientID, Secret string
	Redirects        []string
	Subject          string

	// Method is the only way in which the client may show its secret, by its name in
	// the discovery document; empty: either. A code that comes in another way is lost.
	Method string

	// Claims may change what an ID token says, Document what the discovery document
	// says; nil leaves them.
	Claims   func(claims map[string]any)
	Document func(document map[string]any)
	// Info is what the provider tells who asks with an access token; nil offers nobody
	// to ask.
	Info map[string]any
	// Now is the time of ID tokens.
	Now func() time.Time

	server *httptest.Server
	key    *rsa.PrivateKey

	mu    sync.Mutex
	codes map[string]url.Values // the requests of codes that were not exchanged
	grant int
	asked int // for keys
	spent int // requests of tokens

	hold chan struct{} // closed once the request is there; nil: none is held
}

// Start starts a provider. Its exported members may be changed before it is used.
func Start(now func() time.Time) (*Provider, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	p := &Provider{
		ClientID: "rejoin", Secret: "not for the log", Redirects: []string{"https://shop.example/back"}, Subject: "ada-1",
		Now: now, key: key, codes: map[string]url.Values{},
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.discover)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /userinfo", p.info)
	p.server = httptest.NewServer(mux)
	p.URL = p.server.URL
	return p, nil
}

// Close stops the provider.
func (p *Provider) Close() { p.server.Close() }

// SignIn opens the URL to sign in, as the customer's browser does, and gives what the
// redirect brings to the page.
func (p *Provider) SignIn(at string) (url.Values, error) {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(at)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	to, err := answer.Location()
	if err != nil {
		return nil, fmt.Errorf("status %d: %w", answer.StatusCode, err)
	}
	return to.Query(), nil
}

func (p *Provider) discover(w http.ResponseWriter, _ *http.Request) {
	document := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token",
		"jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
	}
	if p.Info != nil {
		document["userinfo_endpoint"] = p.URL + "/userinfo"
	}
	if p.Method != "" {
		document["token_endpoint_auth_methods_supported"] = []string{p.Method}
	}
	if p.Document != nil {
		p.Document(document)
	}
	answer(w, http.StatusOK, document)
}

// info tells of the subject who shows the access token.
func (p *Provider) info(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer "+accessToken {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	answer(w, http.StatusOK, p.Info)
}

// accessToken is what everybody gets beside the ID token.
const accessToken = "for the userinfo endpoint"

// KeysAsked is how often the keys were asked for.
func (p *Provider) KeysAsked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// TokensAsked is how often somebody tried to exchange a code.
func (p *Provider) TokensAsked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.spent
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	p.asked++
	p.mu.Unlock()
	answer(w, http.StatusOK, map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": text(p.key.N.Bytes()),
		"e": text(big.NewInt(int64(p.key.E)).Bytes()),
	}}})
}

// Grant gives out a code for the query of a URL to sign in at.
func (p *Provider) Grant(q url.Values) (code string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.grant++
	code = fmt.Sprintf("code-%d", p.grant)
	p.codes[code] = q
	return code
}

// Hold leaves the next request for a token without an answer until whoever made it is
// gone. Its code stays good. The channel is closed once the request is there.
func (p *Provider) Hold() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = make(chan struct{})
	return p.hold
}

// Handle has a handler of the test answer at a path from now on.
func (p *Provider) Handle(path string, handler http.HandlerFunc) {
	before := p.server.Config.Handler
	p.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == path {
			handler(w, r)
			return
		}
		before.ServeHTTP(w, r)
	})
}

func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Get("response_type") != "code" || q.Get("client_id") != p.ClientID || !slices.Contains(p.Redirects, q.Get("redirect_uri")) ||
		q.Get("code_challenge_method") != "S256" || q.Get("state") == "" {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	back := url.Values{"code": {p.Grant(q)}, "state": {q.Get("state")}}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusFound)
}

// client reports whether the client shows its secret as it is to, and what it shows.
func (p *Provider) client(r *http.Request) (secret string, ok bool) {
	id, secret, basic := r.BasicAuth()
	method := "client_secret_basic"
	if basic {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		method, id, secret = "client_secret_post", r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if secret == "" {
		method = "none"
	}
	return secret, id == p.ClientID && secret == p.Secret && (p.Method == "" || p.Method == method)
}

// held waits for a request that is to be held to go away.
func (p *Provider) held(r *http.Request) bool {
	p.mu.Lock()
	hold := p.hold
	p.hold = nil
	p.mu.Unlock()
	if hold == nil {
		return false
	}
	_, _ = io.Copy(io.Discard, r.Body) // or the server does not see that the caller is gone
	close(hold)
	<-r.Context().Done()
	return true
}

func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	if p.held(r) {
		return
	}
	p.mu.Lock()
	p.spent++
	asked, known := p.codes[r.FormValue("code")]
	delete(p.codes, r.FormValue("code"))
	p.mu.Unlock()
	if secret, ok := p.client(r); !ok {
		answer(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client", "error_description": "got " + secret})
		return
	}
	challenge := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !known || r.FormValue("redirect_uri") != asked.Get("redirect_uri") || text(challenge[:]) != asked.Get("code_challenge") {
		answer(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": p.URL, "aud": p.ClientID, "sub": p.Subject, "nonce": asked.Get("nonce"),
		"iat": p.Now().Unix(), "exp": p.Now().Add(time.Minute).Unix(),
	}
	if p.Claims != nil {
		p.Claims(claims)
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": accessToken, "token_type": "Bearer", "expires_in": 60, "id_token": p.sign(claims),
	})
}

// sign writes an ID token.
func (p *Provider) sign(claims map[string]any) string {
	body, err := json.Marshal(claims)
	if err != nil {
		panic(err) // a map of texts and numbers
	}
	signed := text([]byte(`{"alg":"RS256","kid":"1"}`)) + "." + text(body)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, p.key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err) // the key is fit for it
	}
	return signed + "." + text(signature)
}

func text(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
