package sqlite

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

// Migrations go forward only. Each file, in the order of names, raises the
// version (PRAGMA user_version) by one; a released file is never edited.
//
//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer says that a newer program has already migrated the database.
var ErrNewer = errors.New("sqlite: the database was made by a newer version of this program")

// migrate brings the database to the newest version, each step in its own
// transaction together with the version it leads to.
func migrate(c *conn) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	have, err := version(c)
	if err != nil {
		return err
	}
	if have > len(files) {
		return fmt.Errorf("%w: version %d, this program knows %d", ErrNewer, have, len(files))
	}
	for v := have; v < len(files); v++ {
		sql, err := migrations.ReadFile(files[v])
		if err != nil {
			return err
		}
		step := fmt.Sprintf("BEGIN IMMEDIATE;\n%s\nPRAGMA user_version = %d;\nCOMMIT;", sql, v+1)
		if err := c.script(step); err != nil {
			return errors.Join(fmt.Errorf("migrate by %s: %w", files[v], err), c.script("ROLLBACK"))
		}
	}
	return nil
}

func version(c *conn) (int, error) {
	v, err := c.number("PRAGMA user_version")
	return int(v), err
}
