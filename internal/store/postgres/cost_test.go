package postgres

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/storetest"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// crowded is a store that can be filled at once.
type crowded struct {
	*Store
	url string
}

func (c crowded) Crowd(tb testing.TB, waiting []chat.Contact, free []chat.Agent) {
	tb.Helper()
	conn, err := pgx.Connect(tb.Context(), c.url)
	if err != nil {
		tb.Fatal(err)
	}
	copies := func(table, columns string, n int, row func(i int) ([]any, error)) {
		names := strings.Split(strings.Join(strings.Fields(columns), ""), ",")
		if _, err := conn.CopyFrom(tb.Context(), pgx.Identifier{table}, names, pgx.CopyFromSlice(n, row)); err != nil {
			tb.Fatal(err)
		}
	}
	copies("contacts", contactColumns+", "+placeColumns, len(waiting), func(i int) ([]any, error) { return contactArgs(&waiting[i]) })
	copies("agents", agentColumns+", "+tallyColumns, len(free), func(i int) ([]any, error) { return agentArgs(&free[i]) })
	_, err = conn.Exec(tb.Context(), "ANALYZE contacts, agents") // which the server does by itself, later
	if err := errors.Join(err, conn.Close(tb.Context())); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkRouting measures what is asked for every contact that waits.
func BenchmarkRouting(b *testing.B) {
	server := pgtest.NewServer(b, pgtest.Options{})
	storetest.BenchRouting(b, func(b *testing.B) storetest.Crowded {
		url := server.URL(server.NewDatabase(b))
		s, err := Open(b.Context(), Options{URL: url})
		if err != nil {
			b.Fatal(err)
		}
		return crowded{s, url}
	}, "rows+pages", workOf)
}

// TestAnOfferCostsTheSameWhoeverWaits counts the rows and the pages that the statements
// of a look go through.
func TestAnOfferCostsTheSameWhoeverWaits(t *testing.T) {
	storetest.RoutingCost(t, func(t *testing.T) storetest.Crowded {
		url := testURL(t)
		return crowded{testStore(t, Options{URL: url}), url}
	}, workOf)
}

// workOf is how many rows and pages a look goes through.
func workOf(tb testing.TB, s storetest.Crowded, name string, look func() error) int {
	tb.Helper()
	if err := look(); err != nil {
		tb.Errorf("%s: %v", name, err)
	}
	kind, limit, _ := strings.Cut(name, "=")
	instance := id(storetest.BenchInstance)
	switch kind {
	case "waiting":
		name = counting(selectWaiting, instance, id(storetest.BenchQueue), "0", fmt.Sprint(time.Time{}.UnixMilli()), id(""), limit)
	case "free":
		name = counting(selectFreeAgents, instance, id(storetest.BenchProfile), "10", limit)
	default:
		var served []string
		for _, q := range storetest.BenchServed() {
			served = append(served, id(q))
		}
		name = counting(selectFronts, instance, "ARRAY["+strings.Join(served, ",")+"]")
	}
	return gone(tb, s.(crowded).Store, name)
}

// id is an id as SQL has it.
func id[ID ~string](v ID) string { return fmt.Sprintf(`'\x%x'::bytea`, putID(v)) }

// counting has a statement run with some arguments, and told what it took.
func counting(sql string, arguments ...string) string {
	return fmt.Sprintf("PREPARE counted AS %s; EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE counted(%s); DEALLOCATE counted",
		sql, strings.Join(arguments, ", "))
}

// taken is what a node of a plan took in each of its loops.
type taken struct {
	Rows, Removed float64
	Loops         float64
	Plans         []taken
}

// UnmarshalJSON reads the names of PostgreSQL.
func (n *taken) UnmarshalJSON(text []byte) error {
	var read struct {
		Rows    float64 `json:"Actual Rows"`
		Removed float64 `json:"Rows Removed by Filter"`
		Loops   float64 `json:"Actual Loops"`
		Plans   []taken
	}
	err := json.Unmarshal(text, &read)
	*n = taken{read.Rows, read.Removed, read.Loops, read.Plans}
	return err
}

func (n taken) rows() float64 {
	all := (n.Rows + n.Removed) * n.Loops
	for _, below := range n.Plans {
		all += below.rows()
	}
	return all
}

// gone is how many rows and pages a statement went through.
func gone(tb testing.TB, s *Store, statement string) int {
	tb.Helper()
	conn, err := s.express.Acquire(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Release()
	results, err := conn.Conn().PgConn().Exec(tb.Context(), statement).ReadAll()
	if err != nil {
		tb.Fatalf("%v\n%s", err, statement)
	}
	var told []struct{ Plan json.RawMessage }
	var pages struct {
		Hit  int `json:"Shared Hit Blocks"`
		Read int `json:"Shared Read Blocks"`
	}
	var plan taken
	if err = json.Unmarshal(results[1].Rows[0][0], &told); err == nil {
		if err = json.Unmarshal(told[0].Plan, &pages); err == nil {
			err = json.Unmarshal(told[0].Plan, &plan)
		}
	}
	if err != nil {
		tb.Fatal(err)
	}
	return int(plan.rows()) + pages.Hit + pages.Read
}
