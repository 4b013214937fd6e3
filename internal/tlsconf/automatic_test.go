package tlsconf

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// keptCertificate is a configuration for chat.example.com whose folder already
// holds a certificate; the authority's address leads nowhere.
func keptCertificate(t *testing.T) *tls.Config {
	t.Helper()
	dir := t.TempDir()
	certPEM, keyPEM := selfSigned(t, "chat.example.com", 7)
	if err := os.WriteFile(filepath.Join(dir, "chat.example.com"), slices.Concat(keyPEM, certPEM), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := Automatic(ACME{Hosts: []string{"chat.example.com"}, CacheDir: dir, DirectoryURL: "http://127.0.0.1:1/"})
	if err != nil {
		t.Fatalf("Automatic: %v", err)
	}
	return config
}

func TestAutomaticServesTheCertificateItKept(t *testing.T) {
	wantSerial(t, keptCertificate(t), 7)
}

func TestAutomaticServesNoOtherHost(t *testing.T) {
	config := keptCertificate(t)
	for _, host := range []string{"other.example.com", "sub.chat.example.com", ""} {
		if _, err := handshake(t, config, host, tls.VersionTLS13); err == nil {
			t.Errorf("host %q: got a connection, want refusal", host)
		}
	}
}

func TestAutomaticAnswersTheAuthorityOnTheSameListener(t *testing.T) {
	config := keptCertificate(t)
	for _, protocol := range []string{"h2", "http/1.1", "acme-tls/1"} {
		if !slices.Contains(config.NextProtos, protocol) {
			t.Errorf("got protocols %q, want %q among them", config.NextProtos, protocol)
		}
	}
	if _, err := handshake(t, config, "chat.example.com", tls.VersionTLS11); err == nil {
		t.Error("a TLS 1.1 client: got a connection, want refusal")
	}
}

func TestAutomaticNeedsHostsAndAFolder(t *testing.T) {
	if _, err := Automatic(ACME{CacheDir: t.TempDir()}); err == nil {
		t.Error("no host: got no error")
	}
	if _, err := Automatic(ACME{Hosts: []string{"chat.example.com"}}); err == nil {
		t.Error("no folder: got no error")
	}
}
