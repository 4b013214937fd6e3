// Package s3test runs a real S3 server for tests: one process on loopback with a
// folder of its own, which a test can stop, start again on the same port, or
// freeze so that it accepts connections and answers nothing.
//
// The server is built by the Go command from the module proxy, at the version
// that tools/go.mod pins; the first build takes a minute or two, later ones come
// from the build cache.
//
// It imports the standard library and the clock only, so that every module of the
// repository can use it.
package s3test
