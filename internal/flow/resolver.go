package flow

import "encoding/json"

// Resource is a kind of thing that a document can name.
type Resource string

// The resources that actions name.
const (
	ResourceQueue  Resource = "queue"
	ResourceAgent  Resource = "agent"
	ResourceFlow   Resource = "flow"
	ResourceModule Resource = "module"
	ResourceView   Resource = "view"

	ResourceHours    Resource = "hours of operation"
	ResourceFunction Resource = "function"
	ResourceBot      Resource = "bot"
)

// Resolver tells the linter which resources an instance has.
type Resolver interface {
	// Find tells what a reference, an id or an ARN, would come to when a flow that
	// names it runs.
	Find(kind Resource, ref string) Found
}

// Found is what an instance has under a reference. The zero value is nothing.
type Found struct {
	Standing Standing
	Type     Type   // of a flow; "" when that is not known
	Name     string // what people call it, "" for the reference itself
}

// Standing says whether a flow may use what it names.
type Standing string

// Missing is a resource that is not there. Flows, modules and views can be there and
// still not run: the other two.
const (
	Missing     Standing = ""
	Usable      Standing = "usable"
	Unpublished Standing = "unpublished" // only saved
	Archived    Standing = "archived"
)

// Module is a flow module as an instance has it.
type Module struct {
	ID   ID     // of the module, whichever version it is; "" for one that is not there yet
	Name string // for people to read
	// Settings are those beside the content, nil for none.
	Settings json.RawMessage
	Document *Document
}

// ModuleResolver is a Resolver that can show the modules themselves, so that the
// linter holds those who invoke them against what they are.
type ModuleResolver interface {
	Resolver
	// Module reads what an invocation of ref would run: an id or an ARN, with or
	// without a version or an alias. It is false when that is not known.
	Module(ref string) (Module, bool)
}

// find asks the resolver once for each reference. Without one everything is usable.
func (l *linter) find(kind Resource, ref string) Found {
	if l.resolver == nil {
		return Found{Standing: Usable}
	}
	key := named{kind, ref}
	found, seen := l.found[key]
	if !seen {
		found = l.resolver.Find(kind, ref)
		l.found[key] = found
	}
	return found
}

type named struct {
	kind Resource
	ref  string
}

// lack says why what was found cannot be used, "" when it can.
func (f Found) lack() string {
	switch f.Standing {
	case Missing:
		return "which does not exist"
	case Unpublished:
		return "which is not published"
	case Archived:
		return "which is archived"
	}
	return ""
}

// staticFlow is the type of the flow that a parameter names, if the document alone
// decides that and it could run at all, and what problems call it.
func (c *checker) staticFlow(raw any) (t Type, called string, ok bool) {
	ref, ok := scalar(raw)
	if !ok || refers(ref) || ref == "" {
		return "", "", false
	}
	found := c.find(ResourceFlow, ref)
	if found.lack() != "" || found.Type == "" {
		return "", "", false
	}
	if called = found.Name; called == "" {
		called = ref
	}
	return found.Type, called, true
}
