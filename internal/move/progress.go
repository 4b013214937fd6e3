package move

import (
	"context"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// reportEvery is the time between two reports of progress.
const reportEvery = 2 * time.Second

// Phase is what is under way.
type Phase string

// The phases.
const (
	Carrying  Phase = "carried over"
	Comparing Phase = "compared"
)

// Progress is how far a phase is.
type Progress struct {
	Phase Phase
	Count
	// Total is how many sessions the source has.
	Total int64
	// Took is how long the phase has taken so far.
	Took time.Duration
}

// Count is how much a phase has gone through.
type Count struct {
	Sessions, Items, Objects int64
	// Bytes are those of the items' contents and of the objects.
	Bytes int64
}

// now is how far the phase is.
func (m *mover) now() Progress {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := Progress{Phase: m.phase, Total: m.total, Took: m.Clock.Now().Sub(m.began)}
	p.Count = m.carried.count()
	if p.Phase == Comparing {
		p.Count = m.compared.count()
	}
	return p
}

// reporting does the work and tells its progress meanwhile.
func (m *mover) reporting(ctx context.Context, work func() error) error {
	if m.Progress == nil {
		return work()
	}
	ctx, stop := context.WithCancel(ctx)
	var reports sync.WaitGroup
	reports.Go(func() { m.report(ctx) })
	defer reports.Wait()
	defer stop()
	return work()
}

// report ends with ctx.
func (m *mover) report(ctx context.Context) {
	for clock.Wait(ctx, m.Clock, reportEvery) {
		if p := m.now(); p.Phase != "" {
			m.Progress(p)
		}
	}
}
