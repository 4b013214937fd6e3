package tlsconf

import (
	"bytes"
	"crypto/tls"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/clock/clocktest"
)

// served is a configuration from files with its clock and log.
type served struct {
	config *tls.Config
	clock  *clocktest.Manual
	log    bytes.Buffer
}

func serve(t *testing.T, files *pairFiles) *served {
	t.Helper()
	s := &served{clock: clocktest.At(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))}
	config, err := FromFiles(files.cert, files.key, s.clock, slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		t.Fatalf("FromFiles: %v", err)
	}
	s.config = config
	return s
}

func (s *served) failures() int { return strings.Count(s.log.String(), "TLS certificate not reloaded") }

func TestFromFilesServesTheCertificate(t *testing.T) {
	wantSerial(t, serve(t, newPairFiles(t, 1)).config, 1)
}

func TestFromFilesSpeaksModernTLSAndBothVersionsOfHTTP(t *testing.T) {
	s := serve(t, newPairFiles(t, 1))
	if _, err := handshake(t, s.config, "chat.example.com", tls.VersionTLS11); err == nil {
		t.Error("a TLS 1.1 client: got a connection, want refusal")
	}
	state, err := handshake(t, s.config, "chat.example.com", tls.VersionTLS12)
	if err != nil || state.NegotiatedProtocol != "http/1.1" {
		t.Errorf("a TLS 1.2 client of HTTP/1.1: got %q, %v", state.NegotiatedProtocol, err)
	}
}

func TestFromFilesNoticesARenewalWithinSeconds(t *testing.T) {
	files := newPairFiles(t, 1)
	s := serve(t, files)
	certPEM, keyPEM := selfSigned(t, "chat.example.com", 2)
	files.write(t, certPEM, keyPEM)

	s.clock.Advance(checkEvery - 1)
	wantSerial(t, s.config, 1)
	s.clock.Advance(1)
	wantSerial(t, s.config, 2)
	if got := s.failures(); got != 0 {
		t.Errorf("got %d failures logged, want none:\n%s", got, s.log.String())
	}
}

func TestFromFilesKeepsTheLastGoodPair(t *testing.T) {
	breakages := map[string]func(*testing.T, *pairFiles){
		"certificate is not PEM": func(t *testing.T, f *pairFiles) {
			_, keyPEM := selfSigned(t, "chat.example.com", 2)
			f.write(t, []byte("not a certificate"), keyPEM)
		},
		"key of another certificate": func(t *testing.T, f *pairFiles) {
			certPEM, _ := selfSigned(t, "chat.example.com", 2)
			_, keyPEM := selfSigned(t, "chat.example.com", 3)
			f.write(t, certPEM, keyPEM)
		},
		"certificate removed": func(t *testing.T, f *pairFiles) {
			if err := os.Remove(f.cert); err != nil {
				t.Fatal(err)
			}
		},
		"key removed": func(t *testing.T, f *pairFiles) {
			if err := os.Remove(f.key); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, damage := range breakages {
		t.Run(name, func(t *testing.T) {
			files := newPairFiles(t, 1)
			s := serve(t, files)
			damage(t, files)
			for range 3 {
				s.clock.Advance(checkEvery)
				wantSerial(t, s.config, 1)
			}
			if got := s.failures(); got != 1 {
				t.Errorf("got %d failures logged for one change, want 1", got)
			}

			certPEM, keyPEM := selfSigned(t, "chat.example.com", 4)
			files.write(t, certPEM, keyPEM)
			s.clock.Advance(checkEvery)
			wantSerial(t, s.config, 4)
		})
	}
}

func TestFromFilesFailsWithoutAUsablePair(t *testing.T) {
	log := slog.New(slog.DiscardHandler)
	files := newPairFiles(t, 1)
	if _, err := FromFiles(files.cert, files.key+".missing", clock.System(), log); err == nil {
		t.Error("no key: got no error")
	}
	if _, err := FromFiles(files.cert, files.cert, clock.System(), log); err == nil {
		t.Error("the certificate given for the key: got no error")
	}
	if _, err := FromFiles("", "", clock.System(), log); err == nil {
		t.Error("no files: got no error")
	}
}

func TestFromFilesServesManyHandshakesAtOnce(t *testing.T) {
	files := newPairFiles(t, 1)
	config, err := FromFiles(files.cert, files.key, clock.System(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				if _, err := config.GetCertificate(nil); err != nil {
					t.Errorf("got %v, want a certificate", err)
				}
			}
		})
	}
	all.Wait()
}
