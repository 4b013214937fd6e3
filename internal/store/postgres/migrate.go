package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
)

// Migrations go forward only. Each file, in the order of names, raises the
// version by one; a released file is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer says that a newer program has already migrated the database.
var ErrNewer = errors.New("postgres: the database was made by a newer version of this program")

const (
	hasVersion    = `SELECT to_regclass('schema_version') IS NOT NULL`
	selectVersion = `SELECT version FROM schema_version`
	createVersion = `CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)`
	insertVersion = `INSERT INTO schema_version SELECT 0 WHERE NOT EXISTS (SELECT FROM schema_version)`
	updateVersion = `UPDATE schema_version SET version = $1`
	// Whoever migrates has this lock until its transaction ends.
	lockSchema = `SELECT pg_advisory_xact_lock(7235421064815013)`
)

// scripts are the migrations' texts.
func scripts() (texts []string) {
	files, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is a good one
	for _, name := range files {
		text, _ := migrations.ReadFile(name) // it is in the program
		texts = append(texts, string(text))
	}
	return texts
}

// migrate brings the database to the newest version, each step in its own
// transaction together with the version it leads to. Many nodes may do it at
// once: one takes a step, the others wait and find it taken.
func migrate(ctx context.Context, c *pgx.Conn) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	have, err := version(ctx, c)
	for err == nil && have < len(files) {
		have, err = step(ctx, c, files)
	}
	if err == nil && have > len(files) {
		err = fmt.Errorf("%w: version %d, this program knows %d", ErrNewer, have, len(files))
	}
	return err
}

// version is the database's, 0 for one that is empty.
func version(ctx context.Context, c *pgx.Conn) (v int, err error) {
	made := false
	look := &call{sql: hasVersion, each: func(r row) error { made = r.bool(0); return nil }}
	if _, err := send(ctx, c, look); err != nil || !made {
		return 0, err
	}
	_, err = send(ctx, c, &call{sql: selectVersion, each: func(r row) error { v = int(r.int(0)); return nil }})
	return v, err
}

// step takes one step, unless another node has, and returns the version that the
// database then has.
func step(ctx context.Context, c *pgx.Conn, files []string) (have int, err error) {
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		for _, sql := range []string{lockSchema, createVersion, insertVersion} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		if err := tx.QueryRow(ctx, selectVersion).Scan(&have); err != nil || have >= len(files) {
			return err
		}
		script, err := migrations.ReadFile(files[have])
		if err != nil {
			return err
		}
		// The simple protocol takes several statements at once.
		if _, err := c.PgConn().Exec(ctx, string(script)).ReadAll(); err != nil {
			return fmt.Errorf("migrate by %s: %w", files[have], err)
		}
		have++
		_, err = tx.Exec(ctx, updateVersion, have)
		return err
	})
	return have, err
}
