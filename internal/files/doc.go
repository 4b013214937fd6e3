// Package files hands archived objects out: over HTTP to whoever has a signed
// link to one in the server's own folder, and to an operator as the transcript of
// a contact or a link to it.
//
// A link is all the permission there is and is worth exactly one object for its
// time; nothing here lists, writes or deletes.
//
// It imports the archive, the domain and the store's contract for reading
// contacts; it must not import conversation or services.
package files
