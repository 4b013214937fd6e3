package rejoin

import (
	"bytes"
	"encoding/json"
)

// Complaints are the lines of the log that no test is meant to cause: errors, and
// what is no log line at all, such as a panic.
func (s *Server) Complaints() []string {
	var lines []string
	for line := range bytes.Lines(s.Log()) {
		var entry struct{ Level string }
		if json.Unmarshal(line, &entry) != nil || entry.Level == "ERROR" {
			lines = append(lines, string(bytes.TrimSpace(line)))
		}
	}
	return lines
}

// Noise is what is no line of the log at all, such as a panic.
func (s *Server) Noise() []string {
	var lines []string
	for line := range bytes.Lines(s.Log()) {
		if !json.Valid(line) {
			lines = append(lines, string(bytes.TrimSpace(line)))
		}
	}
	return lines
}

// Mentions are the lines of the log that hold one of the texts.
func (s *Server) Mentions(texts ...string) []string {
	var lines []string
	for line := range bytes.Lines(s.Log()) {
		for _, text := range texts {
			if bytes.Contains(line, []byte(text)) {
				lines = append(lines, string(bytes.TrimSpace(line)))
			}
		}
	}
	return lines
}
