package postgres

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
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
			rates["raw"] = perSecond(b, callers, func(i int) error {
				return g.append(benchItem(rand.IntN(benchSessions), i))
			})
		})
		b.Run(fmt.Sprintf("callers=%d/store", callers), func(b *testing.B) {
			s := benchStore(b, server)
			rate := perSecond(b, callers, func(i int) error {
				_, _, err := s.Append(b.Context(), benchItem(rand.IntN(benchSessions), i))
				return err
			})
			if raw := rates["raw"]; raw > 0 {
				b.ReportMetric(rate/raw, "of-raw")
			}
		})
	}
}

// BenchmarkUpdate measures what a step of a conversation costs: a session read,
// an item added, the session saved, at 128 callers.
func BenchmarkUpdate(b *testing.B) {
	s := benchStore(b, pgtest.NewServer(b, pgtest.Options{}))
	perSecond(b, 128, func(i int) error {
		item := benchItem(rand.IntN(benchSessions), i)
		return s.Update(b.Context(), item.SessionID, func(tx store.Tx) error {
			have, err := tx.Session(item.SessionID)
			if err != nil {
				return err
			}
			if _, _, err := tx.Append(item); err != nil {
				return err
			}
			have.Contacts++
			return tx.SaveSession(have)
		})
	})
}

const benchSessions = 2000

func benchSession(n int) chat.SessionID {
	return chat.SessionID(fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012d", n))
}

func benchPerson(n int) chat.ParticipantID {
	return chat.ParticipantID(fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n))
}

var benchContent = `{"text":"` + strings.Repeat("x", 190) + `"}`

func benchItem(session, i int) chat.Item {
	var u [16]byte
	binary.BigEndian.PutUint64(u[:8], rand.Uint64())
	binary.BigEndian.PutUint64(u[8:], uint64(i))
	return chat.Item{
		ID:        chat.ItemID(fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])),
		SessionID: benchSession(session), Time: time.UnixMilli(1_780_000_000_000),
		Type: chat.TypeMessage, ContentType: chat.ContentJSON, Content: benchContent,
		ParticipantID: benchPerson(session), Role: chat.RoleCustomer, DisplayName: "Ada Lovelace",
	}
}

func benchStore(b *testing.B, server *pgtest.Server) *Store {
	b.Helper()
	s, err := Open(b.Context(), Options{URL: server.URL(server.NewDatabase(b))})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	err = s.Update(b.Context(), "all", func(tx store.Tx) error {
		for n := range benchSessions {
			id := benchSession(n)
			if err := tx.CreateSession(chat.Session{ID: id, State: chat.SessionActive, ContactID: id.Initial()}); err != nil {
				return err
			}
			if err := tx.SaveParticipant(chat.Participant{ID: benchPerson(n), SessionID: id, ConnectedAt: time.UnixMilli(1)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// perSecond runs b.N calls from a number of callers and reports their rate and
// the processor time of each on this side of the connection.
func perSecond(b *testing.B, callers int, call func(i int) error) float64 {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	before := processorTime(b)
	b.ResetTimer()
	for range callers {
		wg.Go(func() {
			for {
				i := int(next.Add(1))
				if i > b.N {
					return
				}
				if err := call(i); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	rate := float64(b.N) / b.Elapsed().Seconds()
	spent := processorTime(b) - before
	b.ReportMetric(rate, "appends/s")
	b.ReportMetric(float64(spent.Nanoseconds())/1e3/float64(b.N), "cpu-µs/append")
	return rate
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
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
