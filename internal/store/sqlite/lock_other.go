//go:build !unix

package sqlite

import "os"

// lockFile only marks the folder: there is no lock that ends with the process
// on every such system.
func lockFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}

// unlockFile gives up what lockFile took.
func unlockFile(f *os.File) error { return f.Close() }
