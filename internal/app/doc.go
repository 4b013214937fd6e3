// Package app puts the server together: it is the only package that knows all
// others. It decides what is built from what, in which order the parts start, and
// in which order they stop; it contains no behaviour of its own.
//
// Everything may be imported here, and only the commands import it.
package app
