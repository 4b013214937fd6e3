// Package tlsconf makes the TLS configuration of the server's one listener, from
// certificate files or by obtaining certificates automatically (ACME).
//
// Browsers open wss sockets only to a host whose certificate they trust, so a
// certificate that is renewed on disk must be served without a restart, which
// would cut every open chat.
//
// Invariants: the configuration always has a certificate to serve once it was
// made from files, a failed reload included; the ACME account and certificates
// are kept in the folder given and nowhere else; no goroutine is started before
// the first handshake.
//
// It imports internal/clock and golang.org/x/crypto/acme only.
package tlsconf
