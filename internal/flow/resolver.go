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
	// Exists reports whether ref, an id or an ARN, names a resource that a
	// published flow may use: for a flow, a module or a view, one that is published
	// itself.
	Exists(kind Resource, ref string) bool
}

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

// ResolverFunc makes a Resolver of a function.
type ResolverFunc func(Resource, string) bool

// Exists calls f.
func (f ResolverFunc) Exists(kind Resource, ref string) bool { return f(kind, ref) }
