// Package metrics turns what is stored of agents and contacts into the numbers that
// the Connect service gives of them: how many agents can take a contact now, how many
// contacts were handled in an hour, and how long that took.
//
// It owns the meaning of each metric. Like the router it is pure: contacts, statuses
// and times go in, numbers come out. Names of operations and members of the wire, and
// where the data is read, are no matter of it.
//
// Invariants:
//   - A number says the same whatever the order in which contacts are added.
//   - Contacts are kept by none of its types: what is added is counted and let go, so
//     that memory grows with the groups that are asked for and not with the contacts.
//
// It must not import anything but the domain and the standard library.
package metrics
