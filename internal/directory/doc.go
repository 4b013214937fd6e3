// Package directory owns the instance and its resources: flows, queues, hours of
// operation, routing profiles and agent statuses, under the names and ids by
// which chats, flows and clients refer to them. It turns the store's untyped
// resources into typed ones and knows what a new instance starts with.
//
// A content of flows is filed under its hash before any flow has it, never changes
// and is never removed: versions and chats that wait name it and find it.
//
// It imports the domain, the flow language and the store's contract; it knows no
// wire type, no HTTP, no session.
package directory
