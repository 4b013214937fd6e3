package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// rawInserter is the least that durable messages cost a PostgreSQL: the rows that
// Rejoin would store, in the same table with the same keys, gathered into groups,
// each of which is one statement and one commit. No session is looked at, no
// number assigned, nobody's presence checked; a repeat is recognised by its key.
type rawInserter struct {
	queue   chan *rawRow
	working sync.WaitGroup
	commits commits
}

type rawRow struct {
	seq             int64
	session, sender uuid.UUID
	id              uuid.UUID
	content         string
	done            chan error
}

const (
	// rawConns are what gave the most in a comparison of one, two and four.
	rawConns = 2
	// rawGroup bounds a group as the store bounds its own.
	rawGroup = 512

	insertRows = `INSERT INTO items (seq, sent_at, unlisted, session_id, id, contact_id, participant_id,
			type, content_type, content, visibility, role, display_name, attachments)
		SELECT seq, sent_at, false, session, id, session, sender, type, content_type, content, '', role, name, ''
		FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
			AS new (seq, sent_at, session, id, sender, type, content_type, content, role, name)
		ON CONFLICT (session_id, id) DO NOTHING`
)

// startRaw connects to a database that has the tables.
func startRaw(ctx context.Context, url string) (*rawInserter, error) {
	r := &rawInserter{queue: make(chan *rawRow, 4096)}
	for range rawConns {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			r.stop()
			return nil, err
		}
		r.working.Go(func() {
			defer conn.Close(context.WithoutCancel(ctx))
			r.insert(ctx, conn)
		})
	}
	return r, nil
}

// stop ends the connections; nobody waits for a row any more.
func (r *rawInserter) stop() {
	close(r.queue)
	r.working.Wait()
}

// insert ends when the queue is closed.
func (r *rawInserter) insert(ctx context.Context, conn *pgx.Conn) {
	for first := range r.queue {
		group := []*rawRow{first}
		for more := true; more && len(group) < rawGroup; {
			select {
			case row, open := <-r.queue:
				if more = open; open {
					group = append(group, row)
				}
			default:
				more = false
			}
		}
		_, err := conn.Exec(ctx, insertRows, columns(group)...)
		r.commits.add(len(group))
		for _, row := range group {
			row.done <- err
		}
	}
}

func columns(group []*rawRow) []any {
	n := len(group)
	seqs, times := make([]int64, n), make([]int64, n)
	sessions, ids, senders := make([][]byte, n), make([][]byte, n), make([][]byte, n)
	types, contentTypes, contents := make([]string, n), make([]string, n), make([]string, n)
	roles, names := make([]string, n), make([]string, n)
	for i, row := range group {
		seqs[i], times[i] = row.seq, time.Now().UnixMilli()
		sessions[i], ids[i], senders[i] = row.session[:], row.id[:], row.sender[:]
		types[i], contentTypes[i], contents[i] = string(chat.TypeMessage), chat.ContentPlain, row.content
		roles[i], names[i] = string(chat.RoleCustomBot), "Customer"
	}
	return []any{seqs, times, sessions, ids, senders, types, contentTypes, contents, roles, names}
}

// rawChat is a worker who inserts the messages of one chat.
type rawChat struct {
	to      *rawInserter
	chat    int
	session uuid.UUID
	senders [2]uuid.UUID
	done    chan error
}

func (r *rawInserter) chats(n int) []worker {
	list := make([]worker, n)
	for i := range list {
		list[i] = &rawChat{
			to: r, chat: i, session: uuid.New(), senders: [2]uuid.UUID{uuid.New(), uuid.New()}, done: make(chan error, 1),
		}
	}
	return list
}

func (c *rawChat) turn(n int) error {
	c.to.queue <- &rawRow{
		seq: int64(n + 1), session: c.session, sender: c.senders[n%2], id: uuid.New(),
		content: fmt.Sprintf("%d/%d ", c.chat, n) + padding, done: c.done,
	}
	return <-c.done
}

func (*rawChat) close() {}
