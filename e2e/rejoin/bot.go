package rejoin

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
)

// ServeBot runs `rejoin bot` with a file until ctx ends, and gives its URL. The
// returned function waits for the end.
func ServeBot(ctx context.Context, file string) (url string, wait func(), err error) {
	path, err := binary()
	if err != nil {
		return "", nil, err
	}
	process := exec.CommandContext(ctx, path, "bot", "--listen", "127.0.0.1:0", file)
	process.Stderr = os.Stderr
	stdout, err := process.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := process.Start(); err != nil {
		return "", nil, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		return "", nil, errors.Join(err, process.Process.Kill(), process.Wait())
	}
	return strings.TrimSpace(line), func() { _ = process.Wait() }, nil // it was killed
}
