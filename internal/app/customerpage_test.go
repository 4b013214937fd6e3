package app_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/customerdoor"
)

// knock asks the door for a chat, as the page does.
func (s *site) knock(ticket string) answer {
	s.t.Helper()
	body := fmt.Sprintf(`{"displayName":"Ana","clientToken":%q,"ticket":%q}`, uuid.NewString(), ticket)
	return s.do("POST", customerdoor.Path, body, "Content-Type", "application/json", "Origin", base)
}

func TestTheCustomersPageIsOnWhereOnlyThisMachineReachesIt(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		on   bool
	}{
		"loopback":             {nil, true},
		"switched off":         {[]string{"--customer-page", "off"}, false},
		"behind a proxy":       {[]string{"--public-url", "https://chat.example.com"}, false},
		"behind one, asked":    {[]string{"--public-url", "https://chat.example.com", "--customer-page", "on"}, true},
		"elsewhere":            {[]string{"--listen", "192.0.2.1:8080"}, false},
		"on all interfaces":    {[]string{"--listen", ":8080"}, false},
		"on all, and asked to": {[]string{"--listen", ":8080", "--customer-page", "on"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, tc.args...)
			page, door := s.do("GET", "/", ""), s.knock("")
			if off := strings.Contains(page.body, "switched off"); page.status != 200 || off == tc.on {
				t.Errorf("got page %d %s, want it to be on: %t", page.status, page.body, tc.on)
			}
			if (door.status == 200) != tc.on || !tc.on && door.errorName() != "MissingAuthenticationTokenException" {
				t.Errorf("got %d %s from the door, want it to be open: %t", door.status, door.body, tc.on)
			}
			if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, " ws") {
				t.Errorf("got policy %q, want no frames and the websocket", policy)
			}
		})
	}
}

// What the door hands out is good for the participant's API, and its ticket for the
// chat after.
func TestTheDoorsAnswerOpensTheChat(t *testing.T) {
	s := newSite(t)
	var first, second struct {
		chatclient.ChatDetails
		Ticket string
	}
	if err := json.Unmarshal([]byte(s.knock("").body), &first); err != nil {
		t.Fatal(err)
	}
	c := s.customer(first.ChatDetails, chatclient.Handlers{})
	if err := c.DisconnectParticipant(t.Context()); err != nil {
		t.Fatal(err)
	}
	<-c.Done()
	if err := json.Unmarshal([]byte(s.knock(first.Ticket).body), &second); err != nil {
		t.Fatal(err)
	}
	if second.ContinuedFromContactID != first.ContactID {
		t.Errorf("got %+v, want it to continue %s", second, first.ContactID)
	}
}

// A name that somebody has lead to this machine makes their page none of ours.
func TestAServerOnLoopbackIsCalledByItsName(t *testing.T) {
	s := newSite(t)
	for host, want := range map[string]int{"127.0.0.1:8080": 200, "localhost:8080": 200, "evil.example:8080": 403} {
		r, err := request("POST", base+customerdoor.Path, fmt.Sprintf(`{"displayName":"Ana","clientToken":%q}`, uuid.NewString()),
			"Content-Type", "application/json", "Origin", "http://"+host, "Sec-Fetch-Site", "same-origin")
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		if a := s.send(r); a.status != want {
			t.Errorf("%s: got %d %s, want %d", host, a.status, a.body, want)
		}
	}
}

func TestAMissingFlowOfThePageStartsNothing(t *testing.T) {
	s := newSite(t, "--customer-flow", "00000000-0000-4000-8000-000000000000")
	if a := s.knock(""); a.status != 404 {
		t.Errorf("got %d %s, want 404", a.status, a.body)
	}
}
