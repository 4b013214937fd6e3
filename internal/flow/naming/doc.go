// Package naming finds the resources that a document refers to in another
// instance than the one it was written in.
//
// A document names queues, agents, flows and more by ARNs or ids of its own
// instance; its metadata says what they are called. Given an [Index] of what an
// instance has, [Resolve] puts in the references of that instance and tells what
// it does not have. [Describe] is the way back: it writes the names into the
// metadata of a document that leaves.
//
// Everything is a pure function of its arguments. Resolve changes nothing of a
// content but the references themselves, byte for byte.
//
// The package imports flow and the standard library only.
package naming
