package node

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// Script is a running script, wherever it runs, at the other end of a stream of
// lines (lines.js).
type Script struct {
	// Log is everything the script told by itself.
	Log Log

	input io.Writer
	end   func()

	mu      sync.Mutex
	calls   map[int]chan answer
	last    int
	stopped error // why no answer will come any more
}

// answer is what a call came back with.
type answer struct {
	ID     int             `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// Error is what a script's method threw or rejected with, as JSON.
type Error struct {
	Method string
	Value  json.RawMessage
}

// Error is part of the error interface.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Method, e.Value) }

// Attach is the script at the other end of a connection, which is its own from
// now on. The channel is closed when the connection has ended.
func Attach(connection io.ReadWriteCloser) (*Script, <-chan struct{}) {
	return attach(connection, connection, func() { connection.Close() })
}

func attach(input io.Writer, output io.Reader, end func()) (*Script, <-chan struct{}) {
	s := &Script{input: input, end: end, calls: make(map[int]chan answer)}
	ended := make(chan struct{})
	// Ends when the script closes its output, at the latest when it is stopped.
	go func() {
		defer close(ended)
		s.read(output)
	}()
	return s, ended
}

// Stop ends the script as a closed browser tab ends: without a word to anyone.
func (s *Script) Stop() { s.end() }

// Call runs a method of the script and decodes what it returned into result,
// which may be nil. What the method threw is an *Error.
func (s *Script) Call(ctx context.Context, method string, args, result any) error {
	reply, err := s.write(method, args)
	if err != nil {
		return err
	}
	select {
	case a, ok := <-reply:
		switch {
		case !ok:
			return s.reason()
		case a.Error != nil:
			return &Error{method, a.Error}
		case result == nil:
			return nil
		}
		return json.Unmarshal(a.Result, result)
	case <-ctx.Done():
		return fmt.Errorf("%s: no answer: %w", method, context.Cause(ctx))
	}
}

func (s *Script) write(method string, args any) (<-chan answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped != nil {
		return nil, s.stopped
	}
	s.last++
	line, err := json.Marshal(map[string]any{"id": s.last, "method": method, "args": args})
	if err != nil {
		return nil, err
	}
	reply := make(chan answer, 1)
	s.calls[s.last] = reply
	_, err = s.input.Write(append(line, '\n'))
	return reply, err
}

func (s *Script) reason() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped
}

// read hands each line to whom it is for.
func (s *Script) read(output io.Reader) {
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			s.stop(fmt.Errorf("the script has ended: %w", err))
			return
		}
		var l struct {
			answer
			Event
		}
		if err := json.Unmarshal(line, &l); err != nil {
			s.stop(errors.Join(fmt.Errorf("line %q", line), err))
			return
		}
		if l.Name != "" {
			s.Log.add(l.Event)
			continue
		}
		s.mu.Lock()
		reply := s.calls[l.ID]
		delete(s.calls, l.ID)
		s.mu.Unlock()
		if reply != nil {
			reply <- l.answer
		}
	}
}

func (s *Script) stop(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = err
	for id, reply := range s.calls {
		close(reply)
		delete(s.calls, id)
	}
}
