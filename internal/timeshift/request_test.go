package timeshift

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLengthsOfTime(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"25h": 25 * time.Hour, "90s": 90 * time.Second, "7d": 168 * time.Hour, "1d12h30m": 36*time.Hour + 30*time.Minute,
		"0s": 0, "0": 0, "1.5h": 90 * time.Minute, "1ms": time.Millisecond,
	} {
		if got, err := ParseTime(text); got != want || err != nil {
			t.Errorf("%q: got %s, error %v, want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"", "d", "5", "-5h", "+5h", "-1d", "1d-5h", "1d+5h", "1.5d", "d5h", "1h1d", "70000d", "soon", "1d1"} {
		if got, err := ParseTime(text); err == nil || !strings.Contains(err.Error(), "25h") {
			t.Errorf("%q: got %s, error %v, want an error with an example", text, got, err)
		}
	}
}

func TestArguments(t *testing.T) {
	for _, test := range []struct {
		args     string
		want     Request
		settings string
	}{
		{"", Request{}, ""},
		{"--data x", Request{}, "--data x"},
		{"--json --data x", Request{JSON: true}, "--data x"},
		{"advance 12h", Request{Advance: true, By: 12 * time.Hour}, ""},
		{"advance 12h --data x --json", Request{Advance: true, By: 12 * time.Hour, JSON: true}, "--data x"},
		{"forward 12h", Request{}, "forward 12h"},
	} {
		got, settings, err := ParseRequest(strings.Fields(test.args))
		if err != nil || got != test.want || !slices.Equal(settings, strings.Fields(test.settings)) {
			t.Errorf("%q: got %+v, %q, error %v, want %+v, %q", test.args, got, settings, err, test.want, test.settings)
		}
	}
	for args, want := range map[string]string{
		"advance": "by how much", "advance --data x": "by how much", "advance tomorrow": "25h",
	} {
		if _, _, err := ParseRequest(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error with %q", args, err, want)
		}
	}
	if _, _, err := ParseRequest([]string{"advance", "--help"}); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("--help: got %v, want %v", err, flag.ErrHelp)
	}
}
