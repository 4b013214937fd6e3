package postgres

import (
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// BenchmarkAppend measures acknowledged, synced appends to 2,000 sessions at 1,
// 16 and 128 callers, beside the limit of the server in the same run: the same
// rows, in the same table, inserted by as many connections in groups, with no
// session looked at, no number assigned and no repeat recognised but by its key.
//
//	go test -run - -bench Append -benchtime 5s ./internal/store/postgres
func BenchmarkAppend(b *testing.B) {
	server := pgtest.NewServer(b, pgtest.Options{Settings: map[string]string{"shared_buffers": "1GB", "max_wal_size": "4GB"}})
	for _, callers := range []int{1, 16, 128} {
		rates := map[string]float64{}
		b.Run(fmt.Sprintf("callers=%d/raw", callers), func(b *testing.B) {
			g := newRawGroups(b, server)
			rates["raw"] = storetest.BenchCalls(b, callers, func(i int) error {
				return g.append(storetest.BenchItem(rand.IntN(storetest.BenchSessions), i))
			})
		})
		b.Run(fmt.Sprintf("callers=%d/store", callers), func(b *testing.B) {
			rate := storetest.BenchAppend(b, benchStore(b, server), callers)
			if raw := rates["raw"]; raw > 0 {
				b.ReportMetric(rate/raw, "of-raw")
			}
		})
	}
}

// BenchmarkUpdate measures what a step of a conversation costs, without and with
// what a flow did.
func BenchmarkUpdate(b *testing.B) {
	for name, trace := range map[string]string{"plain": "", "traced": storetest.BenchTrace} {
		b.Run(name, func(b *testing.B) {
			storetest.BenchUpdate(b, benchStore(b, pgtest.NewServer(b, pgtest.Options{})), trace)
		})
	}
}

func benchStore(b *testing.B, server *pgtest.Server) *Store {
	b.Helper()
	s, err := Open(b.Context(), Options{URL: server.URL(server.NewDatabase(b))})
	if err != nil {
		b.Fatal(err)
	}
	storetest.SeedBench(b, s)
	return s
}

// rawGroups is the least that a durable append can cost this server: groups of
// rows, each one statement and one commit, on two connections.
type rawGroups struct {
	queue chan rawRow
	seq   atomic.Int64
}

type rawRow struct {
	item chat.Item
	done chan error
}

const rawConns, rawGroup = 2, 512

func newRawGroups(b *testing.B, server *pgtest.Server) *rawGroups {
	b.Helper()
	database := server.NewDatabase(b)
	s, err := Open(b.Context(), Options{URL: server.URL(database)}) // for its tables
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	pool, err := pgxpool.New(b.Context(), server.URL(database)+"&pool_max_conns=2")
	if err != nil {
		b.Fatal(err)
	}
	g := &rawGroups{queue: make(chan rawRow, 1024)}
	var ends sync.WaitGroup
	for range rawConns {
		ends.Go(func() { g.insert(b.Context(), pool) })
	}
	b.Cleanup(func() {
		close(g.queue)
		ends.Wait()
		pool.Close()
	})
	return g
}

func (g *rawGroups) append(item chat.Item) error {
	done := make(chan error, 1)
	g.queue <- rawRow{item, done}
	return <-done
}

// insert ends when the queue is closed.
func (g *rawGroups) insert(ctx context.Context, pool *pgxpool.Pool) {
	const insert = `INSERT INTO items (seq, sent_at, unlisted, session_id, id, contact_id, participant_id,
			type, content_type, content, visibility, role, display_name, attachments)
		SELECT seq, 0, false, session, id, session, participant, type, content_type, content, '', role, name, ''
		FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
			AS new (seq, session, id, participant, type, content_type, content, role, name)
		ON CONFLICT (session_id, id) DO NOTHING`
	for first := range g.queue {
		group := []rawRow{first}
		for len(g.queue) > 0 && len(group) < rawGroup {
			row, open := <-g.queue
			if !open {
				break
			}
			group = append(group, row)
		}
		var seqs []int64
		var sessions, ids, people [][]byte
		var types, contentTypes, contents, roles, names []string
		for _, row := range group {
			seqs = append(seqs, g.seq.Add(1))
			sessions, ids = append(sessions, rawID(string(row.item.SessionID))), append(ids, rawID(string(row.item.ID)))
			people = append(people, rawID(string(row.item.ParticipantID)))
			types, contentTypes = append(types, string(row.item.Type)), append(contentTypes, row.item.ContentType)
			contents, roles = append(contents, row.item.Content), append(roles, string(row.item.Role))
			names = append(names, row.item.DisplayName)
		}
		_, err := pool.Exec(ctx, insert, seqs, sessions, ids, people, types, contentTypes, contents, roles, names)
		for _, row := range group {
			row.done <- err
		}
	}
}

// rawID is a UUID's bytes.
func rawID(id string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(id, "-", ""))
	if err != nil {
		panic(err)
	}
	return b
}
