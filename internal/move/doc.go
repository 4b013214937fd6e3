// Package move carries a whole installation over: from one store to another of
// any driver, and the archived transcripts from one bucket to another. What came
// over is then compared with where it came from, down to the last byte.
//
// Invariants:
//
//   - The source is only read. The target is empty before, or holds an unfinished
//     move of the same source, which goes on where it was cut short.
//   - Until the comparison has found no difference the target holds a marker;
//     Unfinished tells of it, and nobody serves such a target.
//   - A transcript is carried over before the session that names it, and a
//     session whole or not at all.
//   - Memory is bounded by the sessions that are under way at one time, and by
//     what the store keeps besides its sessions.
//
// Neither store may be written by anybody else meanwhile. A SQLite folder is
// locked by whoever opens it. PostgreSQL is not: all servers of it must be
// stopped first, or the comparison finds what they have changed.
//
// The package knows the contracts of stores and buckets and no driver of either;
// it imports no wire type and no configuration.
package move
