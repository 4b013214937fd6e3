package app_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/app"
	"github.com/rejoin-chat/rejoin/internal/config"
)

// certificate writes a certificate for the loopback address and gives who trusts it.
func certificate(t *testing.T, dir string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return pool
}

// secured starts a server with TLS on a free port and gives its URL.
func secured(t *testing.T, dir string) config.Endpoints {
	t.Helper()
	c, err := config.Load([]string{"--listen", "127.0.0.1:0", "--data", dir,
		"--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem")}, unset)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan config.Endpoints, 1), make(chan error, 1)
	go func() { // ends with the test
		ended <- app.Run(ctx, app.Options{
			Config: c, Version: "test", Log: slog.New(slog.DiscardHandler), Env: unset,
			Ready: func(e config.Endpoints) { ready <- e },
		})
	}()
	select {
	case e := <-ready:
		t.Cleanup(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("the server stopped with: %v", err)
			}
		})
		return e
	case err := <-ended:
		cancel()
		t.Fatalf("the server did not start: %v", err)
	}
	panic("unreachable")
}

func TestTLSFromEndToEnd(t *testing.T) {
	dir := t.TempDir()
	trusted := &tls.Config{RootCAs: certificate(t, dir), NextProtos: []string{"h2", "http/1.1"}}
	e := secured(t, dir)
	if !strings.HasPrefix(e.HTTP, "https://127.0.0.1:") || !strings.HasPrefix(e.Socket, "wss://127.0.0.1:") {
		t.Fatalf("got %s and %s, want https and wss", e.HTTP, e.Socket)
	}

	// HTTP/2 has no upgrades, so it must not be agreed on even by who prefers it.
	conn, err := tls.Dial("tcp", strings.TrimPrefix(e.HTTP, "https://"), trusted)
	if err != nil {
		t.Fatal(err)
	}
	if got := conn.ConnectionState().NegotiatedProtocol; got != "http/1.1" {
		t.Errorf("got protocol %q, want http/1.1", got)
	}
	conn.Close()

	transport := &http.Transport{TLSClientConfig: trusted, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	who, err := chatclient.Start(t.Context(), chatclient.StartOptions{Endpoint: e.HTTP, HTTPClient: client, DisplayName: "Ada"})
	if err != nil {
		t.Fatal(err)
	}
	c := chatclient.New(chatclient.Config{Endpoint: e.HTTP, HTTPClient: client, TLSConfig: &tls.Config{RootCAs: trusted.RootCAs}}, who)
	said := make(chan string, 10)
	if err := c.Connect(t.Context(), chatclient.Handlers{OnMessage: func(i chatclient.Item) { said <- i.Content }}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		c.Close()
		<-c.Done()
	}()
	if _, err := c.SendMessage(t.Context(), chatclient.Message{Content: "over wss"}); err != nil {
		t.Fatal(err)
	}
	for got := ""; got != "over wss"; got = <-said {
	}
}
