package flowtest

import "github.com/rejoin-chat/rejoin/internal/flow"

// ResolverFunc makes a flow.Resolver of a function.
type ResolverFunc func(flow.Resource, string) flow.Found

// Find calls f.
func (f ResolverFunc) Find(kind flow.Resource, ref string) flow.Found { return f(kind, ref) }
