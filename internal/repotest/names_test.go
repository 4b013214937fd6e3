package repotest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// heaps are names that say nothing about what is inside, so that everything
// ends up there.
var heaps = []string{"util", "utils", "common", "types", "models", "helper", "helpers", "misc", "shared"}

func named(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(f.path), ".go"), "_test")
		if slices.Contains(heaps, f.ast.Name.Name) || slices.Contains(heaps, base) || slices.Contains(heaps, path.Base(f.pkg())) {
			findings = append(findings, fmt.Sprintf("%s: the name says nothing of what is inside: name the package or file after its one concept", f.path))
		}
	}
	return findings
}

func TestNothingIsNamedAfterNothing(t *testing.T) {
	hold(t, named)
	bite(t, named, map[string]string{
		"internal/util/ids.go":         "package util",
		"internal/chat/helpers.go":     "package chat",
		"internal/chat/types_test.go":  "package chat",
		"internal/chat/contenttype.go": "package chat",
	}, "internal/chat/helpers.go", "internal/chat/types_test.go", "internal/util/ids.go")
}
