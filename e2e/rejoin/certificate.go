package rejoin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// certificate is a server's, signed by itself: who trusts it can reach the server.
type certificate struct {
	// file and key are the PEM files, which the server reads.
	file, key string
	// client trusts this certificate and no other.
	client *http.Client
}

// certify makes a certificate for 127.0.0.1 that is valid for a day.
func certify(folder string) (*certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "Rejoin under test"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IsCA:         true, BasicConstraintsValid: true,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(signed)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	c := &certificate{file: filepath.Join(folder, "cert.pem"), key: filepath.Join(folder, "key.pem"), client: trusting(parsed)}
	if err := writePEM(c.file, "CERTIFICATE", signed); err != nil {
		return nil, err
	}
	return c, writePEM(c.key, "PRIVATE KEY", secret)
}

func writePEM(path, kind string, bytes []byte) error {
	text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes})
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return fmt.Errorf("keep the certificate: %w", err)
	}
	return nil
}

// trusting is a client of servers with the certificate.
func trusting(c *x509.Certificate) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(c)
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

// Certificate is the file that clients of a server with TLS have to trust.
func (s *Server) Certificate() string {
	if s.tls == nil {
		return ""
	}
	return s.tls.file
}
