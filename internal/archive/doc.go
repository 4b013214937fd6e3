// Package archive keeps the transcripts of ended contacts as objects and reads
// them back through a cache, for the history of a chat that continues an old one.
// The objects lie in a bucket: a folder of the local disk, or any S3-compatible
// service.
//
// An object is written once its contact has ended and is the same however often
// it is written. One that is missing, damaged or too large is an error of which
// IsLost is true: a history reads the database in its stead, or goes on without
// it. A bucket that is away is not a loss, and holds up nobody for more than
// seconds.
//
// The package imports the domain and the clock; no store, no wire, no
// configuration. It makes links to objects but answers no requests: that is
// package files.
package archive
