package e2e

import (
	"net/http"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/front"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var outageRows = []row{
	{42, "restart_with_the_listener_kept_is_survived", restartWithTheListenerKeptIsSurvived},
	{43, "networking_error_backs_off_and_recovers", networkingErrorBacksOffAndRecovers},
	{44, "chat_that_ended_while_away_ends", chatThatEndedWhileAwayEnds},
}

func restartWithTheListenerKeptIsSurvived(t *testing.T) {
	s := rejoin.Start(t, rejoin.Options{KeepListener: true})
	p := arrive(t, s)
	before := p.Say("before the restart")
	p.AwaitMessage(before.ID)
	position := p.Position()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := s.Up(); err != nil {
		t.Fatal(err)
	}
	p.AwaitSubscribed(position)
	after := p.Say("after the restart")
	p.AwaitMessage(after.ID)
	wantSame(t, "transcript", ids(messages(history(t, p, 15))), []string{before.ID, after.ID})
	wantUnbroken(t, p)
}

func networkingErrorBacksOffAndRecovers(t *testing.T) {
	s, f := fronted(t, rejoin.Options{})
	p := arriveAt(t, f.URL, s)
	const failures = 3 // which take 2 + 4 + 8 s
	f.Fail(connectionPath, failures, front.Answer{Status: http.StatusTooEarly, Error: "NetworkingError"})
	position := p.Position()
	f.Cut()
	p.AwaitSubscribed(position)
	if got := len(p.Requests(position, connectionPath)); got != failures+1 {
		t.Errorf("got %d calls of %s, want %d", got, connectionPath, failures+1)
	}
	p.AwaitMessage(p.Say("after all").ID)
	wantUnbroken(t, p)
}

func chatThatEndedWhileAwayEnds(t *testing.T) {
	s := sharedServer(t)
	p := arrive(t, s)
	p.GoOffline()
	position := p.Position()
	p.CutSockets()
	p.Await(position, "onConnectionLost", nil)
	talk(t, s, p.Details).leave()
	p.GoOnline()
	p.Await(position, "onMessage", func(i chatjs.Item) bool { return i.ContentType == chatjs.Ended })
	p.Await(position, "onEnded", nil)
	wantUnbroken(t, p)
}

// wantUnbroken wants the session never to have been given up.
func wantUnbroken(t *testing.T, p *chatjs.Participant) {
	t.Helper()
	if got := len(p.Handled(0, "onConnectionBroken")); got != 0 {
		t.Errorf("got onConnectionBroken %d times, want never", got)
	}
}
