package main

import (
	"bytes"
	"encoding/json"
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
	list := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", modelModule)
	list.Dir = dir
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("locate %s: %w", modelModule, err)
	}
	root := strings.TrimSpace(string(out))
	if root == "" {
		return nil, fmt.Errorf("%s is not downloaded: run go mod download in cmd/apigen", modelModule)
	}
	return readDocument(filepath.Join(root, filepath.FromSlash(path)))
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
