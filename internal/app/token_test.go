package app_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
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
