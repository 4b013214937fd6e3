// Package remote owns the rule by which it is told who asks, for limits that count by
// address: the other side of the connection, or, where that is a proxy that was named,
// whoever the proxy says. Everything else in a request is what the caller claims.
//
// It imports nothing of this module.
package remote
