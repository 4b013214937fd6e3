package rejoin

import (
	"fmt"
	"os"
	"testing"
)

// lasting is a testing.TB for what outlives a test: what is cleaned up at the end
// of a test elsewhere is cleaned up by end here, and what fails a test there is
// the error of try. It has the methods that package s3test calls, and no others.
type lasting struct {
	testing.TB // nil

	folders  []string
	cleanups []func()
}

// failure is what a lasting TB ends its caller with.
type failure string

// try runs what wants a TB and answers how it failed.
func (l *lasting) try(do func()) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			text, ok := reason.(failure)
			if !ok {
				panic(reason)
			}
			err = fmt.Errorf("%s", string(text))
		}
	}()
	do()
	return nil
}

// end cleans up, last things first.
func (l *lasting) end() {
	for i := range l.cleanups {
		l.cleanups[len(l.cleanups)-1-i]()
	}
	for _, folder := range l.folders {
		os.RemoveAll(folder)
	}
}

// Helper implements testing.TB.
func (l *lasting) Helper() {}

// Cleanup implements testing.TB.
func (l *lasting) Cleanup(do func()) { l.cleanups = append(l.cleanups, do) }

// TempDir implements testing.TB.
func (l *lasting) TempDir() string {
	folder, err := os.MkdirTemp("", "rejoin-e2e-backing-")
	if err != nil {
		l.Fatal(err)
	}
	l.folders = append(l.folders, folder)
	return folder
}

// Fatal implements testing.TB.
func (l *lasting) Fatal(args ...any) { panic(failure(fmt.Sprint(args...))) }

// Fatalf implements testing.TB.
func (l *lasting) Fatalf(format string, args ...any) { panic(failure(fmt.Sprintf(format, args...))) }
