package flow

import (
	"fmt"
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

// CheckModule is Check for a module: m is what it is called and which Settings
// stand beside the content. Its Document is not looked at.
func CheckModule(content string, m Module, r Resolver) (*Document, []Problem) {
	d, err := Parse(content)
	if err != nil {
		return nil, []Problem{{Message: err.Error()}}
	}
	return d, d.lint(TypeModule, m, r)
}

// Lint tells everything that keeps the document from being published as a flow
// of type t, all at once. An action without an identifier is named by its
// position, as #3. A nil resolver skips the references to resources. Content
// may be saved with problems; what is published must have none.
// spec: CreateContactFlow, InvalidContactFlowException problems.
func (d *Document) Lint(t Type, r Resolver) []Problem { return d.lint(t, Module{}, r) }

func (d *Document) lint(t Type, m Module, r Resolver) []Problem {
	l := &linter{
		doc: d, flowType: t, module: m, resolver: r,
		seen: map[ActionID]bool{}, found: map[named]Found{}, modules: map[string]Module{},
	}
	l.document()
	l.problems = append(l.problems, d.faults...)
	if t == TypeModule {
		l.settings()
	}
	for i := range d.Actions {
		l.lintAction(i)
	}
	return l.problems
}

type linter struct {
	doc      *Document
	flowType Type
	module   Module // the document itself, if it is one
	resolver Resolver
	seen     map[ActionID]bool
	found    map[named]Found   // as far as the resolver was asked
	modules  map[string]Module // by reference, as far as they were looked for
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
	if !utf8.ValidString(d.content) {
		l.add("", "the content is not valid UTF-8")
	}
	if n := len(d.Actions); n > MaxActions {
		l.add("", "the flow has %d actions, more than %d", n, MaxActions)
	}
	if d.Version != Version && !d.unread.version {
		l.add("", "Version must be %s, not %q", Version, d.Version)
	}
	switch _, ok := d.Action(d.StartAction); {
	case ok || d.unread.start:
	case d.StartAction == "":
		l.add("", "StartAction is required")
	case d.unread.actions:
	default:
		l.add("", "StartAction %q does not exist", d.StartAction)
	}
	if len(d.Actions) == 0 && !d.unread.actions {
		l.add("", "Actions must hold an action")
	}
}

func (l *linter) lintAction(i int) {
	a := &l.doc.Actions[i]
	def, known := table[a.Type]
	c := &checker{linter: l, action: a, def: def, name: a.Identifier}
	if a.Identifier == "" {
		c.name = position(i)
	}
	if a.unread.whole {
		return
	}
	c.identifier()
	c.targets()
	switch {
	case a.unread.kind:
		return
	case a.Type == "":
		c.problem("Type is required")
		return
	case !known:
		c.problem("Type %q is unknown", a.Type)
		return
	}
	switch {
	case def.moduleOnly && l.flowType != TypeModule:
		c.problem("%s is allowed in a module only", a.Type)
	case !def.allowedIn(l.flowType):
		c.problem("%s is not allowed in a flow of type %s", a.Type, l.flowType)
	}
	c.parameters()
	c.transitions()
	if def.check != nil && !a.unread.parameters {
		def.check(c)
	}
}
