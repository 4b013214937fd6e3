package move

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/rejoin-chat/rejoin/internal/archive"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Store is what both stores must be able to do.
type Store interface {
	store.Portable
	store.Reader
	store.Directory
}

// Options say what goes where.
type Options struct {
	From, To Store
	// FromFiles and ToFiles hold the archived transcripts. Without ToFiles they
	// stay where they are, and are not compared.
	FromFiles, ToFiles archive.Bucket
	// Workers is how many sessions are under way at one time; 0 means 64, so
	// that many share a commit.
	Workers int
	// Clock is the system's when nil.
	Clock clock.Clock
	// Progress is told now and then how far it is, by one goroutine; may be
	// nil.
	Progress func(Progress)
	// Found is told what the comparison finds, by one goroutine at a time.
	Found func(Finding)
}

const defaultWorkers = 64

// The errors that tell what is to be done.
var (
	// ErrNoSource says that the source holds no installation.
	ErrNoSource = errors.New("the source holds no installation")
	// ErrNotEmpty says that the target is in use.
	ErrNotEmpty = errors.New("the target is not empty")
	// ErrFinished says that the target has the source's installation already.
	// Whether it was served since is not known, so nothing is written to it.
	ErrFinished = errors.New("the target holds this installation already: its move is finished")
	// ErrOtherSource says that the target holds an unfinished move of another
	// source.
	ErrOtherSource = errors.New("the target holds an unfinished move of another source")
	// ErrUnfinished says that a store holds an unfinished move.
	ErrUnfinished = errors.New("the database holds an unfinished move")
	// ErrDiffers says that the comparison found differences.
	ErrDiffers = errors.New("source and target differ")
)

// mover is one move or comparison under way.
type mover struct {
	Options
	meter
	// resumed says that the target may have a part of it already.
	resumed bool

	telling           sync.Mutex // guards what follows, and calls of Found
	differences, lost int64
}

// Run carries everything over, or the rest of it, compares, and then lets the
// target be served. ErrNoSource, ErrNotEmpty, ErrFinished, ErrOtherSource,
// ErrDiffers; after any other error and after ErrDiffers it can be run again.
func Run(ctx context.Context, o Options) (Summary, error) {
	m := newMover(o)
	return m.do(ctx, func() error {
		if err := m.begin(ctx); err != nil {
			return err
		}
		if err := m.carrySessions(ctx); err != nil {
			return fmt.Errorf("carry over the sessions: %w", err)
		}
		if err := m.compare(ctx); err != nil {
			return err
		}
		return m.finish(ctx)
	})
}

// Check compares and changes nothing. ErrDiffers.
func Check(ctx context.Context, o Options) (Summary, error) {
	m := newMover(o)
	return m.do(ctx, func() error { return m.compare(ctx) })
}

func newMover(o Options) *mover {
	if o.Workers <= 0 {
		o.Workers = defaultWorkers
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Found == nil {
		o.Found = func(Finding) {}
	}
	return &mover{Options: o}
}

// Summary is what was done in the end.
type Summary struct {
	// Carried and Compared count what either part went through.
	Carried, Compared Count
	// Differences and Lost count the findings of both kinds.
	Differences, Lost int64
	Took              time.Duration
}

// do does the work while it reports the progress, and sums it up.
func (m *mover) do(ctx context.Context, work func() error) (Summary, error) {
	began := m.Clock.Now()
	err := m.reporting(ctx, work)
	m.telling.Lock()
	defer m.telling.Unlock()
	return Summary{
		Carried: m.carried.count(), Compared: m.compared.count(),
		Differences: m.differences, Lost: m.lost, Took: m.Clock.Now().Sub(began),
	}, err
}
