// Package sqlite keeps the store in one SQLite file: the database of a single
// node, with nothing to install.
//
// How it works:
//
//   - One writer goroutine owns the only connection that writes. It takes
//     whatever waits in the queue, commits it as one transaction and answers
//     all of it once the commit is synced (writer.go). A sync is what a commit
//     costs, so many callers share one.
//   - What an Append must know of its session is held in memory by the writer
//     (heads.go), which is sound because nobody else writes: an Append is one
//     INSERT. The head also knows the ids of the session's items, so that the
//     check for repeats needs no index of its own.
//   - Items are written in the order of commits and indexed some thousand at a
//     time (tail.go): an index kept with every commit would have it write a page
//     for each session. Where the newest are is held in memory; a crash loses
//     nothing of it that opening does not find again.
//   - Readers have connections of their own and never wait for the writer
//     (reader.go). The write-ahead log is copied into the database beside the
//     commits, not within them (checkpoint.go).
//   - What is asked of a queue and of the agents names no session: the head of a
//     queue is that of the index contacts_queued, and the first of the free agents
//     are those of agents_free for each number of contacts (agent.go). Nobody but
//     the writer changes an agent, so no lock is needed.
//   - A failed commit fails every request of its group and drops what the
//     writer holds in memory; the next group starts from what is on disk.
//
// A data folder belongs to one process at a time, held by a lock on a file
// beside the database. OpenReadOnly may look into a folder that is in use.
//
// The package imports the contract, the domain and the clock; nothing of the
// wire or of the configuration.
package sqlite
