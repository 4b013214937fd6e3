package rejoin

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// binary is the program under test: REJOIN_BINARY, or one built from this tree,
// once.
var binary = sync.OnceValues(func() (string, error) {
	if given := os.Getenv("REJOIN_BINARY"); given != "" {
		return filepath.Abs(given)
	}
	folder, err := os.MkdirTemp("", "rejoin-e2e-bin-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "rejoin")
	build := exec.Command("go", "build", "-o", path, "./cmd/rejoin")
	build.Dir = ".."
	if output, err := build.CombinedOutput(); err != nil {
		os.RemoveAll(folder)
		return "", fmt.Errorf("go build: %w\n%s", err, output)
	}
	return path, nil
})

// Build makes the program, and starts what servers share in the scaled mode, so
// that no test pays for it. The returned function removes all of it.
func Build() (remove func(), err error) {
	path, err := binary()
	if err != nil {
		return nil, err
	}
	removeBinary := func() {}
	if os.Getenv("REJOIN_BINARY") == "" {
		removeBinary = func() { os.RemoveAll(filepath.Dir(path)) }
	}
	if !Scaled() {
		return removeBinary, nil
	}
	b, err := shared()
	if err != nil {
		removeBinary()
		return nil, err
	}
	return func() {
		if err := b.close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		removeBinary()
	}, nil
}
