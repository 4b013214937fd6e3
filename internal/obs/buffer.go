package obs

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

const (
	// flushEvery is how long a line may wait for others, and bufferBytes how much
	// may gather meanwhile.
	flushEvery  = 100 * time.Millisecond
	bufferBytes = 64 << 10
)

// Buffer gathers log lines and writes them together: with a line a request, a
// write a line would be one of the larger costs of a request. Warnings and errors
// wait for nothing (see Prompt). A crash loses at most the lines of a tenth of a
// second, none of them a warning.
type Buffer struct {
	mu  sync.Mutex
	w   io.Writer
	buf []byte
}

// NewBuffer gathers lines for w.
func NewBuffer(w io.Writer) *Buffer { return &Buffer{w: w} }

// Write implements io.Writer.
func (b *Buffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.buf = append(b.buf, line...)
	if len(b.buf) < bufferBytes {
		return len(line), nil
	}
	return len(line), b.flush()
}

// Flush writes what has gathered.
func (b *Buffer) Flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.flush()
}

// flush is Flush for who holds mu.
func (b *Buffer) flush() error {
	if len(b.buf) == 0 {
		return nil
	}
	_, err := b.w.Write(b.buf)
	b.buf = b.buf[:0]
	return err
}

// Run flushes again and again until ctx ends, and a last time then.
func (b *Buffer) Run(ctx context.Context, clk clock.Clock) error {
	for clock.Wait(ctx, clk, flushEvery) {
		_ = b.Flush() // a log that cannot be written has nowhere to be reported
	}
	return b.Flush()
}

// Prompt makes a logger that writes to the buffer flush it at every warning and
// error.
func (b *Buffer) Prompt(log *slog.Logger) *slog.Logger {
	return slog.New(prompt{log.Handler(), b})
}

type prompt struct {
	slog.Handler
	buffer *Buffer
}

// Handle implements slog.Handler.
func (p prompt) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if err == nil && r.Level >= slog.LevelWarn {
		err = p.buffer.Flush()
	}
	return err
}

// WithAttrs implements slog.Handler.
func (p prompt) WithAttrs(attrs []slog.Attr) slog.Handler {
	return prompt{p.Handler.WithAttrs(attrs), p.buffer}
}

// WithGroup implements slog.Handler.
func (p prompt) WithGroup(name string) slog.Handler {
	return prompt{p.Handler.WithGroup(name), p.buffer}
}
