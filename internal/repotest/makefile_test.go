package repotest

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// makefile is the text of the Makefile.
func makefile(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryMakeTargetIsExplained(t *testing.T) {
	text := makefile(t)
	targets := regexp.MustCompile(`(?m)^([a-z][a-z-]*):([^=].*)?$`).FindAllStringSubmatch(text, -1)
	if len(targets) < 5 {
		t.Fatalf("found %d targets in the Makefile, the pattern must be wrong", len(targets))
	}
	for _, target := range targets {
		if !regexp.MustCompile(`## \S`).MatchString(target[2]) {
			t.Errorf("Makefile: target %s has no text after ##, so `make` does not print it", target[1])
		}
	}
}

// The linker ignores -X of a variable that does not exist, and the version would
// be lost without a word.
func TestTheVersionThatTheLinkerSetsExists(t *testing.T) {
	if !regexp.MustCompile(`-X main\.version=`).MatchString(makefile(t)) {
		t.Fatal("Makefile: the build no longer sets main.version: change this test with it")
	}
	tr, err := repository()
	if err != nil {
		t.Fatal(err)
	}
	program, declared := false, false
	for _, f := range tr.files {
		if f.pkg() != "cmd/rejoin" {
			continue
		}
		program = true
		for _, d := range f.ast.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range gen.Specs {
				v, ok := spec.(*ast.ValueSpec)
				declared = declared || ok && v.Names[0].Name == "version"
			}
		}
	}
	if program && !declared {
		t.Error("cmd/rejoin declares no `var version string`, which the Makefile sets: the binary would not know its version")
	}
}
