// Package directory owns the instance and its resources: flows, queues, hours of
// operation, routing profiles and agent statuses, under the names and ids by
// which chats, flows and clients refer to them. It turns the store's untyped
// resources into typed ones and knows what a new instance starts with.
//
// It imports the domain, the flow language and the store's contract; it knows no
// wire type, no HTTP, no session.
package directory
