// Package archive keeps what outlives a contact: its transcript, as one JSON
// object, in the form in which Amazon Connect writes them, so that tools which
// read such files read ours.
//
// A Bucket holds objects: Dir on the local disk, others behind the same few
// methods. An Archive writes the transcripts of ended contacts and reads them
// back through a cache, for the history of a chat that continues an old one.
//
// An object is written once its contact has ended and is the same however often
// it is written. One that is missing, damaged or too large is an error of which
// IsLost is true: it contributes nothing to a history, and fails nothing.
//
// The package imports the domain; no store, no wire, no configuration.
package archive
