// Package chattest is a chat server in memory, for tests of programs that use
// package chatclient: it speaks enough of the wire to start, hold, end and
// continue chats, and it can be told to fail.
//
// It listens on no port. Its connections are pipes, so that it works inside
// testing/synctest bubbles, where time is simulated. It keeps nothing, checks
// little and is not for production use.
package chattest

import (
	"net/http"
	"strings"
	"sync"

	"github.com/rejoin-chat/rejoin/chatclient"
)

// Server is a running chat server. Make it with NewServer and end it with Close.
type Server struct {
	// URL is the endpoint to give to clients, together with Client and Dial.
	URL string

	network *network
	http    *http.Server
	client  *http.Client

	mu       sync.Mutex
	chats    []*chat
	sockets  map[*subscriber]struct{}
	failures map[string][]int // statuses to answer next, by path
	calls    map[string]int
	tokens   int // given so far, as are item ids
	itemIDs  int
	mute     bool
	sick     bool
	minted   Lifetimes
}

// NewServer starts a server.
func NewServer() *Server {
	s := &Server{
		URL:      "http://chat.test:80",
		network:  newNetwork(),
		sockets:  make(map[*subscriber]struct{}),
		failures: make(map[string][]int),
		calls:    make(map[string]int),
	}
	s.client = &http.Client{Transport: &http.Transport{DialContext: s.network.dial}}
	s.http = &http.Server{Handler: s.handler()}
	go s.http.Serve(s.network) // ends with Close
	return s
}

// Close ends the server and every connection to it.
func (s *Server) Close() {
	s.DropSockets()
	s.http.Close()
	s.client.CloseIdleConnections()
}

// Client makes HTTP calls that reach the server.
func (s *Server) Client() *http.Client { return s.client }

// Config is a client configuration that reaches the server.
func (s *Server) Config() chatclient.Config {
	return chatclient.Config{Endpoint: s.URL, HTTPClient: s.client, Dial: s.network.dial}
}

// Fail makes the server answer the next calls of path with these statuses, one
// each, in the manner of a proxy: without a modelled error. 0 stands for a
// connection that breaks, and a negative number for a modelled error with its
// absolute value as status.
func (s *Server) Fail(path string, statuses ...int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures[path] = append(s.failures[path], statuses...)
}

// Down makes the server refuse every connection, until it is Up again, and drops
// those that there are.
func (s *Server) Down() {
	s.network.refuse(true)
	s.client.CloseIdleConnections()
	s.DropSockets()
}

// Up ends Down.
func (s *Server) Up() { s.network.refuse(false) }

// Mute makes the server ignore heartbeats and push nothing, as a peer that is
// gone without closing its connections.
func (s *Server) Mute(mute bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mute = mute
}

// Sick makes the server answer aws/ping with status 500.
func (s *Server) Sick(sick bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sick = sick
}

// ExpireTokens makes every connection token given so far invalid.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.chats {
		clear(c.tokens)
	}
}

// Calls is how often path was called.
func (s *Server) Calls(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[path]
}

// Sockets is how many subscribed websockets there are.
func (s *Server) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// DropSockets breaks every websocket.
func (s *Server) DropSockets() {
	for _, sub := range s.subscribers(nil) {
		sub.conn.NetConn().Close()
	}
}

// handler counts calls and fails those that are to fail.
func (s *Server) handler() http.Handler {
	operations := s.operations()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimRight(r.URL.Path, "/")
		status, fails := s.count(path)
		switch {
		case !fails:
			operations.ServeHTTP(w, r)
		case status == 0:
			panic(http.ErrAbortHandler)
		case status < 0:
			writeError(w, -status, "ValidationException", "told to fail")
		default:
			http.Error(w, "told to fail", status)
		}
	})
}

func (s *Server) count(path string) (status int, fails bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls[path]++
	next := s.failures[path]
	if len(next) == 0 {
		return 0, false
	}
	s.failures[path] = next[1:]
	return next[0], true
}
