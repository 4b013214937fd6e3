package naming

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// Resource is something that an instance has and a document can refer to.
type Resource struct {
	Kind flow.Resource
	ID   string
	ARN  string
	Name string
}

// Index is what an instance has. It is read-only once made.
type Index struct {
	references map[key]Resource   // by id and by ARN
	names      map[key][]Resource // by name
	unlisted   map[flow.Resource]bool
}

type key struct {
	kind flow.Resource
	text string
}

// NewIndex makes an index of resources. Kinds that the instance has no list of are
// unlisted: references to them are left alone.
func NewIndex(resources []Resource, unlisted ...flow.Resource) *Index {
	ix := &Index{references: map[key]Resource{}, names: map[key][]Resource{}, unlisted: map[flow.Resource]bool{}}
	for _, kind := range unlisted {
		ix.unlisted[kind] = true
	}
	for _, r := range resources {
		ix.Add(r)
	}
	return ix
}

// Add puts in a resource that the instance has got since.
func (ix *Index) Add(r Resource) {
	for _, text := range []string{r.ID, r.ARN} {
		if text != "" {
			ix.references[key{r.Kind, text}] = r
		}
	}
	if r.Name != "" {
		k := key{r.Kind, r.Name}
		ix.names[k] = append(ix.names[k], r)
	}
}

// Reference finds what an id or an ARN refers to, with or without a version or an
// alias behind it.
func (ix *Index) Reference(kind flow.Resource, text string) (Resource, bool) {
	if r, ok := ix.references[key{kind, text}]; ok {
		return r, true
	}
	if i := strings.LastIndexByte(text, ':'); i > 0 {
		r, ok := ix.references[key{kind, text[:i]}]
		return r, ok
	}
	return Resource{}, false
}

// Named finds the resources of a name; the service allows one of each kind.
func (ix *Index) Named(kind flow.Resource, name string) []Resource {
	return ix.names[key{kind, name}]
}
