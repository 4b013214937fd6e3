package config

import "testing"

func TestOriginsAllow(t *testing.T) {
	tests := []struct {
		list, origin string
		want         bool
	}{
		{"*", "https://anyone.example", true},
		{"https://shop.example", "https://shop.example", true},
		{"https://shop.example/", "https://shop.example", true},
		{"https://Shop.example:443", "https://shop.example", true},
		{"https://shop.example", "http://shop.example", false},
		{"https://shop.example", "https://shop.example:8443", false},
		{"https://shop.example", "https://evil.shop.example", false},
		{"https://shop.example", "null", false},
		{"https://a.example, http://localhost:3000", "http://localhost:3000", true},
	}
	for _, tt := range tests {
		c := load(t, "--allowed-origins", tt.list)
		if got := c.AllowedOrigins.Allow(tt.origin); got != tt.want {
			t.Errorf("--allowed-origins %q: origin %s allowed: got %t, want %t", tt.list, tt.origin, got, tt.want)
		}
	}
}

func TestLogFormatAutoFollowsTheTerminal(t *testing.T) {
	tests := []struct {
		format   LogFormat
		terminal bool
		want     bool
	}{
		{LogAuto, true, true}, {LogAuto, false, false},
		{LogJSON, true, false}, {LogText, false, true},
	}
	for _, tt := range tests {
		if got := tt.format.Text(tt.terminal); got != tt.want {
			t.Errorf("%s with terminal %t: text %t, want %t", tt.format, tt.terminal, got, tt.want)
		}
	}
}

// FuzzBaseURL holds that what is accepted is a bare origin that is accepted
// again unchanged.
func FuzzBaseURL(f *testing.F) {
	for _, seed := range []string{
		"http://localhost:8080", "https://chat.example.com/", "https://[::1]:443", "https://Ä.example",
		"http://:80", "https://user@host", "https://host:99999", "//host", "",
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
		if first != second {
			t.Errorf("%q was taken as %q and that as %q", text, first, second)
		}
	})
}
