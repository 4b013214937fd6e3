package flow

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Check parses content and lints it: what publishing has to do. The document
// is nil when the content is not JSON at all.
func Check(content string, t Type, r Resolver) (*Document, []Problem) {
	d, err := Parse(content)
	if err != nil {
		return nil, []Problem{{Message: err.Error()}}
	}
	return d, d.Lint(t, r)
}

// Lint tells everything that keeps the document from being published as a flow
// of type t, the document's own faults first, then those of each action in
// order. A nil resolver skips the references to resources. Content may be saved
// with problems; what is published must have none.
// spec: CreateContactFlow, InvalidContactFlowException problems.
func (d *Document) Lint(t Type, r Resolver) []Problem {
	l := &linter{doc: d, flowType: t, resolver: r, seen: map[ActionID]bool{}}
	l.document()
	l.problems = append(l.problems, d.faults...)
	for i := range d.Actions {
		if a := &d.Actions[i]; a.Identifier != "" {
			l.lintAction(a)
		}
	}
	return l.problems
}

type linter struct {
	doc      *Document
	flowType Type
	resolver Resolver
	seen     map[ActionID]bool
	problems []Problem
}

func (l *linter) add(a ActionID, format string, args ...any) {
	l.problems = append(l.problems, Problem{a, fmt.Sprintf(format, args...)})
}

func (l *linter) document() {
	d := l.doc
	if n := utf8.RuneCountInString(d.content); n > MaxContentLength {
		l.add("", "the content has %d characters, more than %d", n, MaxContentLength)
	}
	if n := len(d.Actions); n > MaxActions {
		l.add("", "the flow has %d actions, more than %d", n, MaxActions)
	}
	if d.Version != Version {
		l.add("", "Version must be %s, not %q", Version, d.Version)
	}
	if d.StartAction == "" {
		l.add("", "StartAction is required")
	} else if _, ok := d.Action(d.StartAction); !ok {
		l.add("", "StartAction %q does not exist", d.StartAction)
	}
	if len(d.Actions) == 0 {
		l.add("", "Actions must hold an action")
	}
}

func (l *linter) lintAction(a *Action) {
	if l.seen[a.Identifier] {
		l.add(a.Identifier, "Identifier is used more than once")
	}
	l.seen[a.Identifier] = true
	if fault := identifierFault(string(a.Identifier)); fault != "" {
		l.add(a.Identifier, "Identifier must %s", fault)
	}
	c := &checker{linter: l, action: a}
	c.targets()
	def, known := table[a.Type]
	if !known {
		c.problem("Type %q is unknown", a.Type)
		return
	}
	c.def = def
	if !def.allowedIn(l.flowType) {
		c.problem("%s is not allowed in a flow of type %s", a.Type, l.flowType)
	}
	c.parameters()
	c.transitions()
	if def.check != nil {
		def.check(c)
	}
}

// forbiddenNames are members of every JavaScript object, which the designer
// could not keep apart from identifiers. spec: Actions, Identifier.
const forbiddenNames = " __proto__ constructor __defineGetter__ __defineSetter__ toString " +
	"hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString valueOf "

// identifierFault says which rule of the language an identifier breaks.
func identifierFault(id string) string {
	switch {
	case utf8.RuneCountInString(id) > 50:
		return "have at most 50 characters"
	case strings.ContainsAny(id, `%:(\/)=$,;[]{}`):
		return `not hold any of % : ( \ / ) = $ , ; [ ] { }`
	case !strings.Contains(id, " ") && strings.Contains(forbiddenNames, " "+id+" "):
		return "not be a member of every JavaScript object"
	}
	return ""
}
