package streams

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Request is one that came through a door.
type Request struct {
	At           time.Time
	Method, Path string
	Query        string
	// Operation is that of the agent API, by X-Amz-Target; "" of others.
	Operation string
	// Bearer is the credential, Body what was sent.
	Bearer string
	Body   json.RawMessage
	// Status is 0 until it is answered.
	Status int
}

// Frame is a text frame of a websocket that came through a door.
type Frame struct {
	At time.Time
	// Socket is its number, from 0.
	Socket int
	// Sent is that the browser sent it.
	Sent bool
	Text string
}

// Topic is the frame's topic.
func (f Frame) Topic() string {
	var frame struct{ Topic string }
	json.Unmarshal([]byte(f.Text), &frame)
	return frame.Topic
}

// Door is a proxy in front of a server, which is told of it as its public URL.
type Door struct {
	// URL is where browsers find the server.
	URL string
	// Certificate is the file that clients besides the browser have to trust, "" without
	// TLS.
	Certificate string

	server *httptest.Server
	behind atomic.Pointer[url.URL]

	mu       sync.Mutex
	requests []*Request
	frames   []Frame
	sockets  []*socket
	prefaces []preface
}

// preface is what comes before the answers at some paths.
type preface struct {
	paths *regexp.Regexp
	text  string
}

// socket is a websocket of an agent through the door.
type socket struct {
	path  string // with the query
	inner *websocket.Conn
	outer *websocket.Conn
}

// NewDoor opens a door that ends with the test.
func NewDoor(t testing.TB, withTLS bool) *Door {
	t.Helper()
	d := &Door{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(d.behind.Load())
			r.Out.Host = r.In.Host
			if d.prefaceOf(r.In.URL.Path) != "" {
				r.Out.Header.Set("Accept-Encoding", "identity")
			}
		},
		ModifyResponse: d.begin,
		ErrorLog:       log.New(io.Discard, "", 0),
		// As front proxies have to do for the agent API: an answer to a request for a
		// socket would end the push of the library's worker for good.
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if websocket.IsWebSocketUpgrade(r) {
			d.carry(w, r)
			return
		}
		seen := d.note(r)
		recorded := &recorder{ResponseWriter: w}
		proxy.ServeHTTP(recorded, r)
		d.mu.Lock()
		defer d.mu.Unlock()
		seen.Status = recorded.status
	})
	d.server = httptest.NewUnstartedServer(handler)
	d.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	if withTLS {
		d.server.StartTLS()
		d.Certificate = filepath.Join(t.TempDir(), "door.pem")
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.server.Certificate().Raw})
		if err := os.WriteFile(d.Certificate, text, 0o600); err != nil {
			t.Fatal(err)
		}
	} else {
		d.server.Start()
	}
	d.URL = d.server.URL
	t.Cleanup(d.close)
	return d
}

// To says what is behind the door.
func (d *Door) To(address string) {
	behind, err := url.Parse(address)
	if err != nil {
		panic(err) // it is a test's
	}
	behind.Path = ""
	d.behind.Store(behind)
}

// Client trusts the door.
func (d *Door) Client() *http.Client { return d.server.Client() }

func (d *Door) close() {
	d.Cut()
	d.server.CloseClientConnections()
	d.server.Close()
}

// Cut breaks the websockets that are open, without a closing handshake.
func (d *Door) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range d.sockets {
		s.inner.NetConn().Close()
		s.outer.NetConn().Close()
	}
}

// preface has the answers at some paths begin with a text.
func (d *Door) preface(paths *regexp.Regexp, text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.prefaces = append(d.prefaces, preface{paths, text})
}

func (d *Door) prefaceOf(path string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.prefaces {
		if p.paths.MatchString(path) {
			return p.text
		}
	}
	return ""
}

// begin puts the preface before an answer that has one.
func (d *Door) begin(answer *http.Response) error {
	text := d.prefaceOf(answer.Request.URL.Path)
	if text == "" || answer.StatusCode != http.StatusOK {
		return nil
	}
	rest, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		return err
	}
	answer.Body = io.NopCloser(strings.NewReader(text + string(rest)))
	answer.Header.Set("Content-Length", strconv.Itoa(len(text)+len(rest)))
	return nil
}

func (d *Door) note(r *http.Request) *Request {
	seen := &Request{At: time.Now(), Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Bearer: r.Header.Get("X-Amz-Bearer")}
	if _, operation, found := strings.Cut(r.Header.Get("X-Amz-Target"), "."); found {
		seen.Operation = operation
		body, err := io.ReadAll(r.Body)
		if err == nil {
			seen.Body = body
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.requests = append(d.requests, seen)
	return seen
}

// carry carries the frames of a websocket in both directions.
func (d *Door) carry(w http.ResponseWriter, r *http.Request) {
	behind := *d.behind.Load()
	behind.Scheme, behind.Path, behind.RawQuery = "ws", r.URL.Path, r.URL.RawQuery
	header := http.Header{"Origin": r.Header["Origin"]}
	inner, answer, err := websocket.DefaultDialer.DialContext(r.Context(), behind.String(), header)
	if err != nil {
		status := http.StatusBadGateway
		if answer != nil {
			status = answer.StatusCode
		}
		w.WriteHeader(status)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	outer, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		inner.Close()
		return
	}
	d.mu.Lock()
	number := len(d.sockets)
	d.sockets = append(d.sockets, &socket{r.URL.RequestURI(), inner, outer})
	d.mu.Unlock()
	// Both end when either connection does, which close sees to at the latest.
	go d.pump(number, outer, inner, true)
	d.pump(number, inner, outer, false)
}

func (d *Door) pump(number int, from, to *websocket.Conn, sent bool) {
	defer to.NetConn().Close()
	for {
		kind, text, err := from.ReadMessage()
		if err != nil {
			code := websocket.CloseAbnormalClosure
			if closed, ok := err.(*websocket.CloseError); ok {
				code = closed.Code
			}
			if code != websocket.CloseAbnormalClosure {
				to.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
			}
			return
		}
		d.mu.Lock()
		d.frames = append(d.frames, Frame{time.Now(), number, sent, string(text)})
		d.mu.Unlock()
		if to.WriteMessage(kind, text) != nil {
			return
		}
	}
}

// Requests lists those that match, in the order in which they came.
func (d *Door) Requests(match func(Request) bool) []Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []Request
	for _, r := range d.requests {
		if match(*r) {
			found = append(found, *r)
		}
	}
	return found
}

// Operations lists the requests for an operation of the agent API.
func (d *Door) Operations(name string) []Request {
	return d.Requests(func(r Request) bool { return r.Operation == name && r.Method == http.MethodPost })
}

// AgentSockets lists the numbers of the sockets that agents opened.
func (d *Door) AgentSockets() []int {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []int
	for n, s := range d.sockets {
		if strings.Contains(s.path, "agent=") {
			found = append(found, n)
		}
	}
	return found
}

// Frames lists the frames of some sockets with a topic.
func (d *Door) Frames(sockets []int, sent bool, topic string) []Frame {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []Frame
	for _, f := range d.frames {
		if slices.Contains(sockets, f.Socket) && f.Sent == sent && f.Topic() == topic {
			found = append(found, f)
		}
	}
	return found
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader is part of http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap is what http.ResponseController looks for.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
