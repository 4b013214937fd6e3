package node

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Process is a script that runs under Node, in a process of its own.
type Process struct {
	*Script

	command *exec.Cmd
	input   io.Closer
	ended   <-chan struct{} // closed when the script closed its output
}

// Start runs a script that ends with the test.
func Start(t testing.TB, script string, env ...string) *Process {
	t.Helper()
	p, err := Launch(script, env...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return p
}

// Launch runs a script of this folder, which the test's folder holds as node/,
// with the variables env on top of the test's own, until Kill or Quit. It also
// ends by itself when the test's process does, however that ends.
func Launch(script string, env ...string) (*Process, error) {
	command := exec.Command("node", filepath.Join("node", script))
	command.Env = append(os.Environ(), append(env, "NODE_NO_WARNINGS=1")...)
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	input, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p := &Process{command: command, input: input}
	p.Script, p.ended = attach(input, output, func() { command.Process.Kill() })
	return p, nil
}

// Kill ends the process at once and waits until it is gone.
func (p *Process) Kill() {
	p.Stop()
	<-p.ended
	p.command.Wait()
}

// Quit asks the process to end, so that it ends what it started, and waits until
// it is gone. One that does not hear is killed.
func (p *Process) Quit() {
	p.input.Close()
	deaf := time.AfterFunc(10*time.Second, p.Stop)
	defer deaf.Stop()
	<-p.ended
	p.command.Wait()
}
