package repotest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// documented wants a doc comment on every package that is not tests only: what
// it owns, what holds for it, what it must not import. That is more than one
// line can say of an internal package.
func documented(tr *tree) []string {
	docs := make(map[string][]string)
	for _, f := range tr.files {
		if f.isTest() {
			continue
		}
		docs[f.pkg()] = append(docs[f.pkg()], f.ast.Doc.Text())
	}
	var findings []string
	for _, pkg := range slices.Sorted(maps.Keys(docs)) {
		doc := strings.TrimSpace(strings.Join(docs[pkg], ""))
		switch {
		case doc == "":
			findings = append(findings, fmt.Sprintf("%s: no doc comment: say what the package owns, its invariants and what it must not import", pkg))
		case strings.Contains("/"+pkg, "/internal/") && !strings.Contains(doc, "\n"):
			findings = append(findings, fmt.Sprintf("%s: the doc comment is one line: say what the package owns, its invariants and what it must not import", pkg))
		}
	}
	return findings
}

func TestEveryPackageIsDocumented(t *testing.T) {
	hold(t, documented)
	bite(t, documented, map[string]string{
		"internal/bare/a.go":       "package bare",
		"internal/short/a.go":      "// Package short is short.\npackage short",
		"internal/told/doc.go":     "// Package told is told\n// in two lines.\npackage told",
		"internal/told/b.go":       "package told",
		"chatclient/a.go":          "// Package chatclient is public.\npackage chatclient",
		"e2e/only_test.go":         "package e2e",
		"cmd/apigen/internal/x.go": "// Package internal is short.\npackage internal",
	}, "internal/bare: no doc comment", "internal/short: the doc comment is one line")
}
