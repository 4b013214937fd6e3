package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// ErrNoWrites says that the database answers, and that nothing can be stored: its
// disk is full, the role may not, a table is missing or locked.
var ErrNoWrites = errors.New("postgres: the database takes no writes")

// writes remembers whether the server has refused something that may say so. An
// answer to one request can be that request's own fault, and where nobody asks
// any more there are no answers; so once in doubt, Ping tries a write.
type writes struct {
	doubted atomic.Bool
	refused atomic.Bool // the last write that was tried
}

// doubt notes an error of the server that is no lost race.
func (w *writes) doubt(err error) {
	if stateOf(err) != "" && !raced(err) {
		w.doubted.Store(true)
	}
}

const (
	// selectLacking lists what of the rights on the tables is missing, and tables
	// that are.
	selectLacking = `SELECT name, need, to_regclass(name) IS NULL
		FROM unnest($1::text[]) AS name CROSS JOIN unnest($2::text[]) AS need
		WHERE NOT coalesce(has_table_privilege(to_regclass(name), need), false) ORDER BY name, need`
	// A write that is only tried ends before whoever asks for readiness gives up.
	tryForShort = `SET LOCAL lock_timeout = '500ms'`
	// fillerSize is more than finds room in a page that is in use.
	fillerSize = 8000
)

var tableMade = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// tables are those that the migrations make.
func tables() (names []string) {
	for _, script := range scripts() {
		for _, found := range tableMade.FindAllStringSubmatch(script, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

// lacking asks for rights that the role does not have; the error names the first.
func lacking() *call {
	var missing []string
	c := &call{sql: selectLacking, args: []any{tables(), []string{"SELECT", "INSERT", "UPDATE", "DELETE"}}}
	c.each = func(r row) error {
		what := "its role lacks " + r.text(1) + " on the table " + r.text(0)
		if r.bool(2) {
			what = "the table " + r.text(0) + " is missing"
		}
		missing = append(missing, what)
		return nil
	}
	c.fresh = func() { missing = nil }
	c.last = func() error {
		switch n := len(missing); n {
		case 0:
			return nil
		case 1:
			return fmt.Errorf("%w: %s", ErrNoWrites, missing[0])
		default:
			return fmt.Errorf("%w: %s, and %d more of the kind", ErrNoWrites, missing[0], n-1)
		}
	}
	return c
}

// tryWrite stores an item that needs room of its own, of a session that is not
// there, and takes it back. ErrNoWrites.
func (s *Store) tryWrite(ctx context.Context) error {
	session := rand.Text()
	args, err := itemArgs(&chat.Item{
		ID: chat.ItemID(session), SessionID: chat.SessionID(session), Seq: 1, Time: s.options.Clock.Now(),
		Content: filler(),
	})
	if err != nil {
		return err
	}
	conn, err := s.acquire(ctx, s.pool)
	if err != nil {
		return err
	}
	defer s.discard(ctx, conn)
	_, err = send(ctx, conn.Conn(), &call{sql: begin}, &call{sql: tryForShort}, lacking(),
		&call{sql: lockHead, args: []any{putID(chat.SessionID(session))}},
		&call{sql: insertItem, args: args}, &call{sql: rollback})
	if err != nil && !errors.Is(err, ErrNoWrites) && stateOf(err) != "" && !away(conn.Conn(), err) {
		err = fmt.Errorf("%w: %s", ErrNoWrites, oneLine(err))
	}
	return err
}

// filler is a text that cannot be made shorter.
func filler() string {
	var b strings.Builder
	for b.Len() < fillerSize {
		b.WriteString(rand.Text())
	}
	return b.String()
}

// takesWrites tries a write where that is in doubt, and says in the log when the
// answer is another one than before.
func (s *Store) takesWrites(ctx context.Context) error {
	if !s.writes.doubted.Load() {
		return nil
	}
	err := s.tryWrite(ctx)
	switch {
	case err == nil:
		s.writes.doubted.Store(false)
		if s.writes.refused.Swap(false) {
			s.options.Log.Info("the database takes writes again")
		}
	case errors.Is(err, ErrNoWrites):
		if !s.writes.refused.Swap(true) {
			s.options.Log.Warn("the database takes no writes", "error", oneLine(err))
		}
	}
	return err
}

// checkRights refuses a role that could not store what it is sent.
func checkRights(ctx context.Context, c *pgx.Conn) error {
	_, err := send(ctx, c, lacking())
	if errors.Is(err, ErrNoWrites) {
		return fmt.Errorf("%w: %s; docs/operations.md has the grants", ErrUnusable, strings.TrimPrefix(err.Error(), ErrNoWrites.Error()+": "))
	}
	return err
}
