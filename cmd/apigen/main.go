package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	root := flag.String("root", "../..", "root of the repository to write to")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "apigen:", err)
		os.Exit(1)
	}
}

// run regenerates every service below root.
func run(root string) error {
	for _, s := range services {
		files, err := generateFrom(s, filepath.Join(root, "cmd", "apigen"))
		if err != nil {
			return fmt.Errorf("%s: %w", s.pkg, err)
		}
		if err := replace(filepath.Join(root, "internal", "api", s.pkg), files); err != nil {
			return err
		}
	}
	return nil
}

// generateFrom reads a service's inputs, the overlay and the operation list
// from dir, and returns its files by name.
func generateFrom(s service, dir string) (map[string][]byte, error) {
	published, err := loadPublished(dir, s.model)
	if err != nil {
		return nil, err
	}
	fragments, err := loadOverlay(filepath.Join(dir, "overlay", s.pkg))
	if err != nil {
		return nil, err
	}
	operations, err := loadOperations(filepath.Join(dir, "operations", s.pkg+".txt"))
	if err != nil {
		return nil, err
	}
	return generate(s, published, fragments, operations)
}

// generate turns a published model into files of Go.
func generate(s service, published document, overlay []fragment, operations []string) (map[string][]byte, error) {
	for _, f := range overlay {
		if err := f.applyTo(published); err != nil {
			return nil, err
		}
	}
	m, err := parseModel(published)
	if err != nil {
		return nil, err
	}
	api, err := reach(m, operations)
	if err != nil {
		return nil, err
	}
	return emit(s, api)
}

// replace writes the generated files of a package and removes those that are
// no longer generated.
func replace(dir string, files map[string][]byte) error {
	stale, err := filepath.Glob(filepath.Join(dir, "zz_*.go"))
	if err != nil {
		return err
	}
	for _, path := range stale {
		if _, ok := files[filepath.Base(path)]; !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(dir, name), files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
