package node

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// Process is a running script. It ends with the test that started it.
type Process struct {
	// Log is everything the process told by itself.
	Log Log

	command *exec.Cmd
	input   io.WriteCloser

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

// Start runs a script of this folder, which the test's folder holds as node/,
// with the variables env on top of the test's own.
func Start(t testing.TB, script string, env ...string) *Process {
	t.Helper()
	p := &Process{command: exec.Command("node", filepath.Join("node", script)), calls: make(map[int]chan answer)}
	p.command.Env = append(os.Environ(), append(env, "NODE_NO_WARNINGS=1")...)
	p.command.Stderr = os.Stderr
	output, err := p.command.StdoutPipe()
	if err == nil {
		p.input, err = p.command.StdinPipe()
	}
	if err == nil {
		err = p.command.Start()
	}
	if err != nil {
		t.Fatalf("run %s: %v", script, err)
	}
	read := make(chan struct{})
	// Ends when the process closes its output, at the latest when it is killed.
	go func() {
		defer close(read)
		p.read(output)
	}()
	t.Cleanup(func() {
		p.command.Process.Kill()
		<-read
		p.command.Wait()
	})
	return p
}

// Stop ends the process as a closed browser tab ends: without a word to anyone.
func (p *Process) Stop() { p.command.Process.Kill() }

// Call runs a method of the script and decodes what it returned into result,
// which may be nil. What the method threw is an *Error.
func (p *Process) Call(ctx context.Context, method string, args, result any) error {
	reply, err := p.write(method, args)
	if err != nil {
		return err
	}
	select {
	case a, ok := <-reply:
		switch {
		case !ok:
			return p.reason()
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

func (p *Process) write(method string, args any) (<-chan answer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped != nil {
		return nil, p.stopped
	}
	p.last++
	line, err := json.Marshal(map[string]any{"id": p.last, "method": method, "args": args})
	if err != nil {
		return nil, err
	}
	reply := make(chan answer, 1)
	p.calls[p.last] = reply
	_, err = p.input.Write(append(line, '\n'))
	return reply, err
}

func (p *Process) reason() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stopped
}

// read hands each line to whom it is for.
func (p *Process) read(output io.Reader) {
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			p.stop(fmt.Errorf("the process has ended: %w", err))
			return
		}
		var l struct {
			answer
			Event
		}
		if err := json.Unmarshal(line, &l); err != nil {
			p.stop(errors.Join(fmt.Errorf("line %q", line), err))
			return
		}
		if l.Name != "" {
			p.Log.add(l.Event)
			continue
		}
		p.mu.Lock()
		reply := p.calls[l.ID]
		delete(p.calls, l.ID)
		p.mu.Unlock()
		if reply != nil {
			reply <- l.answer
		}
	}
}

func (p *Process) stop(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = err
	for id, reply := range p.calls {
		close(reply)
		delete(p.calls, id)
	}
}
