package repotest

import (
	"fmt"
	"path"
	"strings"
	"testing"
)

// ban forbids imports to some packages. It is about what the program is made
// of: tests and test-support packages may import what they need.
type ban struct {
	from   []string // folders the ban is for
	except []string // folders below them that it is not for
	target func(importPath string) bool
	reason string
}

// standard matches the standard library.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

func outside(importPath string) bool { return !standard(importPath) }

// outsideBut matches all but the standard library and the folders of this
// module.
func outsideBut(folders ...string) func(string) bool {
	inside := ours(folders...)
	return func(importPath string) bool { return outside(importPath) && !inside(importPath) }
}

// ours matches packages of this module in the folders; all without folders.
func ours(folders ...string) func(string) bool {
	return func(importPath string) bool {
		pkg, ok := strings.CutPrefix(importPath, module+"/")
		return ok && (len(folders) == 0 || within(pkg, folders...))
	}
}

// oursBut matches packages of this module outside the folders.
func oursBut(folders ...string) func(string) bool {
	return func(importPath string) bool {
		pkg, ok := strings.CutPrefix(importPath, module+"/")
		return ok && !within(pkg, folders...)
	}
}

// packages matches import paths by name.
func packages(names ...string) func(string) bool {
	return func(importPath string) bool { return within(importPath, names...) }
}

// climbs turns the floors into bans.
func climbs() []ban {
	var bans []ban
	for i, floor := range floors {
		var above []string
		for _, upper := range floors[i+1:] {
			above = append(above, upper...)
		}
		bans = append(bans, ban{
			from: floor, target: ours(above...),
			reason: "imports point down: " + strings.Join(floor, ", ") + " must not know what is built upon them",
		})
	}
	return bans[:len(bans)-1] // nothing is above the last floor
}

func directed(tr *tree) []string {
	var findings []string
	all := append(climbs(), bans...)
	for _, f := range tr.files {
		if f.isSupport() {
			continue
		}
		for _, imp := range f.imports() {
			for _, b := range all {
				if within(f.pkg(), b.from...) && !within(f.pkg(), b.except...) && b.target(imp) {
					findings = append(findings, fmt.Sprintf("%s: imports %s: %s", f.path, imp, b.reason))
				}
			}
		}
	}
	return findings
}

func TestImportsPointDown(t *testing.T) {
	hold(t, directed)
	importing := func(pkg string, paths ...string) string {
		return "package " + path.Base(pkg) + "\nimport (\n\"" + strings.Join(paths, "\"\n\"") + "\"\n)\n"
	}
	at := func(folder string) string { return module + "/" + folder }
	bite(t, directed, map[string]string{
		"internal/app/a.go":             importing("app", at("internal/store/sqlite"), at("internal/config"), "net/http"),
		"internal/api/connect/a.go":     importing("connect", "fmt", at("internal/restjson"), at("internal/clock")),
		"internal/chat/a.go":            importing("chat", "fmt", "example.com/x"),
		"internal/chat/a_test.go":       importing("chat", at("internal/store")),
		"internal/conversation/a.go":    importing("conversation", at("internal/store"), at("internal/gateway")),
		"internal/flow/a.go":            importing("flow", "context"),
		"internal/gateway/a.go":         importing("gateway", at("internal/store/sqlite")),
		"internal/store/a.go":           importing("store", at("internal/chat"), "net/http"),
		"internal/store/sqlite/a.go":    importing("sqlite", at("internal/store"), at("internal/config")),
		"internal/store/storetest/a.go": importing("storetest", "testing"),
		"internal/timers/a.go":          importing("timers", "testing/synctest"),
		"cmd/rejoin/main.go":            importing("main", at("internal/app"), at("internal/config")),
	},
		"internal/api/connect/a.go: imports "+at("internal/clock")+": generated packages",
		"internal/chat/a.go: imports example.com/x: the domain",
		"internal/conversation/a.go: imports "+at("internal/gateway")+": imports point down",
		"internal/flow/a.go: imports context: no I/O",
		"internal/gateway/a.go: imports "+at("internal/store/sqlite")+": drivers are chosen",
		"internal/store/a.go: imports net/http: state and its rules",
		"internal/store/sqlite/a.go: imports "+at("internal/config")+": a package takes",
		"internal/timers/a.go: imports testing/synctest: tests are not part",
	)
}
