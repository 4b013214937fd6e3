package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/gorilla/websocket"
)

// relay is the bare limit: HTTP in, one append to a file under a shared sync,
// websocket out. It knows no tokens, no rules, no participants; a chat is a
// number, and a message goes to the two sockets of its chat.
type relay struct {
	file *os.File
	jobs chan *job

	mu      sync.RWMutex
	sockets map[string][]*listener
	offsets map[string][]extent
	end     int64
}

type extent struct {
	at   int64
	size int
}

type job struct {
	chat   string
	record []byte
	done   chan error
}

type listener struct {
	mu   sync.Mutex
	conn *websocket.Conn
}

func beRelay(ctx context.Context, name string) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	r := &relay{file: f, jobs: make(chan *job, 4096), sockets: map[string][]*listener{}, offsets: map[string][]extent{}}
	if err := r.load(); err != nil {
		return err
	}
	go r.commit() // ends with the process
	mux := http.NewServeMux()
	mux.HandleFunc("POST /message", r.message)
	mux.HandleFunc("POST /history", r.history)
	mux.HandleFunc("GET /socket", r.socket)
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	server := &http.Server{Addr: os.Getenv("BENCH_ADDR"), Handler: mux}
	go func() { <-ctx.Done(); server.Close() }() // ends with the process
	return server.ListenAndServe()
}

// load finds the records of an existing file: a line each, "CHAT RECORD".
func (r *relay) load() error {
	raw, err := os.ReadFile(r.file.Name())
	if err != nil {
		return err
	}
	for _, line := range strings.SplitAfter(string(raw), "\n") {
		if chat, record, ok := strings.Cut(line, " "); ok {
			r.offsets[chat] = append(r.offsets[chat], extent{r.end + int64(len(chat)) + 1, len(record) - 1})
		}
		r.end += int64(len(line))
	}
	return nil
}

// commit writes what waits, syncs once, and answers all of it.
func (r *relay) commit() {
	var group []*job
	var buf []byte
	for j := range r.jobs {
		group = append(group[:0], j)
		for more := true; more && len(group) < 1024; {
			select {
			case j := <-r.jobs:
				group = append(group, j)
			default:
				more = false
			}
		}
		buf = buf[:0]
		r.mu.Lock()
		for _, j := range group {
			buf = append(append(buf, j.chat...), ' ')
			r.offsets[j.chat] = append(r.offsets[j.chat], extent{r.end + int64(len(buf)), len(j.record)})
			buf = append(append(buf, j.record...), '\n')
		}
		at := r.end
		r.end += int64(len(buf))
		r.mu.Unlock()
		_, err := r.file.WriteAt(buf, at)
		if err == nil {
			err = syscall.Fdatasync(int(r.file.Fd()))
		}
		for _, j := range group {
			j.done <- err
		}
	}
}

func (r *relay) message(w http.ResponseWriter, req *http.Request) {
	chat := req.Header.Get("X-Amz-Bearer")
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	j := &job{chat: chat, record: body, done: make(chan error, 1)}
	r.jobs <- j
	if err := <-j.done; err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	r.mu.RLock()
	all := r.sockets[chat]
	r.mu.RUnlock()
	push := append([]byte(envelope), body...)
	for _, l := range all {
		l.mu.Lock()
		err := l.conn.WriteMessage(websocket.TextMessage, push)
		l.mu.Unlock()
		if err != nil {
			return
		}
	}
	w.Header()["Content-Type"] = []string{"application/json"}
	_, _ = w.Write([]byte(`{"Id":"00000000-0000-0000-0000-000000000000","AbsoluteTime":"2026-01-01T00:00:00.000Z"}`))
}

// history answers the last 50 records of a chat.
func (r *relay) history(w http.ResponseWriter, req *http.Request) {
	r.mu.RLock()
	list := r.offsets[req.Header.Get("X-Amz-Bearer")]
	r.mu.RUnlock()
	list = list[max(0, len(list)-50):]
	out := []byte(`{"Transcript":[`)
	for i, e := range list {
		if i > 0 {
			out = append(out, ',')
		}
		n := len(out)
		out = append(out, make([]byte, e.size)...)
		if _, err := r.file.ReadAt(out[n:], e.at); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	out = append(out, `]}`...)
	w.Header()["Content-Length"] = []string{strconv.Itoa(len(out))}
	_, _ = w.Write(out)
}

func (r *relay) socket(w http.ResponseWriter, req *http.Request) {
	up := websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 512}
	c, err := up.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	defer c.Close()
	if _, _, err := c.ReadMessage(); err != nil {
		return
	}
	l := &listener{conn: c}
	chat := req.URL.Query().Get("chat")
	r.mu.Lock()
	r.sockets[chat] = append(append([]*listener(nil), r.sockets[chat]...), l)
	r.mu.Unlock()
	l.mu.Lock()
	err = c.WriteMessage(websocket.TextMessage, []byte(`{"topic":"aws/subscribe"}`))
	l.mu.Unlock()
	for err == nil {
		_, _, err = c.ReadMessage()
	}
}

// envelope is what a push of Rejoin has beside the item: the item's JSON is a
// string within a frame's JSON, so that its quotes are escaped.
var envelope = strings.Repeat(" ", 182)

// relayRecord is what the relay stores for one message: about what an item of
// Rejoin has on a page of history. With the envelope a push is as long as one of
// Rejoin's.
func relayRecord(text string) []byte {
	item, err := json.Marshal(map[string]string{
		"AbsoluteTime": "2026-01-01T00:00:00.000Z", "Content": text, "ContentType": "text/plain",
		"Id": "00000000-0000-0000-0000-000000000000", "Type": "MESSAGE",
		"ParticipantId": "00000000-0000-0000-0000-000000000000", "DisplayName": "Customer", "ParticipantRole": "CUSTOMER",
		"InitialContactId": "00000000-0000-0000-0000-000000000000", "ContactId": "00000000-0000-0000-0000-000000000000",
	})
	if err != nil {
		panic(fmt.Sprint("a map of strings can always be written: ", err))
	}
	return item
}
