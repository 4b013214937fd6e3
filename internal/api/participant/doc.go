// Package participant holds the generated types, validation and routes of the
// Connect Participant API.
//
// It owns nothing but the form of the API: what a request may look like, which
// errors an operation may answer. Behaviour lives in the service that
// implements Service. Files that begin with zz_ are written by cmd/apigen.
//
// It imports internal/restjson only.
package participant
