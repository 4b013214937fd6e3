package conversation

import (
	"log/slog"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// delaysEvery is how much time lies at least between two lines of the log about
// transcripts that could not be archived. While the bucket is away every chat
// that ends is one of them, and every attempt to mend it.
const delaysEvery = 10 * time.Second

// delays tells the log of transcripts that could not be archived: of the first at
// once, and of those that follow by their number.
type delays struct {
	mu     sync.Mutex
	told   time.Time
	untold int
}

// note counts a failed attempt, and logs it with those that came before it when
// a line is due.
func (d *delays) note(log *slog.Logger, now time.Time, id chat.ContactID, err error) {
	if failures, due := d.count(now); due {
		log.Error("transcript not archived yet", slog.String("contact", string(id)),
			slog.Int("failures", failures), slog.Any("error", err))
	}
}

// count adds a failed attempt and returns how many there were since the last
// line, if another is due.
func (d *delays) count(now time.Time) (failures int, due bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.untold++
	if !d.told.IsZero() && now.Sub(d.told) < delaysEvery {
		return 0, false
	}
	failures, d.untold, d.told = d.untold, 0, now
	return failures, true
}
