// Package pages serves the pages that browsers show, with the headers that keep them
// to themselves.
//
// It owns the rules of caching and the content security policy: a page runs scripts
// and styles of this server only, talks to nobody else, and is in nobody's frame but
// where it is made for one, which those may have whom it is told at each request.
//
// Invariants:
//   - exactly the files that were there at the start are served, each under its own
//     name; there are no listings and no other paths;
//   - a file whose name has its content's hash is kept by browsers for ever, all
//     others are asked for again each time, with an ETag;
//   - every answer forbids guessing content types.
//
// It imports the standard library only and knows nothing of chats.
package pages
