package sqlite

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/rejoin-chat/rejoin/internal/store"
)

// View reads a data folder that another process may be writing.
type View struct {
	*reader
}

var (
	_ store.Reader  = (*View)(nil)
	_ store.Secrets = (*View)(nil)
)

// OpenReadOnly opens the database of a data folder for reading, whether or not
// a server has it. store.ErrNotFound when the folder has no database.
func OpenReadOnly(o Options) (*View, error) {
	path := filepath.Join(o.Dir, fileName)
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w: %w", store.ErrNotFound, err)
	}
	r, err := openReader(o.dsn("mode=ro", "_pragma=query_only(1)"))
	if err != nil {
		return nil, err
	}
	return &View{r}, nil
}

// Close ends all reading.
func (v *View) Close() error { return v.reader.close() }
