// Package sigv4 checks and makes AWS Signature Version 4 signatures.
//
// It owns the proof that a request of the Connect service was made by the holder
// of a known secret key: which key, for which region, at what time, and over
// which method, path, query, headers and body. It decides nothing about what
// that key may do.
//
// Invariants:
//   - a request passes only if its signature covers the host, the body and every
//     X-Amz-* header that a handler could act on;
//   - nothing is hashed for a caller whose access key is unknown, and the work
//     for a known one is linear in a request of bounded size;
//   - signatures, session tokens and body hashes are compared in constant time;
//   - an error shown to a caller never contains a secret, a computed signature
//     or the canonical request.
//
// The signature covers the Host header as it was received: a proxy in front must
// pass Host on unchanged, or every signature is wrong.
//
// It imports the standard library and internal/clock only.
package sigv4
