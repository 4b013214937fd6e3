package s3test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// binary builds the server, once a process, and tells where it lies.
var binary = sync.OnceValues(func() (string, error) {
	modfile, err := toolsModule()
	if err != nil {
		return "", err
	}
	var stderr strings.Builder
	build := exec.Command("go", "tool", "-modfile="+modfile, "-n", "versitygw")
	build.Stderr = &stderr
	out, err := build.Output()
	if err != nil {
		return "", fmt.Errorf("build the S3 server: %w\n%s", err, stderr.String())
	}
	return strings.TrimSpace(string(out)), nil
})

// toolsModule finds tools/go.mod in a folder above the test's.
func toolsModule() (string, error) {
	folder, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		modfile := filepath.Join(folder, "tools", "go.mod")
		if _, err := os.Stat(modfile); err == nil {
			return modfile, nil
		}
		above := filepath.Dir(folder)
		if above == folder {
			return "", errors.New("no tools/go.mod above the working folder")
		}
		folder = above
	}
}
