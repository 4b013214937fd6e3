package integration

import (
	"io"
	"net/http"
	neturl "net/url"
	"os"
	"regexp"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

var regionPattern = regexp.MustCompile(`^[a-z]+(-[a-z]+)*-[0-9]+$`)

// aws reads how a service of AWS is reached: region, endpoint, profile and
// unsigned. The endpoint is AWS's own unless one is named, and needs no region
// where requests are not signed.
func (r *reader) aws(m *strictyaml.Mapping, service, region string, own func(region string) string) (string, *outside.Signer) {
	at := m.Get("region")
	if at.Given() {
		region = at.Text()
	}
	named, profile := m.Get("endpoint"), m.Get("profile")
	unsigned := m.Get("unsigned")
	known := regionPattern.MatchString(region)
	switch {
	case unsigned.Bool() && !named.Given():
		unsigned.Fail("AWS takes no request unsigned: name an endpoint")
	case !unsigned.Bool() && !known:
		m.Node().Fail("want a region, such as region: eu-central-1")
	}
	endpoint := own(region)
	if named.Given() {
		endpoint = url(named)
	}
	if unsigned.Bool() || !known {
		return endpoint, nil
	}
	return endpoint, r.signer(m.Node(), account{service, region, profile.Text()})
}

// signer finds credentials, once for all that need the same.
func (r *reader) signer(n strictyaml.Node, a account) *outside.Signer {
	if s, ok := r.signers[a]; ok {
		return s
	}
	s, err := outside.NewSigner(r.ctx, a.service, a.region, a.profile)
	if err != nil {
		n.Fail("%w", err)
	}
	r.signers[a] = s
	return s
}

// url reads a URL to post to. One with a password is refused: it would be in logs.
func url(n strictyaml.Node) string {
	u, err := neturl.Parse(n.Text())
	switch {
	case !n.Given():
	case err != nil, u.Hostname() == "", u.Scheme != "http" && u.Scheme != "https":
		n.Fail("want http://HOST… or https://HOST…")
	case u.User != nil || u.Fragment != "":
		n.Fail("want a URL without user and fragment; credentials belong into headers")
	}
	return n.Text()
}

// headers reads texts or secrets by name.
func (r *reader) headers(n strictyaml.Node) http.Header {
	headers := make(http.Header)
	n.Mapping().Each(func(key, value strictyaml.Node) {
		name := http.CanonicalHeaderKey(key.Text())
		if !headerName.MatchString(name) || reserved[name] {
			key.Fail("%q is no header that can be set", key.Text())
		}
		text := value.Text
		if value.IsMapping() {
			text = func() string { return r.secret(value) }
		}
		v := text()
		if strings.ContainsFunc(v, func(c rune) bool { return c < ' ' || c == 0x7f }) {
			value.Fail("a header has one line")
		}
		headers.Set(name, v)
	})
	return headers
}

var headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")

// reserved are headers that requests have of their own.
var reserved = map[string]bool{
	"Host": true, "Content-Length": true, "Content-Type": true, "Transfer-Encoding": true, "Connection": true,
	"Idempotency-Key": true, "X-Rejoin-Signature": true, "X-Rejoin-Function": true, "X-Rejoin-Invocation-Type": true,
}

// maxSecret bounds the file of a secret.
const maxSecret = 64 << 10

// secret finds what {env: NAME} or {file: PATH} refers to; "" when there is no such
// node.
func (r *reader) secret(n strictyaml.Node) string {
	if !n.Given() {
		return ""
	}
	if !n.IsMapping() {
		n.Fail("a secret is not written here: want {env: NAME} or {file: PATH}")
		return ""
	}
	m := n.Mapping()
	env, file := m.Get("env"), m.Get("file")
	m.End()
	var value string
	switch {
	case count(env, file) != 1:
		n.Fail("want one of env, file")
		return ""
	case env.Given():
		value, _ = r.LookupEnv(env.Text())
		if value == "" {
			env.Fail("the environment has no %s", env.Text())
		}
	default:
		value = r.secretFile(file)
	}
	return value
}

// secretFile reads a secret; the end of its line does not belong to it.
func (r *reader) secretFile(n strictyaml.Node) string {
	f, err := os.Open(r.path(n.Text()))
	if err != nil {
		n.Fail("%w", err)
		return ""
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSecret))
	value := strings.TrimRight(string(data), "\r\n")
	if err != nil || value == "" {
		n.Fail("no secret is in %s", n.Text())
	}
	return value
}
