package app_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestAConnectionTokenLivesADayAndTheGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, `"ChatDurationInMinutes":10080,`)
		c := s.join(who)
		expiry, err := time.Parse(chatclient.TimeFormat, c.ConnectionCredentials.Expiry)
		if err != nil {
			t.Fatal(err)
		}
		if got := time.Until(expiry).Round(time.Second); got != 24*time.Hour {
			t.Errorf("got a life of %v, want a day", got)
		}
		const grace = 12 * time.Hour // until a web client tries again
		for _, step := range []struct {
			at     time.Duration
			status int
		}{{-time.Minute, 200}, {grace - time.Minute, 200}, {grace + time.Minute, 403}} {
			s.restart(time.Until(expiry.Add(step.at))) // nothing is to be seen meanwhile
			if a := s.participant("transcript", c.ConnectionCredentials.ConnectionToken, `{}`); a.status != step.status {
				t.Errorf("%v after the expiry: got %d %s, want %d", step.at, a.status, a.body, step.status)
			}
		}
		// The participant token has no end but the chat's.
		s.read(s.participant("transcript", s.join(who).ConnectionCredentials.ConnectionToken, `{}`), new(any))
	})
}

func TestAWebsocketAddressOpensForTwoMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, "")
		url := s.join(who).Websocket.Url
		for _, step := range []struct {
			wait time.Duration
			want int
		}{
			{0, 101},                 // it may be opened
			{100 * time.Second, 101}, // the documented time, and more than once
			{21 * time.Second, 403},
		} {
			<-time.After(step.wait)
			if got := s.upgrade(url); got != step.want {
				t.Errorf("after %v more: got %d, want %d", step.wait, got, step.want)
			}
		}
		if got := s.upgrade(s.join(who).Websocket.Url); got != 101 {
			t.Errorf("the next address: got %d, want 101", got)
		}
	})
}

func TestAWebsocketStaysOpenForAsLongAsItBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		who := s.begin(sampleFlow, "")
		var beats, misses, losses, established atomic.Int64
		s.customer(who, chatclient.Handlers{
			OnDeepHeartbeatSuccess:  func() { beats.Add(1) },
			OnDeepHeartbeatFailure:  func() { misses.Add(1) },
			OnConnectionLost:        func(error) { losses.Add(1) },
			OnConnectionEstablished: func() { established.Add(1) },
		})
		<-time.After(3 * time.Hour) // three rotations
		if got, want := beats.Load(), int64(3*360); got < want-3 || got > want+3 {
			t.Errorf("got %d answered pings, want %d", got, want)
		}
		if misses.Load() != 0 || losses.Load() != 0 || established.Load() != 1 {
			t.Errorf("got %d misses, %d losses, established %d times, want none, none, once",
				misses.Load(), losses.Load(), established.Load())
		}
	})
}

// An agent's page has its token replaced before that ends, and requests that it has
// under way meanwhile go on with the one before.
func TestAnAgentsTokenLivesAnHourBesideTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		cookie := s.signIn("ann")
		first := s.authorize(cookie)
		<-time.After(50 * time.Minute)
		second := s.authorize(cookie)
		for _, step := range []struct {
			wait          time.Duration
			first, second int
		}{
			{0, 200, 200},
			{9 * time.Minute, 200, 200},
			{2 * time.Minute, 401, 200},
			{48 * time.Minute, 401, 200},
			{2 * time.Minute, 401, 401},
		} {
			<-time.After(step.wait)
			for bearer, want := range map[string]int{first: step.first, second: step.second} {
				if a := s.agent("GetAgentConfiguration", bearer); a.status != want {
					t.Errorf("%v more, the first token %t: got %d %s, want %d", step.wait, bearer == first, a.status, a.body, want)
				}
			}
		}
		if a := s.agent("GetAgentConfiguration", s.authorize(cookie)); a.status != http.StatusOK {
			t.Errorf("the next one: got %d %s, want 200", a.status, a.body)
		}
	})
}

// signIn makes a user and gives the cookie that the browser then has.
func (s *site) signIn(name string) string {
	s.t.Helper()
	const password = "Abcdefg1"
	s.read(s.connect("PUT", "/users/"+instance, fmt.Sprintf(
		`{"Username":%q,"Password":%q,"IdentityInfo":{"FirstName":"Ann"},"PhoneConfig":{"PhoneType":"SOFT_PHONE"},"RoutingProfileId":%q,"SecurityProfileIds":[%q]}`,
		name, password, directory.BasicProfileID, directory.AgentProfileID)), new(any))
	r, err := request("POST", base+"/login", "name="+name+"&password="+password,
		"Content-Type", "application/x-www-form-urlencoded", "Origin", base, "Sec-Fetch-Site", "same-origin")
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := s.client.Transport.RoundTrip(r) // which is sent on to the desk
	if err != nil {
		s.t.Fatal(err)
	}
	a.Body.Close()
	cookie, _, found := strings.Cut(a.Header.Get("Set-Cookie"), ";")
	if a.StatusCode != http.StatusSeeOther || !found {
		s.t.Fatalf("got %d and the cookie %q of the sign-in", a.StatusCode, cookie)
	}
	return cookie
}

// authorize gives a token for the agent API, as a page's script asks for it.
func (s *site) authorize(cookie string) string {
	s.t.Helper()
	var out struct{ AccessToken string }
	s.read(s.do("GET", "/auth/authorize", "", "Cookie", cookie, "Sec-Fetch-Site", "same-origin"), &out)
	return out.AccessToken
}

// agent calls the agent API.
func (s *site) agent(operation, bearer string) answer {
	s.t.Helper()
	return s.do("POST", "/api", "{}", "X-Amz-Bearer", bearer,
		"Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", "AmazonConnectCTIService."+operation)
}
