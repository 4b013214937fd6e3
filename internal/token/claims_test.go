package token

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestTokensGiveBackTheirClaims(t *testing.T) {
	ring := newRing(t, secret(0))
	tokens := issued(t, ring)
	if got, err := ring.VerifyParticipant(tokens["participant"]); err != nil || got != someone {
		t.Errorf("participant: got %+v, %v; want %+v", got, err, someone)
	}
	if got, err := ring.VerifyConnection(tokens["connection"], issuedAt, 0); err != nil || got != connected {
		t.Errorf("connection: got %+v, %v; want %+v", got, err, connected)
	}
	if got, err := ring.VerifySocket(tokens["socket"], issuedAt); err != nil || got != opening {
		t.Errorf("socket: got %+v, %v; want %+v", got, err, opening)
	}
	if got, err := ring.OpenPage("session", tokens["page"]); err != nil || string(got) != "after item 7" {
		t.Errorf("page: got %q, %v; want %q", got, err, "after item 7")
	}
	if reference, content, err := ring.OpenView("session", tokens["view"]); err != nil || reference != "view:2" || content != "hash" {
		t.Errorf("view: got %q and %q, %v; want view:2 and its hash", reference, content, err)
	}
	if session, id, err := ring.OpenState("instance", tokens["state"]); err != nil || session != "session" || id != "attempt" {
		t.Errorf("state: got %q and %q, %v; want the session and the attempt", session, id, err)
	}
	if contact, err := ring.VerifyTicket("instance", tokens["ticket"]); err != nil || contact != "contact" {
		t.Errorf("ticket: got %q, %v; want the contact", contact, err)
	}
	if _, err := ring.VerifyTicket("another instance", tokens["ticket"]); !errors.Is(err, ErrForged) {
		t.Errorf("ticket in another instance: got %v, want %v", err, ErrForged)
	}
	if _, _, err := ring.OpenState("another instance", tokens["state"]); !errors.Is(err, ErrForged) {
		t.Errorf("state in another instance: got %v, want %v", err, ErrForged)
	}
	if _, _, err := ring.OpenView("another session", tokens["view"]); !errors.Is(err, ErrForged) {
		t.Errorf("view in another session: got %v, want %v", err, ErrForged)
	}
}

// A token of who has signed in says so, and half of that is no token.
func TestTokensOfWhoHasSignedInSaySo(t *testing.T) {
	ring := newRing(t, secret(0))
	agent := someone
	agent.UserID, agent.LoginID = "user", "login"
	if got, err := ring.VerifyParticipant(must[string](t)(ring.IssueParticipant(agent))); err != nil || got != agent {
		t.Errorf("participant: got %+v, %v; want %+v", got, err, agent)
	}
	c := Connection{agent, "contact", issuedAt.Add(time.Hour)}
	if got, err := ring.VerifyConnection(must[string](t)(ring.IssueConnection(c)), issuedAt, 0); err != nil || got != c {
		t.Errorf("connection: got %+v, %v; want %+v", got, err, c)
	}
	s := Socket{agent, issuedAt, issuedAt.Add(time.Hour)}
	if got, err := ring.VerifySocket(must[string](t)(ring.IssueSocket(s)), issuedAt); err != nil || got != s {
		t.Errorf("socket: got %+v, %v; want %+v", got, err, s)
	}
	agent.UserID = ""
	if token, err := ring.IssueParticipant(agent); err != ErrClaims {
		t.Errorf("without a user: got %q, %v; want %v", token, err, ErrClaims)
	}
	var w writer
	someone.write(&w)
	w.id("user")
	if _, err := ring.VerifyParticipant(must[string](t)(ring.seal(kindParticipant, "", w))); err != ErrMalformed {
		t.Errorf("without a login: got %v, want %v", err, ErrMalformed)
	}
}

func TestTokensCarryAnyID(t *testing.T) {
	ring := newRing(t, secret(0))
	for _, id := range []string{
		"x", "contact-1", "ünïcode ✓", "\x00", "a/b+c=", strings.Repeat("i", 127), strings.Repeat("i", 128), strings.Repeat("i", MaxIDLen),
		"AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE", "aaaaaaaabbbbccccddddeeeeeeeeeeee", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeeg", "aaaaaaaa-bbbb-cccc-dddd+eeeeeeeeeeee",
		"00000000-0000-0000-0000-000000000000",
	} {
		want := Participant{InstanceID: someone.InstanceID, SessionID: chat.SessionID(id), ParticipantID: someone.ParticipantID}
		got, err := ring.VerifyParticipant(must[string](t)(ring.IssueParticipant(want)))
		if err != nil || got != want {
			t.Errorf("id %q: got %+v, %v", id, got, err)
		}
	}
}

func TestTimesAreCutToMilliseconds(t *testing.T) {
	ring := newRing(t, secret(0))
	c := connected
	c.ExpiresAt = c.ExpiresAt.Add(999 * time.Microsecond).In(time.FixedZone("", 3600))
	got := must[Connection](t)(ring.VerifyConnection(must[string](t)(ring.IssueConnection(c)), issuedAt, 0))
	if got != connected {
		t.Errorf("got %v, want %v", got.ExpiresAt, connected.ExpiresAt)
	}
}

// An HMAC that is right does not excuse claims that are not.
func TestClaimsOutOfPlaceAreMalformed(t *testing.T) {
	uuid := []byte{uuidMark, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	three := func(third ...byte) []byte { return append(append(bytes.Clone(uuid), uuid...), third...) }
	tests := map[string][]byte{
		"nothing":                    nil,
		"an id missing":              append(bytes.Clone(uuid), uuid...),
		"a UUID cut":                 three(uuid[:16]...),
		"an id cut":                  three(5, 'a'),
		"something left over":        three(1, 'a', 0),
		"a length with a spare byte": three(0x81, 0x00, 'a'),
		"a length beyond numbers":    three(bytes.Repeat([]byte{0xff}, 11)...),
		"an id too long":             three(append([]byte{0x81, 0x02}, bytes.Repeat([]byte("a"), MaxIDLen+1)...)...),
		"a UUID written out":         three(append([]byte{byte(len(someone.SessionID))}, someone.SessionID...)...),
	}
	ring := newRing(t, secret(0))
	for name, claims := range tests {
		token := must[string](t)(ring.seal(kindParticipant, "", writer{claims: claims}))
		if _, err := ring.VerifyParticipant(token); err != ErrMalformed {
			t.Errorf("%s: got %v, want %v", name, err, ErrMalformed)
		}
	}
}

func TestATimeBeyondNumbersIsMalformed(t *testing.T) {
	ring := newRing(t, secret(0))
	var w writer
	someone.write(&w)
	w.id("contact")
	w.claims = append(w.claims, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01)
	token := must[string](t)(ring.seal(kindConnection, "", w))
	if _, err := ring.VerifyConnection(token, issuedAt, 0); err != ErrMalformed {
		t.Errorf("got %v, want %v", err, ErrMalformed)
	}
}

func TestClaimsThatNoTokenCanCarryAreRefused(t *testing.T) {
	ring := newRing(t, secret(0))
	long := strings.Repeat("i", MaxIDLen)
	tests := map[string]func() (string, error){
		"no instance": func() (string, error) { return ring.IssueParticipant(Participant{"", "s", "p", "", ""}) },
		"no session":  func() (string, error) { return ring.IssueParticipant(Participant{"i", "", "p", "", ""}) },
		"no one":      func() (string, error) { return ring.IssueParticipant(Participant{"i", "s", "", "", ""}) },
		"no contact":  func() (string, error) { return ring.IssueConnection(Connection{someone, "", issuedAt}) },
		"id too long": func() (string, error) {
			return ring.IssueParticipant(Participant{"i", "s", chat.ParticipantID(long + "i"), "", ""})
		},
		"ids too long together": func() (string, error) {
			return ring.IssueParticipant(Participant{chat.InstanceID(long), chat.SessionID(long), chat.ParticipantID(long), "", ""})
		},
		"no expiry":        func() (string, error) { return ring.IssueConnection(Connection{someone, "c", time.Time{}}) },
		"no time of issue": func() (string, error) { return ring.IssueSocket(Socket{someone, time.Time{}, issuedAt}) },
		"page too long":    func() (string, error) { return ring.SealPage("session", make([]byte, MaxPageLen+1)) },
	}
	for name, issue := range tests {
		if token, err := issue(); err != ErrClaims || token != "" {
			t.Errorf("%s: got %q, %v; want %v", name, token, err, ErrClaims)
		}
	}
}
