package rejoin

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
)

// Result is how a run of the program ended.
type Result struct {
	// Code is the exit code; -1 of a process that was killed.
	Code           int
	Stdout, Stderr string
}

// Run runs the program with arguments until it ends by itself, or is killed when
// ctx ends. The variables are on top of the test's own.
func Run(ctx context.Context, env []string, args ...string) (Result, error) {
	path, err := binary()
	if err != nil {
		return Result{}, err
	}
	var stdout, stderr strings.Builder
	process := exec.CommandContext(ctx, path, args...)
	process.Env = append(os.Environ(), env...)
	process.Stdout, process.Stderr = &stdout, &stderr
	err = process.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	return Result{process.ProcessState.ExitCode(), stdout.String(), stderr.String()}, err
}
