package pgtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

// patience is how long a server may take for anything.
const patience = time.Minute

// process is one run of a server: the postmaster and its children.
type process struct {
	cmd *exec.Cmd
	log *log
	// gone is closed when no process of the server is left.
	gone chan struct{}
}

// launch starts a program and waits until its log says that it is ready. All
// children inherit the log, so its end is theirs.
func launch(cmd *exec.Cmd, ready string) (*process, error) {
	pipe, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, log: newLog(), gone: make(chan struct{})}
	started := make(chan error)
	// Ends with the server. The thread stays, for the server is killed with it.
	go func() {
		runtime.LockOSThread()
		defer close(p.gone)
		err := cmd.Start()
		started <- err
		if err == nil {
			p.log.read(pipe)
			_ = cmd.Wait() // its children tell all there is to know
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	if err := p.log.await(ready); err != nil {
		return nil, errors.Join(err, p.kill())
	}
	return p, nil
}

// signal lets the server end by itself and waits for that.
func (p *process) signal(s syscall.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return p.awaitEnd()
}

// kill ends all processes of the server at one time, as a power cut does.
func (p *process) kill() error {
	children := p.children()
	err := p.cmd.Process.Kill()
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	for _, pid := range children {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone
	}
	return errors.Join(err, p.awaitEnd())
}

func (p *process) awaitEnd() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	select {
	case <-p.gone:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("pgtest: the server does not end:\n%s", p.log.text())
	}
}

// log is what a server prints.
type log struct {
	mu      sync.Mutex
	lines   []string
	changed chan struct{} // closed and replaced with each line
	ended   bool
}

func newLog() *log { return &log{changed: make(chan struct{})} }

func (l *log) read(r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		l.add(lines.Text(), false)
	}
	l.add("", true)
}

func (l *log) add(line string, ended bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines, l.ended = append(l.lines, line), ended
	close(l.changed)
	l.changed = make(chan struct{})
}

// await waits until a line of the log contains text.
func (l *log) await(text string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for seen := 0; ; {
		l.mu.Lock()
		lines, changed, ended := l.lines[seen:], l.changed, l.ended
		seen = len(l.lines)
		l.mu.Unlock()
		for _, line := range lines {
			if strings.Contains(line, text) {
				return nil
			}
		}
		if ended {
			return fmt.Errorf("pgtest: the server ended before it said %q:\n%s", text, l.text())
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("pgtest: the server did not say %q:\n%s", text, l.text())
		}
	}
}

// text is the end of the log.
func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines[max(0, len(l.lines)-50):], "\n")
}
