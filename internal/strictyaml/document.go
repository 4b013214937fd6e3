package strictyaml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxBytes bounds a file.
const maxBytes = 1 << 20

// Document is a file that is being read.
type Document struct {
	root *yaml.Node
	err  error
	line int // of err
}

// Parse reads the syntax of a file.
func Parse(data []byte) (*Document, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("larger than %d bytes", maxBytes)
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var root, more yaml.Node
	switch err := decoder.Decode(&root); {
	case errors.Is(err, io.EOF):
		return nil, errors.New("line 1: the file is empty")
	case err != nil:
		return nil, syntax(err)
	}
	switch err := decoder.Decode(&more); {
	case err == nil:
		return nil, fmt.Errorf("line %d: a second document begins, want one", more.Line)
	case !errors.Is(err, io.EOF):
		return nil, syntax(err)
	}
	d := &Document{root: &root}
	if root.Kind == yaml.DocumentNode && len(root.Content) == 1 {
		d.root = root.Content[0]
	}
	d.plain(d.root)
	return d, d.err
}

var lineOf = regexp.MustCompile(`line \d+: .*`)

// syntax is an error of the parser without the library's name and in one line.
func syntax(err error) error {
	text := strings.Join(strings.Fields(err.Error()), " ")
	if at := lineOf.FindString(text); at != "" {
		return errors.New(at)
	}
	return errors.New(strings.TrimPrefix(text, "yaml: "))
}

// plain refuses aliases, keys that are given twice, and texts with U+0000, which can
// neither be stored nor sent.
func (d *Document) plain(n *yaml.Node) {
	if strings.ContainsRune(n.Value, 0) {
		d.fail(n, "a text cannot have the character U+0000")
	}
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.fail(n, "anchors and aliases are not supported")
		return
	}
	seen := make(map[string]bool)
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			switch {
			case child.Kind != yaml.ScalarNode || child.Tag == "!!merge":
				d.fail(child, "want a plain key")
			case seen[child.Value]:
				d.fail(child, "%q is given twice", child.Value)
			}
			seen[child.Value] = true
		}
		d.plain(child)
	}
}

// Root is the whole content.
func (d *Document) Root() Node { return Node{d, d.root} }

// Err is the first fault in the order of the file, as "line N: …".
func (d *Document) Err() error { return d.err }

func (d *Document) fail(n *yaml.Node, format string, args ...any) {
	line := 1
	if n != nil && n.Line > 0 {
		line = n.Line
	}
	if d.err != nil && d.line <= line {
		return
	}
	d.line = line
	d.err = fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
}
