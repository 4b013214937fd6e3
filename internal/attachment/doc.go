// Package attachment owns the files that participants attach: where they lie in the
// bucket, the signed addresses to which browsers send them, and the door at which they
// arrive. That somebody may attach a file, and who may read it, is up to package
// conversation.
//
// Files come and go through the server itself, whatever the bucket is: a browser needs
// no rule of the bucket's for pages of other origins, and nothing arrives there that is
// larger than was announced.
//
// It imports the archive's buckets and the domain; it must not import conversation, the
// store or services.
package attachment
