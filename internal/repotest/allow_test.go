package repotest

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

// allowance is a table of exceptions from a rule: a folder and the reason.
type allowance map[string]string

// allowing applies a rule given as a function that calls report for each place
// that breaks it, drops what the table excuses, and reports rows of the table
// that excuse nothing.
func allowing(table allowance, find func(tr *tree, report func(f *file, finding string))) rule {
	return func(tr *tree) []string {
		var findings []string
		used := make(map[string]bool)
		find(tr, func(f *file, finding string) {
			for folder := range table {
				if within(f.pkg(), folder) {
					used[folder] = true
					return
				}
			}
			findings = append(findings, finding)
		})
		for _, folder := range slices.Sorted(maps.Keys(table)) {
			if !used[folder] {
				findings = append(findings, fmt.Sprintf("%s: the exception %q excuses nothing: delete the row", folder, table[folder]))
			}
		}
		return findings
	}
}

func TestExceptionsAreDroppedAndStaleOnesReported(t *testing.T) {
	everyFile := func(tr *tree, report func(*file, string)) {
		for _, f := range tr.files {
			report(f, f.path)
		}
	}
	bite(t, allowing(allowance{"a": "reason", "c": "stale"}, everyFile),
		map[string]string{"a/x.go": "package a", "a/b/x.go": "package b", "ab/x.go": "package ab"},
		"ab/x.go", "c: the exception")
}
