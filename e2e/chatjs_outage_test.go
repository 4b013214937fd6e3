package e2e

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/front"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

var outageRows = []row{
	{34, "unhealthy_server_fails_deep_heartbeats", unhealthyServerFailsDeepHeartbeats},
	{41, "refused_socket_url_is_replaced", refusedSocketURLIsReplaced},
	{42, "restart_with_the_listener_kept_is_survived", restartWithTheListenerKeptIsSurvived},
	{43, "networking_error_backs_off_and_recovers", networkingErrorBacksOffAndRecovers},
	{44, "chat_that_ended_while_away_ends", chatThatEndedWhileAwayEnds},
}

// A server that stops is not healthy. With a kept listener its sockets stay open
// until the requests under way have ended.
func unhealthyServerFailsDeepHeartbeats(t *testing.T) {
	if rejoin.Scaled() {
		t.Skip("a node among others gives its sockets to them at once when it stops, so no socket sees an unhealthy one")
	}
	s := rejoin.Start(t, rejoin.Options{KeepListener: true})
	p := arrive(t, s)
	p.Await(0, "onDeepHeartbeatSuccess", nil)
	request := halfSent(t, s)
	position := p.Position()
	stopped := make(chan error, 1)
	// Ends with the server.
	go func() { stopped <- s.Stop() }()
	p.Await(position, "onDeepHeartbeatFailure", nil)
	if pings := p.Frames(position, "aws/ping"); len(pings) == 0 || !strings.Contains(pings[len(pings)-1].Text, `"statusCode":500`) {
		t.Errorf("got answers %v to pings, want the last with status code 500", pings)
	}
	if got := len(p.Handled(0, "onConnectionLost")); got != 0 {
		t.Errorf("got onConnectionLost %d times while the server is unhealthy, want never", got)
	}
	if got := len(p.Sockets()); got != 1 {
		t.Errorf("got %d sockets while the server is unhealthy, want 1", got)
	}
	request.Close()
	must(t, <-stopped)
	must(t, s.Up())
	p.AwaitSubscribed(position)
	p.AwaitMessage(p.Say("healthy again").ID)
	wantUnbroken(t, p)
}

// halfSent is a request whose body the server is waiting for.
func halfSent(t *testing.T, s *rejoin.Server) net.Conn {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.URL, "http://"))
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	must(t, conn.SetDeadline(time.Now().Add(30*time.Second)))
	_, err = io.WriteString(conn, "POST "+connectionPath+" HTTP/1.1\r\nHost: server\r\n"+
		"Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
	must(t, err)
	// The server asks for the body once it reads it.
	status, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.HasPrefix(status, "HTTP/1.1 100 ") {
		t.Fatalf("got %q and error %v, want to be told to continue", status, err)
	}
	return conn
}

// The URL of a socket is refused when its token has expired, after two minutes.
// That of one which was spoilt on its way is refused alike, and at once.
func refusedSocketURLIsReplaced(t *testing.T) {
	s, f := fronted(t, rejoin.Options{})
	f.Spoil("/participant/websocket", "token")
	p := arriveAt(t, f.URL, s)
	if got := p.AwaitRefused(0); !strings.Contains(got, "403") {
		t.Errorf("the first socket: got %q, want it refused with 403", got)
	}
	if got := len(p.Answers(0, connectionPath)); got != 2 {
		t.Errorf("got %d answers of %s, want 2", got, connectionPath)
	}
	if urls := p.Sockets(); len(urls) != 2 || urls[0] == urls[1] {
		t.Errorf("got sockets %v, want two with URLs of their own", urls)
	}
	p.AwaitMessage(p.Say("in after all").ID)
	agent := talk(t, s, invite(t, s, p.Details.ContactID, p.Details.ContactID, agentName))
	p.AwaitMessage(agent.say("there you are"))
	wantUnbroken(t, p)
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
