// Package node runs JavaScript clients for tests: it installs what
// package-lock.json pins, starts a script as a process and speaks lines of JSON
// with it (lines.js is the other end), wherever it runs.
//
// The scripts know the clients, and this package knows neither clients nor
// server. A process that Start made belongs to one test and ends with it. The
// package imports the standard library only.
package node

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Install brings node_modules up to package-lock.json, if it is not. Scripts of
// the packages do not run.
func Install() error {
	folder, err := filepath.Abs("node")
	if err != nil {
		return err
	}
	mark := filepath.Join(folder, "node_modules", ".package-lock.json")
	lock, err := os.Stat(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		return err
	}
	if installed, err := os.Stat(mark); err == nil && !installed.ModTime().Before(lock.ModTime()) {
		return nil
	}
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir = folder
	if output, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, output)
	}
	now := time.Now()
	return os.Chtimes(mark, now, now)
}
