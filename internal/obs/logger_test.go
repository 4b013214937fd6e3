package obs

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"testing"
)

func TestLoggerWritesOneJSONObjectALine(t *testing.T) {
	var out bytes.Buffer
	log := NewLogger(&out, LogOptions{Level: slog.LevelInfo})
	log.Debug("dropped")
	log.Info("kept", "port", 8080)
	var line struct {
		Msg  string
		Port int
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%q is not one JSON object: %v", out.String(), err)
	}
	if line.Msg != "kept" || line.Port != 8080 {
		t.Errorf("line: got %+v, want msg kept and port 8080", line)
	}
}

func TestFilesAndPipesAreNoTerminals(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	for name, f := range map[string]*os.File{"file": file, "pipe": w} {
		if IsTerminal(f) {
			t.Errorf("a %s is taken for a terminal", name)
		}
	}
}
