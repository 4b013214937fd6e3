package chatclient

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lxzan/gws"
)

// silentPeer accepts connections and reads, and answers nothing.
func silentPeer(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	go io.Copy(io.Discard, far) // ends when near is closed
	return near, nil
}

// The bubble fails the test if a goroutine is left behind.
func TestHandshakeWithoutAnAnswerEndsWithItsContext(t *testing.T) {
	for _, url := range []string{"ws://chat.test/socket", "wss://chat.test/socket"} {
		synctest.Test(t, func(t *testing.T) {
			config := Config{Dial: silentPeer}
			ctx, cancel := context.WithTimeout(t.Context(), 15*time.Second)
			defer cancel()
			began := time.Now()
			_, err := dialSocket(ctx, &config, url, socketEvents{})
			if err == nil {
				t.Fatal("a handshake without an answer succeeded")
			}
			if got := time.Since(began); got != 15*time.Second {
				t.Errorf("%s: gave up after %v, want 15s", url, got)
			}
		})
	}
}

func TestRefusedHandshakeIsAnError(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no", http.StatusForbidden)
	}))
	defer server.Close()
	config := Config{}.withDefaults()
	_, err := dialSocket(t.Context(), &config, "ws"+strings.TrimPrefix(server.URL, "http"), socketEvents{})
	if err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("error is %v, want one with the status", err)
	}
	for _, bad := range []string{"http://chat.test", "chat.test", "ws://%zz"} {
		if _, err := dialSocket(t.Context(), &config, bad, socketEvents{}); err == nil {
			t.Errorf("%q was taken for a websocket URL", bad)
		}
	}
}

// echo answers every frame with itself.
type echo struct{ gws.BuiltinEventHandler }

func (echo) OnMessage(conn *gws.Conn, m *gws.Message) {
	defer m.Close()
	_ = conn.WriteMessage(m.Opcode, m.Bytes())
}

func TestSocketOverTLSKeepsItsPathAndQuery(t *testing.T) {
	uri := make(chan string, 1)
	upgrader := gws.NewUpgrader(echo{}, nil)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uri <- r.RequestURI
		if conn, err := upgrader.Upgrade(w, r); err == nil {
			conn.ReadLoop()
		}
	}))
	defer server.Close()
	config := Config{TLSConfig: server.Client().Transport.(*http.Transport).TLSClientConfig}.withDefaults()
	frames, ended := make(chan string, 1), make(chan error, 1)
	socket, err := dialSocket(t.Context(), &config, "wss"+strings.TrimPrefix(server.URL, "https")+"/a%2Fb?t=x%2By", socketEvents{
		text:   func(frame []byte) { frames <- string(frame) },
		closed: func(err error) { ended <- err },
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := <-uri, "/a%2Fb?t=x%2By"; got != want {
		t.Errorf("asked for %s, want %s", got, want)
	}
	if err := socket.write(frameHeartbeat); err != nil {
		t.Fatal(err)
	}
	if got := <-frames; got != frameHeartbeat {
		t.Errorf("read %s, want %s", got, frameHeartbeat)
	}
	socket.close()
	<-ended

	untrusting := Config{TLSConfig: &tls.Config{}}.withDefaults()
	if _, err := dialSocket(t.Context(), &untrusting, "wss"+strings.TrimPrefix(server.URL, "https"), socketEvents{}); err == nil {
		t.Error("a certificate of an unknown authority was accepted")
	}
}
