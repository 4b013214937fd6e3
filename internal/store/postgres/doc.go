// Package postgres keeps the store in a PostgreSQL database (15 or newer) that
// any number of nodes share.
//
// How it works:
//
//   - A session's row of heads is its lock and all that an append must know of
//     it. Whoever writes to a session holds that row, so the numbers of its items
//     are dense and their times rise, whichever nodes append.
//   - An append is one round trip. What waits at the same time shares a statement
//     and a commit (gather.go, commit.go, append.go): committers take one item of each
//     session and send them together. The statement never waits for a lock; a
//     session that is in use is left to its caller, who waits for it alone. So
//     there is no circle of waits, and no slow session delays the others.
//   - An Update reads what most closures look at together with taking the lock,
//     and sends its writes together with the commit: two round trips (tx.go).
//     What another transaction has made untrue in between is found out by a
//     unique key, and the closure runs again.
//   - An agent's row is his lock (agent.go). An Update takes it after its
//     session's, of several agents in order of their ids; UpdateAgent takes it
//     alone, in the same two round trips. Whom no row is there for yet is locked by
//     one that is put there and, unless he is saved, taken away again.
//   - Reads are single statements: they see one instant and wait for nobody.
//   - A connection that is lost, or that leads to a server that no longer takes
//     writes, drops its kind, and what can be done again is: for some seconds,
//     which covers a restart or the promotion of a standby, then the caller is
//     told store.ErrBusy. An append is recognised by its item's id; an Update
//     whose commit was under way is store.ErrUncertain. One that has fallen silent
//     counts as lost (connect.go): every round trip is bounded, by more than the
//     server lets a lock be waited for.
//   - Appends have connections to themselves, open from the start; all else shares
//     a bounded pool, for which a bounded number waits, and which makes way when
//     the server has no connection left.
//
// Every table that grows with the chats has a key that begins with the session
// id, no constraint spans sessions, and every statement that a chat needs names
// its session (statement_test.go has the exceptions), so that a PostgreSQL that
// shards can spread the tables. What gives contacts to agents asks for the head of
// a queue, by the index contacts_queued, and for free agents of a routing profile,
// by the index agents_free: each is a few reads, however long the queue, but such a
// PostgreSQL asks all its servers for it. Settings are sent as a statement once a connection
// is there, since poolers refuse them at its start. Nothing depends on a session of
// the server's but these: behind a pooler that hands out connections by
// transaction, give it default_query_exec_mode=cache_describe in the URL and let
// nobody else use the pooler's connections, whose settings they become.
//
// The package imports the contract, the domain and the clock; nothing of the
// wire or of the configuration.
package postgres
