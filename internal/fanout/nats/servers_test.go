package nats

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestServersAreNamedWithoutWhatIsSecret(t *testing.T) {
	for list, want := range map[string]struct {
		shown string
		urls  int
	}{
		"nats://localhost":                              {"nats://localhost", 1},
		"nats://u:geheim@a:4222":                        {"nats://a:4222", 1},
		"tls://geheim@a:4222":                           {"tls://a:4222", 1},
		"nats://u:geh%2Feim@a:4222 , nats://u:geheim@b": {"nats://a:4222,nats://b", 2},
		"nats://[::1]:4222/":                            {"nats://[::1]:4222", 1},
	} {
		got, err := parseServers(list)
		if err != nil || got.shown != want.shown || len(got.urls) != want.urls {
			t.Errorf("parseServers(%q) = %q with %d URLs, %v, want %q with %d", list, got.shown, len(got.urls), err, want.shown, want.urls)
		}
	}
}

func TestABadURLIsNotQuoted(t *testing.T) {
	for _, list := range []string{
		"", "localhost:4222", "http://u:geheim@a", "nats://", "nats://u:geheim@", "nats://u:geh/eim@a:4222", "nats://u:geh eim@a",
		"nats://u:geheim@a:port", "nats://a,", "nats://a,u:geheim@b", "nats://a/?x=geheim", "nats://a#geheim", "nats://a/geheim",
	} {
		got, err := parseServers(list)
		if err == nil {
			t.Errorf("parseServers(%q) = %v, want an error", list, got)
			continue
		}
		for _, secret := range []string{"geh", "eim", "\n"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("parseServers(%q): %q shows %q", list, err, secret)
			}
		}
	}
}

func TestASessionIsOneTokenOfItsSubject(t *testing.T) {
	s := makeSubjects("acme", "key")
	seen := make(map[string]string)
	for _, id := range []string{
		"0f8fad5b-d9cb-469f-a165-70867728950e", "", "a.b", "a b", "*", ">", "a\r\nPUB x 1", "~", "YS5i", "ü",
	} {
		subject := s.session(chat.SessionID(id))
		token, ok := strings.CutPrefix(subject, "rejoin.acme.session.")
		if !ok || token == "" || strings.ContainsAny(token, ".*> \r\n\t") {
			t.Errorf("the subject of session %q is %q", id, subject)
		}
		if other, ok := seen[subject]; ok {
			t.Errorf("sessions %q and %q share the subject %s", id, other, subject)
		}
		seen[subject] = id
	}
	if got, want := s.session("s-1"), "rejoin.acme.session.s-1"; got != want {
		t.Errorf("the subject of session s-1 is %q, want %q", got, want)
	}
}
