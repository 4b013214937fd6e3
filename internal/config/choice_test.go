package config

import "testing"

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
