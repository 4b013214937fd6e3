// Package connectsvc serves the operations of the Connect service, by which front
// ends start and stop chats and operators manage an instance.
//
// It owns the translation between the wire on one side and the packages
// conversation and directory on the other, where the rules live. Operations are
// thin: read the input, call the domain, write the output. There is one file and
// one type a resource; Service embeds them all.
//
// Invariants:
//   - ids and ARNs are taken alike wherever an input names a resource;
//   - a request is translated whole before anything is changed;
//   - every error leaves as one that the model lists for the operation, see
//     MapError.
//
// It must not import the store's drivers, the gateway or the configuration.
package connectsvc
