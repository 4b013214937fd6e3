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
