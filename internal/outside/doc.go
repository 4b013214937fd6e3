// Package outside makes calls to what other people run: bots and functions that
// are reached over HTTP, with or without a signature of AWS.
//
// It owns the bounds of such a call. It ends within the time and the bytes that
// the caller allows, follows no redirect, tries again what may pass and nothing
// else, and tells what went wrong as one of the errors of this package. What
// comes back is never trusted: it is bytes until the caller has looked at it.
//
// Time here is the machine's, not the contact centre's: whoever moves the clock of
// the contact centre moves neither a network nor the hour at AWS.
//
// It imports the clock and nothing else of this module.
package outside
