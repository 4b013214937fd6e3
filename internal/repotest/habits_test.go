package repotest

import (
	"fmt"
	"go/ast"
	"reflect"
	"regexp"
	"strconv"
	"testing"
)

// unregistered forbids init: what an import does by itself nobody can order,
// test or leave out.
func unregistered(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				findings = append(findings, fmt.Sprintf("%s: func init: make a constructor and call it where its result is needed", tr.at(fn.Pos())))
			}
		}
	}
	return findings
}

func TestNothingHappensByImport(t *testing.T) {
	hold(t, unregistered)
	bite(t, unregistered, map[string]string{
		"internal/chat/a.go": "package chat\nfunc init() {}\ntype T int\nfunc (T) init() {}",
	}, "internal/chat/a.go:2")
}

var postponed = regexp.MustCompile(`\b(TODO|FIXME|HACK)\b`)

// finished forbids notes to a later self: what is missing is an issue or a row
// of the documentation, where users see it.
func finished(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		for _, group := range f.ast.Comments {
			for _, c := range group.List {
				if mark := postponed.FindString(c.Text); mark != "" {
					findings = append(findings, fmt.Sprintf("%s: %s: do it, or write it down where users look", tr.at(c.Pos()), mark))
				}
			}
		}
	}
	return findings
}

func TestNothingIsPutOff(t *testing.T) {
	hold(t, finished)
	bite(t, finished, map[string]string{
		"internal/chat/a.go": "package chat\n\n// FIXME" + ": later.\nvar a = \"TODO\"",
	}, "internal/chat/a.go:3")
}

// untagged forbids wire tags in the domain: what a field is called on a wire or
// in a database is decided there.
func untagged(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		if !within(f.pkg(), "internal/chat") {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if field, ok := n.(*ast.Field); ok && field.Tag != nil {
				text, _ := strconv.Unquote(field.Tag.Value)
				for _, key := range []string{"json", "xml", "db", "sql"} {
					if _, ok := reflect.StructTag(text).Lookup(key); ok {
						findings = append(findings, fmt.Sprintf("%s: %s tag on a domain type: translate at the edge", tr.at(field.Pos()), key))
					}
				}
			}
			return true
		})
	}
	return findings
}

func TestDomainTypesCarryNoWireTags(t *testing.T) {
	hold(t, untagged)
	bite(t, untagged, map[string]string{
		"internal/chat/a.go":     "package chat\ntype T struct {\n\tA int `json:\"a\"`\n\tB int `doc:\"b\"`\n}",
		"internal/restjson/a.go": "package restjson\ntype T struct {\n\tA int `json:\"a\"`\n}",
	}, "internal/chat/a.go:3: json tag")
}
