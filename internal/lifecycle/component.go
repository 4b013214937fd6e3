// Package lifecycle starts the long-lived parts of the process in order, watches
// them, and stops them in reverse order before a hard deadline.
//
// It owns the goroutines of every component's Run: a Group starts them, tells
// them to end and waits for them. A component that fails takes the whole group
// down, because half a server is worse than none: a supervisor restarts a dead
// process, nothing restarts a dead goroutine.
//
// A component is three functions rather than an interface, so that the packages
// that are started need not import this one; internal/app puts them together.
//
// It imports the standard library only.
package lifecycle

import "context"

// Component is one long-lived part: a store, a listener, a worker. Each
// function may be nil; what each may rely on:
//
//   - Start makes the component ready. The next component starts only after it
//     returned nil. It must give up when its context ends, and leaves nothing
//     behind when it fails.
//   - Run is the component's work, in a goroutine that the Group owns and starts
//     after Start. It returns soon after its context ends. Returning before the
//     Group asked it to end, even with nil, is a failure of the group.
//   - Stop ends the component gracefully, while Run still runs; when it returned,
//     Run's context is cancelled and Run awaited. It is called once, and only
//     if Start returned nil. Its context carries the deadline.
//
// What has to be closed after Run ended is closed by Run itself.
type Component struct {
	// Name says in logs and errors which component it is.
	Name  string
	Start func(ctx context.Context) error
	Run   func(ctx context.Context) error
	Stop  func(ctx context.Context) error
}
