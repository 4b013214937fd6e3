package conversation

import (
	"log/slog"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// delays tells the log of trouble with the archive.
type delays struct {
	// unwritten are transcripts that could not be archived yet, unread those
	// that were and are no longer to be had.
	unwritten, unread seldom
}

// seldomEvery is how much time lies at least between two lines of the log about
// the same trouble. While the bucket is away every chat that ends is one more
// transcript that could not be archived, and so is every attempt to mend it.
const seldomEvery = 10 * time.Second

// seldom tells the log of failures: of the first at once, and of those that
// follow by their number.
type seldom struct {
	mu     sync.Mutex
	told   time.Time
	untold int
}

// note counts a failure, and logs it with those that came before it when a line
// is due.
func (s *seldom) note(log *slog.Logger, now time.Time, what string, id chat.ContactID, err error) {
	if failures, due := s.count(now); due {
		log.Error(what, slog.String("contact", string(id)),
			slog.Int("failures", failures), slog.Any("error", err))
	}
}

// count adds a failure and returns how many there were since the last line, if
// another is due.
func (s *seldom) count(now time.Time) (failures int, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.untold++
	if !s.told.IsZero() && now.Sub(s.told) < seldomEvery {
		return 0, false
	}
	failures, s.untold, s.told = s.untold, 0, now
	return failures, true
}
