package natsproc

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	natsgo "github.com/nats-io/nats.go"
)

const patience = 20 * time.Second

// program finds the server's program once for all tests.
var program = sync.OnceValues(func() (string, error) {
	return Program(context.Background(), "../../..")
})

func mustProgram(t *testing.T) string {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// within is a context for a start, whose end kills what was started.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*patience)
	t.Cleanup(cancel)
	return ctx
}

func connect(t *testing.T, url string) *natsgo.Conn {
	t.Helper()
	conn, err := natsgo.Connect(url, natsgo.ReconnectWait(20*time.Millisecond), natsgo.MaxReconnects(-1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

func TestAKilledServerComesBackOnItsPort(t *testing.T) {
	ctx := within(t)
	s, err := Start(ctx, mustProgram(t), "--user", "u", "--pass", "p")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Kill()
	if _, err := natsgo.Connect(s.URL()); err == nil {
		t.Error("the server takes connections without its password, so it did not get its arguments")
	}
	url := strings.Replace(s.URL(), "nats://", "nats://u:p@", 1)
	connect(t, url)
	for range 2 {
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		if conn, err := natsgo.Connect(url); err == nil {
			conn.Close()
			t.Fatal("a killed server takes connections")
		}
		if err := s.Restart(ctx); err != nil {
			t.Fatal(err)
		}
		connect(t, url)
	}
}

func TestAClusterCarriesMessagesAlsoWithoutOne(t *testing.T) {
	ctx := within(t)
	c, err := StartCluster(ctx, mustProgram(t), 3)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Kill()
	carries(t, c[0], c[2])
	if err := c[1].Kill(); err != nil {
		t.Fatal(err)
	}
	carries(t, c[0], c[2])
	if err := c[1].Restart(ctx); err != nil {
		t.Fatal(err)
	}
	carries(t, c[0], c[1])
	carries(t, c[1], c[2])
}

// carries fails the test unless a message to one server arrives from another.
func carries(t *testing.T, from, to *Server) {
	t.Helper()
	sub, err := connect(t, to.URL()).SubscribeSync("greeting")
	if err != nil {
		t.Fatal(err)
	}
	sender := connect(t, from.URL())
	for range int(patience / (50 * time.Millisecond)) { // until the cluster knows of the subscription
		if err := sender.Publish("greeting", nil); err != nil {
			t.Fatal(err)
		}
		if _, err := sub.NextMsg(50 * time.Millisecond); err == nil {
			return
		}
	}
	t.Errorf("no message came from %s to %s", from.URL(), to.URL())
}

func TestWhyAServerDidNotStartIsTold(t *testing.T) {
	_, err := Start(within(t), mustProgram(t), "--nonsense")
	if err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("Start with a wrong argument: %v, want what the server said", err)
	}
}
