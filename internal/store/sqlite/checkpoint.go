package sqlite

import (
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// checkpointer copies the write-ahead log into the database beside the commits.
// Within them, as SQLite does on its own, it would make one commit in some
// hundred take many times as long as the others.
//
// It copies while the writer goes on, then lets the writer stand still for the
// few pages that came meanwhile: only a log that has been copied whole is
// begun anew, and otherwise it would grow as long as there is load.
type checkpointer struct {
	c     *conn
	w     *writer
	clock clock.Clock
	log   *slog.Logger
	stop  chan struct{}
	done  chan struct{}
}

const (
	// checkpointAfter is how many written rows, of two pages each or less, let
	// the log be copied: 64 MB at most, a few in a chat's usual course.
	checkpointAfter = 8000
	// checkpointIdle after the last commit the log is copied and cut to
	// nothing, so that an idle server's database is one file.
	checkpointIdle = 5 * time.Second
)

const (
	copyLog = `PRAGMA wal_checkpoint(PASSIVE)`
	// beginLog also waits for readers of the log to end, a moment each, so
	// that reading under load does not keep the log from being begun anew.
	beginLog = `PRAGMA wal_checkpoint(RESTART)`
	cutLog   = `PRAGMA wal_checkpoint(TRUNCATE)`
)

// run ends when stop is closed.
func (p *checkpointer) run() {
	defer close(p.done)
	idle := p.clock.NewTimer(checkpointIdle)
	defer idle.Stop()
	for {
		select {
		case <-p.stop:
			return
		case <-idle.C():
			p.standing(cutLog)
		case <-p.w.grown:
			if p.w.written.Load() >= checkpointAfter {
				p.checkpoint(copyLog)
				p.standing(beginLog)
			}
			idle.Reset(checkpointIdle)
		}
	}
}

// standing checkpoints while no transaction is under way.
func (p *checkpointer) standing(pragma string) {
	p.w.gate.Lock()
	defer p.w.gate.Unlock()
	p.checkpoint(pragma)
	p.w.written.Store(0)
}

func (p *checkpointer) checkpoint(pragma string) {
	if err := p.c.query(func(row) error { return nil }, pragma); err != nil {
		p.log.Error("checkpoint failed", "error", err)
	}
}

// end waits until run has returned.
func (p *checkpointer) end() {
	close(p.stop)
	<-p.done
}
