package compat

import (
	"bufio"
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Played is a row that a test plays.
type Played struct {
	Number int
	Name   string
	// tests are the names of the tests, each with its subtests, that have the row.
	tests []string
}

// The tests with rows.
var (
	chatJSTests  = []string{"TestChatJS"}
	streamsTests = []string{"TestStreams/stock_worker", "TestStreams/thin_page"}
	lifeTests    = []string{"TestStreamsLife/stock_worker", "TestStreamsLife/thin_page"}
	crossTests   = []string{"TestStreamsCrossing"}
	renewalTests = []string{"TestStreamsRenewal"}
)

// Tests are the names under which `go test -run` finds the row.
func (p Played) Tests() []string {
	var names []string
	for _, test := range p.tests {
		names = append(names, test+"/row_"+strconv.Itoa(p.Number)+"_"+p.Name)
	}
	return names
}

// Source is what the end-to-end tests say in their own words.
type Source struct {
	// Tests are the names of all tests, rows included.
	Tests map[string]bool
	// Rows are those of ChatJS that are played, StreamsRows those of Streams.
	Rows, StreamsRows []Played
	// Calls are the names of all methods that tests call, and of the operations behind
	// those of ChatJS.
	Calls map[string]bool
}

// ReadSource parses the tests of a folder.
func ReadSource(folder string) (*Source, error) {
	s := &Source{Tests: make(map[string]bool), Calls: make(map[string]bool)}
	names, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(f, s.read)
	}
	return s, nil
}

// readSend notes the operation that a program beside the tests is told to call: that of
// send("connect", "StopContact", …).
func (s *Source) readSend(method string, args []ast.Expr) {
	if method != "send" || len(args) < 2 {
		return
	}
	if name, ok := args[1].(*ast.BasicLit); ok && name.Kind == token.STRING {
		s.Calls[strings.Trim(name.Value, `"`)] = true
	}
}

// read notes a test, a row or a call.
func (s *Source) read(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Recv == nil && strings.HasPrefix(n.Name.Name, "Test") {
			s.Tests[n.Name.Name] = true
		}
	case *ast.CallExpr:
		if method, ok := n.Fun.(*ast.SelectorExpr); ok {
			s.Calls[operation(method.Sel.Name)] = true
			s.readSend(method.Sel.Name, n.Args)
			s.readChatJS(method.Sel.Name, n.Args)
		}
	case *ast.CompositeLit:
		if list, ok := n.Type.(*ast.ArrayType); ok {
			element, _ := list.Elt.(*ast.Ident)
			switch {
			case element == nil:
			case element.Name == "row":
				s.Rows = append(s.Rows, s.readRows(n, chatJSTests)...)
			case element.Name == "streamsRow":
				s.StreamsRows = append(s.StreamsRows, s.readRows(n, streamsTests)...)
			case element.Name == "streamsLifeRow":
				s.StreamsRows = append(s.StreamsRows, s.readRows(n, lifeTests)...)
			case element.Name == "streamsCrossingRow":
				s.StreamsRows = append(s.StreamsRows, s.readRows(n, crossTests)...)
			case element.Name == "streamsRenewalRow":
				s.StreamsRows = append(s.StreamsRows, s.readRows(n, renewalTests)...)
			}
		}
	}
	return true
}

// readChatJS notes the operation behind a method of ChatJS, which tests name when they
// let a participant call it.
func (s *Source) readChatJS(method string, args []ast.Expr) {
	if method != "Call" {
		return
	}
	for _, arg := range args {
		if text, ok := arg.(*ast.BasicLit); ok && text.Kind == token.STRING {
			if name, err := strconv.Unquote(text.Value); err == nil && name != "" {
				s.Calls[strings.ToUpper(name[:1])+name[1:]] = true
			}
		}
	}
}

// operation is what a method of the AWS SDKs for Go calls.
func operation(method string) string {
	if name, ok := strings.CutSuffix(method, "Paginator"); ok {
		return strings.TrimPrefix(name, "New")
	}
	return strings.TrimSuffix(method, "WithContext")
}

// readRows reads a literal of rows: number, name, function.
func (s *Source) readRows(list *ast.CompositeLit, tests []string) (rows []Played) {
	for _, element := range list.Elts {
		fields, ok := element.(*ast.CompositeLit)
		if !ok || len(fields.Elts) != 3 {
			continue
		}
		number, _ := fields.Elts[0].(*ast.BasicLit)
		name, _ := fields.Elts[1].(*ast.BasicLit)
		if number == nil || name == nil {
			continue
		}
		p := Played{tests: tests}
		p.Number, _ = strconv.Atoi(number.Value)
		p.Name, _ = strconv.Unquote(name.Value)
		rows = append(rows, p)
		for _, test := range p.Tests() {
			s.Tests[test] = true
		}
	}
	return rows
}

// Listed reads one of the lists of operations that the API packages are made of.
func Listed(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var names []string
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			names = append(names, line)
		}
	}
	return names, nil
}
