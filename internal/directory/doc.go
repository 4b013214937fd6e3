// Package directory owns the instance and its resources: flows, modules, views,
// queues, quick connects, hours of operation, routing profiles, agent statuses, users,
// security profiles, predefined attributes and what is associated from outside, under
// the names and ids by which chats, flows and clients refer to them. It turns the
// store's untyped resources into typed ones and knows what a new instance starts with.
//
// A content of flows, modules or views is filed under its hash before any of them has
// it, never changes and is never removed: versions and chats that wait name it and
// find it.
//
// It imports the domain, the languages of flows and of views and the store's contract;
// it knows no wire type, no HTTP, no session.
package directory
