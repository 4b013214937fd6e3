package repotest

import (
	"fmt"
	"go/ast"
	"slices"
	"testing"
)

// clockFuncs are the functions of package time that read or wait for the
// machine's clock.
var clockFuncs = []string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker", "AfterFunc"}

// clockAllowed may use them.
var clockAllowed = allowance{
	"internal/clock": "is the one door to the machine's clock",
	"chatclient":     "a client lives in real time, as the published ones do; its public API cannot take an internal clock, and its tests move time with testing/synctest",
}

// timeUses calls use for each mention of a clock function of package time, a
// call or not.
func timeUses(f *file, use func(sel *ast.SelectorExpr)) {
	name := ""
	for _, spec := range f.ast.Imports {
		if spec.Path.Value == `"time"` {
			name = "time"
			if spec.Name != nil {
				name = spec.Name.Name
			}
		}
	}
	if name == "" {
		return
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && x.Name == name && slices.Contains(clockFuncs, sel.Sel.Name) {
			use(sel)
		}
		return true
	})
}

func injected(tr *tree, report func(*file, string)) {
	for _, f := range tr.files {
		if f.isTest() || within(f.pkg(), "cmd", "e2e") {
			continue
		}
		timeUses(f, func(sel *ast.SelectorExpr) {
			report(f, fmt.Sprintf("%s: time.%s: take a clock.Clock, so that tests and operators can move time", tr.at(sel.Pos()), sel.Sel.Name))
		})
	}
}

func TestTimeIsInjected(t *testing.T) {
	hold(t, allowing(clockAllowed, injected))
	bite(t, allowing(nil, injected), map[string]string{
		"cmd/rejoin/main.go":      "package main\nimport \"time\"\nvar start = time.Now()",
		"internal/chat/a.go":      "package chat\nimport \"time\"\nvar now = time.Now\nvar day = 24 * time.Hour",
		"internal/chat/a_test.go": "package chat\nimport \"time\"\nvar now = time.Now()",
		"internal/chat/b.go":      "package chat\nimport wall \"time\"\nfunc wait() { <-wall.After(1) }",
		"internal/chat/c.go":      "package chat\nvar time struct{ Now int }\nvar n = time.Now",
	}, "internal/chat/a.go:3: time.Now", "internal/chat/b.go:3: time.After")
}

func awake(tr *tree) []string {
	var findings []string
	for _, f := range tr.files {
		if !f.isSupport() && !within(f.pkg(), "e2e") {
			continue
		}
		timeUses(f, func(sel *ast.SelectorExpr) {
			if sel.Sel.Name == "Sleep" {
				findings = append(findings, fmt.Sprintf("%s: time.Sleep in a test: it is slow when long and flaky when short; wait for a signal, or run in testing/synctest and advance with a channel", tr.at(sel.Pos())))
			}
		})
	}
	return findings
}

func TestNoTestSleeps(t *testing.T) {
	hold(t, awake)
	bite(t, awake, map[string]string{
		"e2e/client.go":                 "package e2e\nimport \"time\"\nfunc f() { time.Sleep(1) }",
		"internal/chat/a_test.go":       "package chat\nimport \"time\"\nfunc f() { time.Sleep(1) }",
		"internal/store/storetest/a.go": "package storetest\nimport \"time\"\nvar after = time.After",
	}, "e2e/client.go:3", "internal/chat/a_test.go:3")
}
