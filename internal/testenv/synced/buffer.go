// Package synced is a buffer that a test reads while others write: the log of a
// server, or what a program shows. Its lock also orders goroutines that nothing
// else does, as when all of them wait for simulated time.
//
// It imports the standard library only.
package synced

import (
	"bytes"
	"sync"
)

// Buffer is an empty buffer as it is.
type Buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

// String is what was written since the last Take.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// Take is String, and empties the buffer.
func (b *Buffer) Take() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	defer b.text.Reset()
	return b.text.String()
}
