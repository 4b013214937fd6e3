package repotest

import (
	"fmt"
	"go/ast"
	"regexp"
	"testing"
)

// owners are the packages that run things for others; what ends their
// goroutines is what they are about, and their tests prove it.
var owners = []string{
	"internal/lifecycle", "internal/gateway", "internal/timers", "internal/dispatch", "internal/fanout", "internal/store",
	"internal/app", "internal/archive", "chatclient", "cmd",
}

// ending is what a comment that names the end of a goroutine says.
var ending = regexp.MustCompile(`(?i)\b(ends?|until|stops?|returns?|once)\b`)

func owned(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		if f.isTest() || within(f.pkg(), owners...) {
			continue
		}
		above := make(map[int]string) // comments by the line after their end
		for _, c := range f.ast.Comments {
			above[tr.line(c.End())+1] = c.Text()
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok && !ending.MatchString(above[tr.line(g.Pos())]) {
				findings = append(findings, fmt.Sprintf("%s: go statement without a comment above it that says what ends the goroutine: every goroutine has an owner who stops it and waits", tr.at(g.Pos())))
			}
			return true
		})
	}
	return findings
}

func TestEveryGoroutineSaysWhatEndsIt(t *testing.T) {
	hold(t, owned)
	bite(t, owned, map[string]string{
		"internal/gateway/a.go":       "package gateway\nfunc f() { go f() }",
		"internal/connectsvc/a.go":    "package connectsvc\nfunc f() {\n\t// Ends with the context.\n\tgo f()\n\n\t// Does things.\n\tgo f()\n}",
		"internal/connectsvc/b.go":    "package connectsvc\nfunc g() {\n\t// Ends with the context.\n\n\tgo f()\n}",
		"internal/agentapp/a_test.go": "package agentapp\nfunc f() { go f() }",
	}, "internal/connectsvc/a.go:7", "internal/connectsvc/b.go:5")
}
