package pgtest

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Freeze stops all processes of the server in their tracks: the system accepts
// connections for it, and nothing comes back.
func (s *Server) Freeze() error { return s.process.every(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() error { return s.process.every(syscall.SIGCONT) }

// every sends a signal to all processes of the server, the first one first: it
// makes no others once it is stopped.
func (p *process) every(s syscall.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil {
		return err
	}
	for _, pid := range p.children() {
		_ = syscall.Kill(pid, s) // it may be gone
	}
	return nil
}

// children are the processes that the server's first one has made.
func (p *process) children() (pids []int) {
	pid := strconv.Itoa(p.cmd.Process.Pid)
	list, _ := os.ReadFile(filepath.Join("/proc", pid, "task", pid, "children"))
	for _, child := range strings.Fields(string(list)) {
		if pid, err := strconv.Atoi(child); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}
