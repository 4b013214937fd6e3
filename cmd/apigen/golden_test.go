package main

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// parrot is a service of our own that has one of everything.
var parrot = service{
	pkg:        "parrot",
	internal:   "BrokenException",
	violation:  []string{"ConfusedException"},
	refusal:    []string{"ConfusedException"},
	predicates: map[string]string{"(?!parrot:).*": "isTagKey"},
}

// generateParrot generates the test service.
func generateParrot(t *testing.T) map[string][]byte {
	t.Helper()
	model, err := readDocument("testdata/parrot/api-2.json")
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := readDocument("testdata/parrot/overlay.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate(parrot, model, []fragment{{name: "overlay.json", doc: overlay}}, []string{"Hush", "Repeat"})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestGolden(t *testing.T) {
	const dir = "testdata/parrot/golden"
	files := generateParrot(t)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		// The golden files are no package of this module, so they end in .txt.
		path := filepath.Join(dir, name+".txt")
		if *update {
			if err := os.WriteFile(path, files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
		compare(t, path, files[name])
	}
}

// TestGeneratedCodeIsUpToDate regenerates both services in memory. When it
// fails, run go run . -root ../.. in cmd/apigen and read the difference.
func TestGeneratedCodeIsUpToDate(t *testing.T) {
	for _, s := range services {
		t.Run(s.pkg, func(t *testing.T) {
			files, err := generateFrom(s, ".")
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join("..", "..", "internal", "api", s.pkg)
			for name, want := range files {
				compare(t, filepath.Join(dir, name), want)
			}
			committed, err := filepath.Glob(filepath.Join(dir, "zz_*.go"))
			if err != nil {
				t.Fatal(err)
			}
			if len(committed) != len(files) {
				t.Errorf("got %d generated files in %s, want %d", len(committed), dir, len(files))
			}
		})
	}
}

func TestOutputIsDeterministic(t *testing.T) {
	first, second := generateParrot(t), generateParrot(t)
	for name := range first {
		if !bytes.Equal(first[name], second[name]) {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

// compare reports the first line in which a file differs from what it should be.
func compare(t *testing.T, path string, want []byte) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return
	}
	gotLines, wantLines := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range min(len(gotLines), len(wantLines)) {
		if !bytes.Equal(gotLines[i], wantLines[i]) {
			t.Errorf("%s:%d: got %q, want %q", path, i+1, gotLines[i], wantLines[i])
			return
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Errorf("%s: got %d lines, want %d", path, len(gotLines), len(wantLines))
	}
}
