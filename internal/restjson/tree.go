package restjson

import (
	"fmt"
	"net/http"
	"strings"
)

// tree routes on the escaped path, one node per segment. The standard mux is
// not used because it redirects unclean paths, answers 404 and 405 in plain
// text and lets GET serve HEAD, all of which a client of this protocol
// misreads.
type tree struct {
	literal map[string]*tree
	label   *tree
	verbs   map[string]*routed // nil where no path ends
}

// routed is a route in the tree, with the names of its labels in order.
type routed struct {
	Route
	labels []string
}

// maxLabels is how many labels a path can have.
const maxLabels = 6

// labels are the escaped values of a path's labels, in order.
type labels struct {
	values [maxLabels]string
	n      int
}

// add registers a route; two routes of one verb must not match the same path
// equally well.
func (t *tree) add(r *routed) error {
	n := 0
	for segment := range strings.SplitSeq(strings.TrimPrefix(r.Path, "/"), "/") {
		if strings.HasPrefix(segment, "{") {
			t = t.labelChild()
			n++
			continue
		}
		t = t.literalChild(segment)
	}
	if n > maxLabels {
		return fmt.Errorf("restjson: %s: %q has more than %d labels", r.Name, r.Path, maxLabels)
	}
	if other, taken := t.verbs[r.Verb]; taken {
		return fmt.Errorf("restjson: %s and %s share the route %s %s", r.Name, other.Name, r.Verb, r.Path)
	}
	if t.verbs == nil {
		t.verbs = make(map[string]*routed)
	}
	t.verbs[r.Verb] = r
	return nil
}

func (t *tree) labelChild() *tree {
	if t.label == nil {
		t.label = new(tree)
	}
	return t.label
}

func (t *tree) literalChild(segment string) *tree {
	child, ok := t.literal[segment]
	if !ok {
		if t.literal == nil {
			t.literal = make(map[string]*tree)
		}
		child = new(tree)
		t.literal[segment] = child
	}
	return child
}

// find returns the node where the escaped path ends, nil when there is none. A
// literal segment is tried before a label; an empty segment is no label.
func (t *tree) find(path string, l *labels) *tree {
	segment, rest, more := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if more {
		rest = "/" + rest
	}
	if child, ok := t.literal[segment]; ok {
		if found := child.end(rest, more, l); found != nil {
			return found
		}
	}
	if t.label == nil || segment == "" {
		return nil
	}
	mark := l.n
	l.values[l.n] = segment
	l.n++
	if found := t.label.end(rest, more, l); found != nil {
		return found
	}
	l.n = mark
	return nil
}

func (t *tree) end(rest string, more bool, l *labels) *tree {
	if more {
		return t.find(rest, l)
	}
	if t.verbs == nil {
		return nil
	}
	return t
}

// allow lists the verbs of the node for the Allow header.
func (t *tree) allow() string {
	var verbs []string
	for _, verb := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if t.verbs[verb] != nil {
			verbs = append(verbs, verb)
		}
	}
	return strings.Join(verbs, ", ")
}

// labelNames are the labels of a path template, in order.
func labelNames(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(segment, "{"); ok {
			names = append(names, strings.TrimSuffix(name, "}"))
		}
	}
	return names
}
