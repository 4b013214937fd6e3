package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// modelModule carries the published models; go.mod pins its version.
const modelModule = "github.com/aws/aws-sdk-go"

// document is a model as JSON, before the generator gives it types.
type document = map[string]any

// loadPublished reads a model file of the module that carries the models.
func loadPublished(dir, path string) (document, error) {
	// Unlike go list, this also downloads the module where it is missing.
	download := exec.Command("go", "mod", "download", "-json", modelModule)
	download.Dir = dir
	out, runErr := download.Output() // the JSON says more of a failure
	var module struct{ Dir, Error string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, fmt.Errorf("locate %s: %w", modelModule, errors.Join(runErr, err))
	}
	if module.Error != "" {
		return nil, fmt.Errorf("locate %s: %s", modelModule, module.Error)
	}
	return readDocument(filepath.Join(module.Dir, filepath.FromSlash(path)))
}

func readDocument(path string) (document, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // bounds reach 2^63-1
	var doc document
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return doc, nil
}

// loadOverlay reads the fragments of a folder in the order of their names.
func loadOverlay(dir string) ([]fragment, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var fragments []fragment
	for _, path := range paths {
		doc, err := readDocument(path)
		if err != nil {
			return nil, err
		}
		fragments = append(fragments, fragment{name: filepath.Base(path), doc: doc})
	}
	return fragments, nil
}

// loadOperations reads an allow-list: one operation a line, sorted; empty lines
// and lines that begin with # do not count.
func loadOperations(path string) ([]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var names []string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			names = append(names, line)
		}
	}
	if !slices.IsSorted(names) {
		return nil, fmt.Errorf("%s: not sorted", path)
	}
	return names, nil
}
