package config

import (
	"strings"
	"testing"
)

// FuzzBaseURL holds that what is accepted is a bare origin that is accepted
// again unchanged.
func FuzzBaseURL(f *testing.F) {
	for _, seed := range []string{
		"http://localhost:8080", "https://chat.example.com/", "https://[::1]:443", "https://Ä.example",
		"http://:80", "https://user@host", "https://host:99999", "//host", "https://host:", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var first, second BaseURL
		if first.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := second.UnmarshalText([]byte(first)); err != nil {
			t.Fatalf("%q was taken as %q, which is refused: %v", text, first, err)
		}
		if first != second || strings.HasSuffix(string(first), ":") || strings.Count(string(first), "/") != 2 {
			t.Errorf("%q was taken as %q and that as %q, want twice the same origin", text, first, second)
		}
	})
}
