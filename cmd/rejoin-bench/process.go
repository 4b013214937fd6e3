package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	name string
	cmd  *exec.Cmd
	addr string
	dir  string
}

// start runs a server and waits until it answers.
func start(ctx context.Context, name, dir string, argv ...string) (*process, error) {
	p := &process{name: name, dir: dir, addr: "127.0.0.1:" + freePort()}
	for i, a := range argv {
		argv[i] = strings.ReplaceAll(a, "ADDR", p.addr)
	}
	log, err := os.Create(filepath.Join(dir, name+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Env = append(os.Environ(), "BENCH_ADDR="+p.addr)
	p.cmd.Stdout, p.cmd.Stderr = log, log
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	return p, p.await(ctx)
}

// startRelay runs this program as the relay, over log.txt in the folder.
func startRelay(ctx context.Context, dir string) (*process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(ctx, "relay", dir, self, "-relay", filepath.Join(dir, "log.txt"))
}

func (p *process) await(ctx context.Context) error {
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		resp, err := http.Get("http://" + p.addr + "/healthz")
		if err == nil {
			return resp.Body.Close()
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
	return errors.Join(fmt.Errorf("%s did not answer, see %s", p.name, p.dir), p.stop())
}

func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	return p.cmd.Wait()
}

// cpu is the processor time that the process has used.
func (p *process) cpu() time.Duration { return processTime(p.cmd.Process.Pid) }

// resident is the memory that the process holds, in bytes.
func (p *process) resident() int64 { return residentBytes(p.cmd.Process.Pid) }

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
