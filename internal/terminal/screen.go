package terminal

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"
)

// screen writes lines. It is safe for concurrent use; an output that fails is
// noticed by whoever reads it.
type screen struct {
	out      io.Writer
	styled   bool
	location *time.Location

	mu  sync.Mutex
	day string // of the last line with a time
}

// The few styles there are, as SGR parameters.
const (
	styleSoft   = "2"
	styleStrong = "1"
)

// said shows a message of somebody, with its time; lines after the first are
// indented.
func (s *screen) said(at time.Time, who, text string) {
	text = strings.ReplaceAll(printable(text), "\n", "\n        ")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newDay(at)
	fmt.Fprintf(s.out, "%s %s %s\n", s.style(styleSoft, s.clock(at)), s.style(styleStrong, printable(who)+":"), text)
}

// happened shows an event softly, with its time.
func (s *screen) happened(at time.Time, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newDay(at)
	fmt.Fprintln(s.out, s.style(styleSoft, s.clock(at)+" * "+printable(text)))
}

// note shows a line of the program itself.
func (s *screen) note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Fprintln(s.out, s.style(styleSoft, "* "+printable(text)))
}

// seam shows where one chat ends and the next begins. The day is said anew after
// it.
func (s *screen) seam(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.day = ""
	fmt.Fprintln(s.out, s.style(styleSoft, "──── "+printable(text)+" ────"))
}

// newDay shows the date when it is not that of the line before. The caller holds
// the lock.
func (s *screen) newDay(at time.Time) {
	if at.IsZero() {
		return
	}
	if day := at.In(s.zone()).Format("Monday, 2 January 2006"); day != s.day {
		s.day = day
		fmt.Fprintln(s.out, s.style(styleSoft, "── "+day+" ──"))
	}
}

func (s *screen) clock(at time.Time) string {
	if at.IsZero() {
		return "[--:--]"
	}
	return at.In(s.zone()).Format("[15:04]")
}

func (s *screen) zone() *time.Location {
	if s.location == nil {
		return time.Local
	}
	return s.location
}

func (s *screen) style(parameter, text string) string {
	if !s.styled {
		return text
	}
	return "\x1b[" + parameter + "m" + text + "\x1b[0m"
}

// printable makes foreign text harmless for a terminal: control characters, and
// those that turn the direction of writing, are left out; line ends and tabs stay.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), r == '\u2028', r == '\u2029':
			return -1
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(text, "�"), "\r\n", "\n"))
}
