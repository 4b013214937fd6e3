// Package connect holds the generated types, validation and routes of the
// Connect API, and by hand the few checks that its patterns need beyond RE2.
//
// It owns nothing but the form of the API: what a request may look like, which
// errors an operation may answer. Behaviour lives in the service that
// implements Service. Files that begin with zz_ are written by cmd/apigen.
//
// It imports internal/restjson only.
package connect
