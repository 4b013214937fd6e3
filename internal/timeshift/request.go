package timeshift

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Usage is how the arguments of `rejoin clock` begin; settings follow.
const Usage = "[advance TIME] [--json]"

// Request is what `rejoin clock` is asked for.
type Request struct {
	// Advance asks to move the clock by By; else it tells the time.
	Advance bool
	By      time.Duration
	// JSON asks for an answer that programs read.
	JSON bool
}

// ParseRequest reads the command's own arguments and gives back the others, which
// are settings. It returns flag.ErrHelp when the arguments ask for help.
func ParseRequest(args []string) (q Request, settings []string, err error) {
	help := func(arg string) bool { return slices.Contains([]string{"-h", "-help", "--help"}, arg) }
	if slices.ContainsFunc(args, help) {
		return q, nil, flag.ErrHelp
	}
	if len(args) > 0 && args[0] == "advance" {
		if len(args) == 1 || strings.HasPrefix(args[1], "--") {
			return q, nil, errors.New("say by how much: rejoin clock advance 25h")
		}
		if q.By, err = ParseTime(args[1]); err != nil {
			return q, nil, err
		}
		q.Advance = true
		args = args[2:]
	}
	for _, arg := range args {
		if arg == "--json" || arg == "-json" {
			q.JSON = true
		} else {
			settings = append(settings, arg)
		}
	}
	return q, settings, nil
}

// ParseTime reads a length of time: what time.ParseDuration reads, with days, of
// 24 hours each, before it, as the waits of flows are up to seven of them.
func ParseTime(text string) (time.Duration, error) {
	wrong := fmt.Errorf("advance %q: want a length of time, such as 90s, 25h, 7d or 1d12h30m", text)
	rest := text
	var days time.Duration
	if number, after, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseUint(number, 10, 16)
		if err != nil {
			return 0, wrong
		}
		days, rest = time.Duration(n)*24*time.Hour, after
		if rest == "" {
			return days, nil
		}
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 || strings.HasPrefix(rest, "+") || strings.HasPrefix(rest, "-") {
		return 0, wrong
	}
	return days + d, nil
}
