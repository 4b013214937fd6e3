package nats

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/fanout"
	"github.com/rejoin-chat/rejoin/internal/testenv/natstest"
)

// refuse opens a broker that must not open, and returns why.
func refuse(t *testing.T, opts Options) string {
	t.Helper()
	if opts.Installation == "" {
		opts.Installation = "test"
	}
	began := clock.System().Now()
	b, err := Open(context.Background(), opts)
	if err == nil {
		b.Close()
		t.Fatal("Open succeeded")
	}
	if took := clock.System().Now().Sub(began); took > 8*time.Second {
		t.Errorf("Open took %v, want about 5 s at most", took)
	}
	text := err.Error()
	if strings.Contains(text, "\n") || strings.Contains(text, "geheim") {
		t.Errorf("the error is not one line without the password: %q", text)
	}
	return text
}

// mention fails the test unless the text has all the parts.
func mention(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not mention %q", text, part)
		}
	}
}

func withUser(o *server.Options) { o.Username, o.Password = "rejoin", "geheim" }

// as is a server's URL with credentials.
func as(credentials string, s *natstest.Server) string {
	return "nats://" + credentials + "@" + s.Address()
}

func TestOpenSaysWhyAServerCannotBeReached(t *testing.T) {
	s := natstest.Start(t, nil)
	s.Stop()
	mention(t, refuse(t, Options{URL: as("u:geheim", s)}), s.Address(), "connection refused")
}

func TestOpenGivesUpOnServersThatSayNothing(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts in the kernel, and no more
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	silent := "nats://" + l.Addr().String()
	mention(t, refuse(t, Options{URL: silent}), l.Addr().String(), "timeout")
	mention(t, refuse(t, Options{URL: strings.Join([]string{silent, silent, silent, silent, silent}, ",")}), l.Addr().String())
}

func TestOpenEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Open(ctx, Options{URL: natstest.Start(t, nil).URL(), Installation: "test"})
	if err == nil {
		t.Fatal("Open succeeded")
	}
	mention(t, err.Error(), "context canceled")
}

func TestOpenSaysThatCredentialsAreRefused(t *testing.T) {
	s := natstest.Start(t, withUser)
	for _, url := range []string{as("rejoin:geheim2", s), as("geheim2", s), s.URL()} {
		mention(t, refuse(t, Options{URL: url}), s.Address(), "Authorization Violation")
	}
}

func TestOpenSaysThatSubjectsAreNotPermitted(t *testing.T) {
	for name, permissions := range map[string]*server.Permissions{
		"Publish":      {Publish: &server.SubjectPermission{Deny: []string{"rejoin.>"}}},
		"Subscription": {Subscribe: &server.SubjectPermission{Deny: []string{"rejoin.>"}}},
	} {
		s := natstest.Start(t, func(o *server.Options) {
			o.Users = []*server.User{{Username: "rejoin", Password: "geheim", Permissions: permissions}}
		})
		text := refuse(t, Options{URL: as("rejoin:geheim", s)})
		mention(t, strings.ToLower(text), s.Address(), "permissions violation", strings.ToLower(name), "rejoin.test.beat.")
	}
}

func TestOpenRefusesOptionsThatMakeNoSense(t *testing.T) {
	mention(t, refuse(t, Options{URL: "u:geheim@a"}), "server 1 of 1", "nats://")
	for _, installation := range []string{"a.b", "a b", "*", "ü"} {
		mention(t, refuse(t, Options{URL: "nats://a", Installation: installation}), "installation")
	}
	if _, err := Open(context.Background(), Options{URL: "nats://a"}); err == nil {
		t.Error("Open succeeded without an installation")
	}
}

func TestOpenWithCredentials(t *testing.T) {
	user := natstest.Start(t, withUser)
	token := natstest.Start(t, func(o *server.Options) { o.Authorization = "geheim" })
	gone := natstest.Start(t, nil)
	gone.Stop()
	for name, url := range map[string]string{
		"user and password": as("rejoin:geheim", user),
		"token":             as("geheim", token),
		"several servers":   gone.URL() + ", " + as("rejoin:geheim", user),
	} {
		if b := open(t, Options{URL: url}); !b.Healthy() {
			t.Errorf("%s: not healthy after Open", name)
		}
	}
}

// certificate is of a server at 127.0.0.1, and the authority that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	now := clock.System().Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, trusted
}

func TestTLSIsSpokenAndVerified(t *testing.T) {
	cert, trusted := certificate(t)
	s := natstest.Start(t, func(o *server.Options) {
		o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
		o.TLSTimeout = 2
	})
	url := "tls://u:geheim@" + s.Address()
	mention(t, refuse(t, Options{URL: url}), s.Address(), "certificate")

	config := &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12}
	one, two := open(t, Options{URL: url, TLS: config}), open(t, Options{URL: url, TLS: config})
	heard := make(chan fanout.Event, 1)
	defer two.Subscribe("s1", func(e fanout.Event) { heard <- e })()
	one.Publish(item("s1", 1))
	if e := <-heard; e.Item.Seq != chat.Seq(1) {
		t.Errorf("heard item %d over TLS, want 1", e.Item.Seq)
	}
}
