package rejoin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/rejoin-chat/rejoin/internal/testenv/port"
)

// startWithin is how long a node may take to become ready, on a machine that runs
// other tests at the same time.
const startWithin = 60 * time.Second

// NodeOptions say how a node is run.
type NodeOptions struct {
	// Log is the file that it writes to.
	Log string
	// Args are the arguments of `rejoin serve`, besides --listen.
	Args []string
	// Env are variables on top of the test's own.
	Env []string
	// Client asks it whether it is ready; nil for http.DefaultClient.
	Client *http.Client
	// Scheme is http when empty.
	Scheme string
	// Keep makes the test the supervisor that holds the listening socket.
	Keep bool
}

// Node is one process of the program on a port of its own, running or not. Its
// methods are for one goroutine.
type Node struct {
	// URL is where it listens.
	URL string
	// Address is the host and port of URL.
	Address string

	options NodeOptions
	process *exec.Cmd
	exited  chan struct{}
	log     *os.File
	kept    *os.File // the listening socket, with Keep
}

// NewNode takes a port for a node that does not run yet.
func NewNode(o NodeOptions) (*Node, error) {
	free, err := port.Free()
	if err != nil {
		return nil, err
	}
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	if o.Scheme == "" {
		o.Scheme = "http"
	}
	n := &Node{URL: o.Scheme + "://" + port.Address(free), Address: port.Address(free), options: o}
	if n.log, err = os.Create(o.Log); err != nil {
		return nil, err
	}
	if o.Keep {
		if n.kept, err = listener(free); err != nil {
			n.log.Close()
			return nil, err
		}
	}
	return n, nil
}

// Up starts the node, on the same port as ever, and waits until it is ready.
func (n *Node) Up() error {
	if err := n.Start(); err != nil {
		return err
	}
	return n.AwaitReady()
}

// Start starts the node and does not wait.
func (n *Node) Start() error {
	path, err := binary()
	if err != nil {
		return err
	}
	process := exec.Command(path, append([]string{"serve", "--listen", n.Address}, n.options.Args...)...)
	process.Env = append(os.Environ(), n.options.Env...)
	process.Stdout, process.Stderr = n.log, n.log
	if n.kept != nil {
		process.ExtraFiles = []*os.File{n.kept}
		process.Env = append(process.Env, "LISTEN_FDS=1")
	}
	if err := process.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	// Ends with the process.
	go func() {
		process.Wait()
		close(exited)
	}()
	n.process, n.exited = process, exited
	return nil
}

// AwaitReady waits for the readiness probe to say yes.
func (n *Node) AwaitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, n.URL+"/readyz", nil)
		if err != nil {
			return err
		}
		if response, err := n.options.Client.Do(request); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-again.C:
		case <-n.exited:
			return errors.New("the server ended instead of becoming ready")
		case <-ctx.Done():
			return fmt.Errorf("the server is not ready after %s", startWithin)
		}
	}
}

// Kill ends the node as a power cut does. One that does not run stays so.
func (n *Node) Kill() {
	if n.process == nil {
		return
	}
	n.process.Process.Kill()
	<-n.exited
}

// Stop asks the node to end and waits until it has. The error is about its exit
// code.
func (n *Node) Stop() error {
	if err := n.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-n.exited
	if code := n.process.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("got exit code %d after SIGTERM, want 0", code)
	}
	return nil
}

// Remove ends the node for good.
func (n *Node) Remove() {
	n.Kill()
	if n.kept != nil {
		n.kept.Close()
	}
	n.log.Close()
}

// Log is all that the node wrote so far.
func (n *Node) Log() []byte {
	log, _ := os.ReadFile(n.log.Name())
	return log
}

// LogTail is the end of the log.
func (n *Node) LogTail() string {
	lines := bytes.Split(bytes.TrimSpace(n.Log()), []byte("\n"))
	return filepath.Base(n.log.Name()) + ":\n" + string(bytes.Join(lines[max(0, len(lines)-20):], []byte("\n")))
}
