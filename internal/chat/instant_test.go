package chat_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestInstantsAreMillisecondsInUTC(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	for _, tc := range []struct {
		in   time.Time
		want string
	}{
		{time.Date(2026, 3, 1, 13, 0, 0, 999_999, berlin), "2026-03-01T12:00:00.000Z"},
		{time.Date(2026, 3, 1, 12, 0, 0, 1_500_000, time.UTC), "2026-03-01T12:00:00.001Z"},
		{time.Time{}, ""},
	} {
		if got := chat.FormatInstant(tc.in); got != tc.want {
			t.Errorf("FormatInstant(%v) = %q, want %q", tc.in, got, tc.want)
		}
		if tc.in.IsZero() {
			continue
		}
		if got := chat.FormatInstant(chat.Instant(tc.in)); got != tc.want {
			t.Errorf("FormatInstant(Instant(%v)) = %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestParseInstant(t *testing.T) {
	for in, want := range map[string]string{
		"2026-03-01T12:00:00Z":                "2026-03-01T12:00:00.000Z",
		"2026-03-01T12:00:00.1Z":              "2026-03-01T12:00:00.100Z",
		"2026-03-01T12:00:00.123456789Z":      "2026-03-01T12:00:00.123Z",
		"2026-03-01T13:30:00.000+01:30":       "2026-03-01T12:00:00.000Z",
		"2026-03-01T12:00:00":                 "",
		"2026-03-01":                          "",
		"":                                    "",
		"Sun, 01 Mar 2026 12:00:00 GMT":       "",
		"2026-02-30T12:00:00Z":                "",
		"2026-03-01T12:00:00.000Z and beyond": "",
	} {
		at, err := chat.ParseInstant(in)
		if got := chat.FormatInstant(at); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseInstant(%q) = %q with error %v, want %q", in, got, err, want)
		}
	}
}

func FuzzParseInstant(f *testing.F) {
	for _, seed := range []string{"2026-03-01T12:00:00Z", "2026-03-01T13:30:00.123+01:30", "0000-01-01T00:00:00Z", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := chat.ParseInstant(s)
		if err != nil || at.IsZero() {
			return
		}
		if !chat.Instant(at).Equal(at) {
			t.Errorf("ParseInstant(%q) = %v, want whole milliseconds", s, at)
		}
		again, err := chat.ParseInstant(chat.FormatInstant(at))
		if at.Year() >= 0 && at.Year() <= 9999 && (err != nil || !again.Equal(at)) {
			t.Errorf("%q: written and read again got %v with error %v, want %v", s, again, err, at)
		}
	})
}

func TestTimesOfItemsRise(t *testing.T) {
	for _, tc := range []struct {
		name      string
		now, last time.Time
		want      time.Time
	}{
		{"the first", noon.Add(time.Microsecond), time.Time{}, noon},
		{"later", noon.Add(time.Second), noon, noon.Add(time.Second)},
		{"within the same millisecond", noon.Add(time.Microsecond), noon, noon.Add(time.Millisecond)},
		{"a clock that went back", noon.Add(-time.Hour), noon, noon.Add(time.Millisecond)},
	} {
		if got := chat.NextItemTime(tc.now, tc.last); !got.Equal(tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}
