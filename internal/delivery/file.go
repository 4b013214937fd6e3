package delivery

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// file appends messages to a file, one a line. It is opened for each go, so whoever
// rotates it may move it away at any time.
type file struct{ path string }

func newFile(path string) (*file, error) {
	f := &file{path}
	// What cannot be written shall be known at the start.
	_, err := f.Deliver(context.Background(), nil)
	return f, err
}

// Deliver implements Sink. What it reports as taken is on disk.
func (f *file) Deliver(_ context.Context, messages []Message) (taken []bool, err error) {
	out, err := os.OpenFile(f.path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if len(messages) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	if torn, err := tornEnd(out); err != nil {
		return nil, err
	} else if torn {
		b.WriteByte('\n')
	}
	for _, m := range messages {
		b.Write(m.Data)
		b.WriteByte('\n')
	}
	if _, err := out.Write(b.Bytes()); err != nil {
		return nil, fmt.Errorf("write the file: %w", err)
	}
	if err := out.Sync(); err != nil {
		return nil, fmt.Errorf("sync the file: %w", err)
	}
	return whole(messages), nil
}

// tornEnd reports whether the last line is without an end, which whoever wrote it
// died of. What follows begins a line of its own.
func tornEnd(f *os.File) (bool, error) {
	info, err := f.Stat()
	if err != nil {
		return false, fmt.Errorf("look at the file: %w", err)
	}
	if info.Size() == 0 || !info.Mode().IsRegular() {
		return false, nil
	}
	var last [1]byte
	if _, err := f.ReadAt(last[:], info.Size()-1); err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read the file: %w", err)
	}
	return last[0] != '\n', nil
}

// Close implements Sink.
func (f *file) Close() {}
