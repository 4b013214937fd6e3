package flow

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

// ResolverFunc makes a Resolver of a function.
type ResolverFunc func(Resource, string) bool

// Exists calls f.
func (f ResolverFunc) Exists(kind Resource, ref string) bool { return f(kind, ref) }
