// Package restjson is the run time of the generated API packages: it serves
// operations of the restJson1 protocol, version 1.1, over net/http.
//
// It owns the one pipeline every request of a modelled API takes:
//
//	request id → body limit → authenticate → route → decode → validate → invoke → encode → observe
//
// and with it everything a client can see that is not an operation's own
// output: routing on the escaped path, the reading of members, the wording of
// violations, the form of errors, cross-origin headers. Operation code is a
// plain method with an input and an output and never sees HTTP.
//
// Invariants:
//   - every answer is JSON (or empty), carries a request id and, where the
//     handler speaks to browsers, cross-origin headers: also errors and panics;
//   - only errors that the model lists for an operation leave it;
//   - an absent member is nil and never written as null.
//
// It imports the standard library, internal/clock and google/uuid, and must not
// import a generated package, a service, the store or the domain.
package restjson
