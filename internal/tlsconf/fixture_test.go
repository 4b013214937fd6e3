package tlsconf

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// selfSigned returns a certificate and key for a host in PEM. Certificates are
// told apart by their serial number.
func selfSigned(t *testing.T, host string, serial int64) (certPEM, keyPEM []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: host},
		DNSNames:     []string{host},
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2120, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: keyDER})
}

// pairFiles is a certificate file and a key file in a folder of their own.
type pairFiles struct {
	cert, key string
	written   time.Time // modification time of the last write
}

func newPairFiles(t *testing.T, serial int64) *pairFiles {
	dir := t.TempDir()
	f := &pairFiles{
		cert: filepath.Join(dir, "cert.pem"), key: filepath.Join(dir, "key.pem"),
		written: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	certPEM, keyPEM := selfSigned(t, "chat.example.com", serial)
	f.write(t, certPEM, keyPEM)
	return f
}

// write replaces both files, a second after they were last replaced.
func (f *pairFiles) write(t *testing.T, certPEM, keyPEM []byte) {
	t.Helper()
	f.written = f.written.Add(time.Second)
	for name, content := range map[string][]byte{f.cert: certPEM, f.key: keyPEM} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, f.written, f.written); err != nil {
			t.Fatal(err)
		}
	}
}

// handshake connects to the configuration as a client that asks for a host over
// TLS up to a version, and returns what the connection came to.
func handshake(t *testing.T, config *tls.Config, host string, maxVersion uint16) (tls.ConnectionState, error) {
	t.Helper()
	clientSide, serverSide := net.Pipe()
	done := make(chan struct{})
	go func() { // ends with the handshake: closing either side of the pipe ends it
		defer close(done)
		defer serverSide.Close()
		_ = tls.Server(serverSide, config).HandshakeContext(t.Context())
	}()
	client := tls.Client(clientSide, &tls.Config{
		ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: maxVersion,
		NextProtos: []string{"http/1.1"},
	})
	err := client.HandshakeContext(t.Context())
	clientSide.Close()
	<-done
	return client.ConnectionState(), err
}

// wantSerial fails the test unless the configuration serves the certificate with
// the serial number.
func wantSerial(t *testing.T, config *tls.Config, want int64) {
	t.Helper()
	state, err := handshake(t, config, "chat.example.com", tls.VersionTLS13)
	if err != nil {
		t.Fatalf("handshake: %v", err)
	}
	if got := state.PeerCertificates[0].SerialNumber.Int64(); got != want {
		t.Errorf("got certificate %d, want %d", got, want)
	}
}
