package chatclient_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/chatclient/chattest"
)

const connection = "/participant/connection"

func message(text string) chatclient.Item {
	return chatclient.Item{Type: chatclient.ItemMessage, ContentType: chatclient.TypePlain, Content: text, ParticipantRole: chatclient.RoleAgent}
}

func TestFirstConnectionOutlastsTransientFailures(t *testing.T) {
	for _, test := range []struct {
		name  string
		fails []int
	}{
		{"broken connections", []int{0, 0}},
		{"throttling", []int{429, 429, 429}},
		{"a restarting server", []int{502, 503, 504, 500}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := chattest.NewServer()
				defer server.Close()
				server.Fail(connection, test.fails...)
				session := chatclient.New(server.Config(), server.Start("Ana"))
				if err := session.Connect(t.Context(), chatclient.Handlers{}); err != nil {
					t.Fatal(err)
				}
				session.Close()
				<-session.Done()
				if got, want := server.Calls(connection), len(test.fails)+1; got != want {
					t.Errorf("connections were asked for %d times, want %d", got, want)
				}
			})
		})
	}
}

func TestFirstConnectionGivesUp(t *testing.T) {
	for _, test := range []struct {
		name   string
		spoil  func(*chattest.Server, *chatclient.ChatDetails)
		status int
		ended  bool
		after  time.Duration
	}{
		{"on a token of no chat", func(_ *chattest.Server, d *chatclient.ChatDetails) { d.ParticipantToken = "forged" }, 403, true, 0},
		{"on a chat that has ended", func(s *chattest.Server, d *chatclient.ChatDetails) { s.End(d.ContactID) }, 403, true, 0},
		{"on a request that is wrong", func(s *chattest.Server, _ *chatclient.ChatDetails) { s.Fail(connection, -400) }, 400, false, 0},
		{"on a page that is not the service's", func(s *chattest.Server, _ *chatclient.ChatDetails) { s.Fail(connection, 404) }, 404, false, 0},
		{"when its time is over", func(s *chattest.Server, _ *chatclient.ChatDetails) {
			s.Fail(connection, slices.Repeat([]int{503}, 99)...)
		}, 503, false, 30 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := chattest.NewServer()
				defer server.Close()
				details := server.Start("Ana")
				test.spoil(server, &details)
				session := chatclient.New(server.Config(), details)
				began := time.Now()
				err := session.Connect(t.Context(), chatclient.Handlers{})
				var api *chatclient.APIError
				if !errors.As(err, &api) || api.StatusCode != test.status {
					t.Errorf("Connect: %v, want status %d", err, test.status)
				}
				if got := errors.Is(err, chatclient.ErrEnded); got != test.ended {
					t.Errorf("Connect: %v says that the chat has ended: %v, want %v", err, got, test.ended)
				}
				if got := time.Since(began); got != test.after {
					t.Errorf("gave up after %v, want %v", got, test.after)
				}
				session.Close()
				<-session.Done()
			})
		})
	}
}

func TestLostConnectionIsMadeAgainAndItsGapIsFilled(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Say(b.details.ContactID, "Bo", "one")
		b.journal.want(t, "message one")
		b.Fail(connection, 503, 0)
		b.DropSockets()
		b.journal.want(t, "lost")
		b.Miss(b.details.ContactID, message("two"))
		b.Miss(b.details.ContactID, message("three"))
		after(10 * time.Second)
		b.journal.want(t, "established", "message two", "message three")
		b.Say(b.details.ContactID, "Bo", "four")
		b.journal.want(t, "message four")
	})
}

func TestGapReachesNoFurtherThanTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		details := server.Start("Ana")
		server.Say(details.ContactID, "Bo", "before anyone listened")
		after(time.Hour)
		session := chatclient.New(server.Config(), details)
		var j journal
		if err := session.Connect(t.Context(), j.handlers()); err != nil {
			t.Fatal(err)
		}
		after(time.Hour)
		server.DropSockets()
		synctest.Wait()
		for range 250 { // three pages
			server.Miss(details.ContactID, message("missed"))
		}
		after(time.Second)
		want := append([]string{"established", "lost", "established"}, slices.Repeat([]string{"message missed"}, 250)...)
		j.want(t, want...)
		session.Close()
		<-session.Done()
	})
}

func TestGapIsAskedForAgainWhenTheTranscriptFails(t *testing.T) {
	inBubble(t, func(c *chatclient.Config) { c.RetryFor = 2 * time.Second }, func(t *testing.T, b *bed) {
		b.DropSockets()
		b.Miss(b.details.ContactID, message("missed"))
		b.Fail("/participant/transcript", slices.Repeat([]int{503}, 12)...)
		after(2 * time.Minute)
		lines := b.journal.take()
		if got := lines[len(lines)-1]; got != "message missed" {
			t.Errorf("the last thing told is %q, want the missed message", got)
		}
		if got, want := lines[:3], []string{"lost", "established", "lost"}; !slices.Equal(got, want) {
			t.Errorf("handlers were told %q first, want %q", got, want)
		}
	})
}

func TestServerThatIsAwayForHoursIsWaitedFor(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Down()
		after(6 * time.Hour)
		b.journal.want(t, "lost")
		b.Up()
		after(31 * time.Second) // one pause at most
		b.journal.want(t, "established")
	})
}

func TestServerThatDropsAtOnceIsNotCalledInATightLoop(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		before := b.Calls(connection)
		deadline := time.Now().Add(10 * time.Minute)
		for time.Now().Before(deadline) {
			b.DropSockets()
			after(100 * time.Millisecond)
		}
		if got := b.Calls(connection) - before; got > 60 {
			t.Errorf("%d connections in ten minutes, want at most 60", got)
		}
	})
}

func TestMissedHeartbeatMakesAnotherConnection(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		after(25 * time.Second)
		if got := b.Calls(connection); got != 1 {
			t.Fatalf("connections with answered heartbeats: %d, want 1", got)
		}
		b.Mute(true)
		b.Miss(b.details.ContactID, message("unseen"))
		after(4 * time.Second) // the last answers count up to here: 29 s
		if got := b.Calls(connection); got != 1 {
			t.Fatalf("connections within the period that was answered: %d, want 1", got)
		}
		after(12 * time.Second) // the beat at 30 s stays without an answer: 41 s
		b.Mute(false)
		b.journal.want(t, "message unseen")
		if got := b.Calls(connection); got != 2 {
			t.Errorf("connections after a missed heartbeat: %d, want 2", got)
		}
		if got := b.Sockets(); got != 1 {
			t.Errorf("%d sockets are open, want 1", got)
		}
	})
}

func TestHeartbeatsCanBeSwitchedOff(t *testing.T) {
	inBubble(t, func(c *chatclient.Config) { c.Heartbeat, c.Rotation = -1, -1 }, func(t *testing.T, b *bed) {
		b.Mute(true)
		after(30 * time.Minute)
		b.Mute(false)
		if got := b.Calls(connection); got != 1 {
			t.Errorf("connections: %d, want 1", got)
		}
	})
}

func TestSickServiceIsReportedAndTheConnectionKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		session := chatclient.New(server.Config(), server.Start("Ana"))
		var j journal
		err := session.Connect(t.Context(), chatclient.Handlers{
			OnDeepHeartbeatSuccess: func() { j.note("well") },
			OnDeepHeartbeatFailure: func() { j.note("sick") },
		})
		if err != nil {
			t.Fatal(err)
		}
		after(15 * time.Second)
		server.Sick(true)
		after(10 * time.Second)
		j.want(t, "well", "well", "sick")
		session.Close()
		<-session.Done()
		if got := server.Calls(connection); got != 1 {
			t.Errorf("connections: %d, want 1", got)
		}
	})
}

func TestConnectionIsRenewedBeforeItExpires(t *testing.T) {
	const span = 4 * time.Hour
	for _, test := range []struct {
		name string
		life chattest.Lifetimes
		want int // connections in four hours
	}{
		{"by its age", chattest.Lifetimes{Socket: 24 * time.Hour}, 5},
		{"by the socket's expiry", chattest.Lifetimes{Socket: 31 * time.Minute}, 9},
		{"by the token's expiry", chattest.Lifetimes{Token: 16 * time.Minute}, 17},
		{"not in a tight loop when it has expired already", chattest.Lifetimes{Token: -time.Hour}, 481},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := chattest.NewServer()
				defer server.Close()
				server.Mint(test.life)
				details := server.Start("Ana")
				session := chatclient.New(server.Config(), details)
				var j journal
				if err := session.Connect(t.Context(), j.handlers()); err != nil {
					t.Fatal(err)
				}
				var want []string
				for range int(span / (10 * time.Minute)) {
					server.Say(details.ContactID, "Bo", "hello")
					want = append(want, "message hello")
					after(10 * time.Minute)
				}
				j.want(t, append([]string{"established"}, want...)...)
				if got := server.Calls(connection); got != test.want {
					t.Errorf("connections in %v: %d, want %d", span, got, test.want)
				}
				session.Close()
				<-session.Done()
			})
		})
	}
}

func TestFailedRotationKeepsTheOldConnection(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Fail(connection, 503, 503)
		after(59*time.Minute + 20*time.Second)
		if got := b.Calls(connection); got != 2 {
			t.Errorf("connections were asked for %d times at first, want 2", got)
		}
		after(40 * time.Second)
		b.Say(b.details.ContactID, "Bo", "still here")
		b.journal.want(t, "message still here")
		if got := b.Calls(connection); got != 4 {
			t.Errorf("connections were asked for %d times, want 4", got)
		}
	})
}

func TestChatThatEndedMeanwhileEndsTheSession(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.DropSockets()
		synctest.Wait()
		b.End(b.details.ContactID)
		<-b.session.Done()
		b.journal.want(t, "lost", "ended")
		if err := b.session.Err(); !errors.Is(err, chatclient.ErrEnded) {
			t.Errorf("Err is %v, want %v", err, chatclient.ErrEnded)
		}
	})
}

func TestSessionIsBrokenWhenTheServiceCallsItsRequestWrong(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, b *bed) {
		b.Fail(connection, 403, 404, -400) // the first two are a proxy's
		b.DropSockets()
		<-b.session.Done()
		b.journal.want(t, "lost", "broken")
		var api *chatclient.APIError
		if err := b.session.Err(); !errors.As(err, &api) || api.StatusCode != 400 {
			t.Errorf("Err is %v, want status 400", err)
		}
	})
}

func TestSlowHandlerKeepsTheConnectionAndLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		details := server.Start("Ana")
		config := server.Config()
		config.QueueLimit = 4
		session := chatclient.New(config, details)
		var j journal
		handlers := j.handlers()
		handlers.OnMessage = func(i chatclient.Item) {
			after(time.Minute)
			j.note(i.Content)
		}
		if err := session.Connect(t.Context(), handlers); err != nil {
			t.Fatal(err)
		}
		want := []string{"established"}
		for _, text := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"} {
			server.Say(details.ContactID, "Bo", text)
			want = append(want, text)
		}
		after(11 * time.Minute)
		j.want(t, want...)
		if got := server.Calls(connection); got != 1 {
			t.Errorf("connections: %d, want 1", got)
		}
		session.Close()
		<-session.Done()
	})
}

func TestConnectCanBeCalledAgainAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := chattest.NewServer()
		defer server.Close()
		details := server.Start("Ana")
		session := chatclient.New(server.Config(), details)
		server.Fail("/socket", slices.Repeat([]int{503}, 6)...)
		server.Fail(connection, 0, -400)
		if err := session.Connect(t.Context(), chatclient.Handlers{}); err == nil {
			t.Fatal("Connect succeeded, want the service's refusal")
		}
		var j journal
		if err := session.Connect(t.Context(), j.handlers()); err != nil {
			t.Fatal(err)
		}
		server.Say(details.ContactID, "Bo", "hello")
		j.want(t, "established", "message hello")
		session.Close()
		<-session.Done()
	})
}
