package repotest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// module is the path of the root module; a package is named by the rest of its
// import path, which is also its folder.
const module = "github.com/rejoin-chat/rejoin"

// tree is the source of all modules of the repository.
type tree struct {
	fset  *token.FileSet
	files []*file
}

// file is one Go file, parsed with its comments.
type file struct {
	path      string // from the root of the repository, with slashes
	ast       *ast.File
	lines     int
	generated bool
}

func (f *file) pkg() string  { return path.Dir(f.path) }
func (f *file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// isSupport reports whether the file serves tests only: a test, or part of a
// package made for tests, such as store/storetest.
func (f *file) isSupport() bool { return f.isTest() || strings.HasSuffix(f.pkg(), "test") }

// imports lists the import paths of the file.
func (f *file) imports() []string {
	var paths []string
	for _, spec := range f.ast.Imports {
		p, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, p)
	}
	return paths
}

// repository parses the whole tree once for all tests.
var repository = sync.OnceValues(func() (*tree, error) {
	sources := make(map[string]string)
	root := os.DirFS(filepath.Join("..", ".."))
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && skipped(d.Name()):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go"):
			return nil
		}
		text, err := fs.ReadFile(root, name)
		sources[name] = string(text)
		return err
	})
	if err != nil {
		return nil, err
	}
	return parse(sources)
})

// skipped reports whether a folder holds no source of ours.
func skipped(folder string) bool {
	return strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_") ||
		slices.Contains([]string{"node_modules", "testdata", "bin", "data"}, folder)
}

// parse makes a tree of file names and their text.
func parse(sources map[string]string) (*tree, error) {
	t := &tree{fset: token.NewFileSet()}
	for name, text := range sources {
		f, err := parser.ParseFile(t.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		t.files = append(t.files, &file{
			path: name, ast: f, lines: strings.Count(text, "\n"), generated: ast.IsGenerated(f),
		})
	}
	slices.SortFunc(t.files, func(a, b *file) int { return strings.Compare(a.path, b.path) })
	return t, nil
}

// at is the place of a node, as editors open it.
func (t *tree) at(pos token.Pos) string {
	p := t.fset.Position(pos)
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

func (t *tree) line(pos token.Pos) int { return t.fset.Position(pos).Line }

// rule finds what breaks it; each finding says where, what and why.
type rule func(*tree) []string

// hold fails the test for each place in the repository that breaks the rule.
func hold(t *testing.T, r rule) {
	t.Helper()
	tr, err := repository()
	if err != nil {
		t.Fatalf("reading the repository: %v", err)
	}
	for _, finding := range r(tr) {
		t.Error(finding)
	}
}

// bite fails the test unless the rule finds exactly the given things in the
// sources, each told by a part of its text.
func bite(t *testing.T, r rule, sources map[string]string, want ...string) {
	t.Helper()
	tr, err := parse(sources)
	if err != nil {
		t.Fatalf("the sample does not parse: %v", err)
	}
	got := r(tr)
	slices.Sort(got)
	if len(got) != len(want) {
		t.Fatalf("the rule found %d things in the sample, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("finding %d:\n got  %s\n want one with %q", i, got[i], want[i])
		}
	}
}

// within reports whether a package is one of the folders or lies below one.
func within(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool {
		return pkg == f || strings.HasPrefix(pkg, f+"/")
	})
}
