package cable

import (
	"io"
	"net"
	"testing"
	"time"
)

// echo is a server that sends back what it gets.
func echo(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				io.Copy(conn, conn)
			}()
		}
	}()
	return l
}

func lay(t *testing.T) (*Cable, net.Conn) {
	t.Helper()
	c, err := Lay(echo(t).Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	conn, err := net.Dial("tcp", c.Address())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return c, conn
}

func say(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := conn.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

func hear(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
		t.Fatalf("heard %q, %v, want %q", got, err, want)
	}
}

func TestWhatIsSentWhileItIsCutArrivesWhenItIsMended(t *testing.T) {
	c, conn := lay(t)
	say(t, conn, "one")
	hear(t, conn, "one")
	c.Cut()
	c.Cut()
	say(t, conn, "two")
	conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := conn.Read(make([]byte, 3)); err == nil {
		t.Fatalf("%d bytes came over a cut cable", n)
	}
	conn.SetReadDeadline(time.Time{})
	c.Mend()
	c.Mend()
	hear(t, conn, "two")
}

func TestBreakEndsConnectionsAndTakesNewOnes(t *testing.T) {
	c, conn := lay(t)
	say(t, conn, "one")
	hear(t, conn, "one")
	c.Break()
	if _, err := conn.Read(make([]byte, 1)); err == nil {
		t.Error("a broken connection can be read from")
	}
	next, err := net.Dial("tcp", c.Address())
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	say(t, next, "two")
	hear(t, next, "two")
}
