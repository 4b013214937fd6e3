// Package obs is how the server is observed: its logger, the one line it writes
// for each request, and its Prometheus metrics.
//
// Invariant: neither a log line nor a label carries message text, a person's
// name or a token. What the line of a request can hold is therefore a closed
// struct (Event), and the labels of a metric are operations, kinds and outcomes,
// never ids: an id as a label would also grow without bound.
//
// Each component has its own small metrics struct, made by its constructor and
// handed in by internal/app. The methods of a nil struct do nothing, so tests
// and tools pass nil and no caller asks whether metrics are on.
//
// It imports no package of this module.
package obs
