// Package record says what is told of contacts: the one record that
// DescribeContact, SearchContacts and the stream of contact records agree on, and
// the events that a change of a contact means, with the form in which both leave.
//
// It is pure: contacts and items go in, records and events come out. It imports the
// domain and the standard library only; what things are called elsewhere, names and
// ARNs, the caller gives.
package record
