package obs

import (
	"io"
	"log/slog"
	"os"
)

// LogOptions are the settings of a logger.
type LogOptions struct {
	// Level is the least severe level written.
	Level slog.Leveler
	// Text writes lines for people instead of JSON.
	Text bool
}

// NewLogger returns a logger that writes one line a record to w.
func NewLogger(w io.Writer, opts LogOptions) *slog.Logger {
	handler := &slog.HandlerOptions{Level: opts.Level}
	if opts.Text {
		return slog.New(slog.NewTextHandler(w, handler))
	}
	return slog.New(slog.NewJSONHandler(w, handler))
}

// IsTerminal reports whether f is a character device, as a terminal is and a
// file or pipe is not. /dev/null is one too, where the format is no matter.
func IsTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
