package presence

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	// tick is how often a node looks who is there, and who is not any more.
	tick = 5 * time.Second
	// perSpan is how many times in a span a presence is written.
	perSpan = 4
	// batch is how many presences are written or read at a time.
	batch = 500
)

// Config is what a keeper needs.
type Config struct {
	Store store.Presences
	// Each calls visit for each agent whose page is with this node, or has been since
	// a time; some more than once.
	Each func(since time.Time, visit func(chat.InstanceID, chat.UserID))
	// Lose is called for an agent who is lost, again where it fails and by several
	// nodes perhaps.
	Lose func(context.Context, chat.InstanceID, chat.UserID) error
	// Span is for how long an agent's page may be gone. It is at least twice tick.
	Span  time.Duration
	Clock clock.Clock
	Log   *slog.Logger
}

// Keeper keeps the presences of a node's agents, and looks for those of all that are
// over.
type Keeper struct {
	Config
	// until is what was written of the agents who are here.
	until map[who]time.Time
	// sure is since when nothing has gone wrong here.
	sure time.Time
	last time.Time // tick
}

// who is an agent.
type who struct {
	instance chat.InstanceID
	user     chat.UserID
}

// New makes a keeper.
func New(c Config) *Keeper { return &Keeper{Config: c, until: map[who]time.Time{}} }

// Run keeps and looks until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	k.sure = k.Clock.Now()
	k.last = k.sure
	for clock.Wait(ctx, k.Clock, tick) {
		k.beat(ctx)
	}
	return nil
}

// beat is one tick.
func (k *Keeper) beat(ctx context.Context) {
	now := k.Clock.Now()
	if now.Sub(k.last) > k.Span/2 {
		k.sure = now // we were held up, and so were those who wanted to reach us
	}
	here := k.here(k.last, now)
	k.last = now
	if err := k.keep(ctx, here, now); err != nil {
		k.doubt(ctx, "agents' presences could not be kept", err)
		return
	}
	if now.Sub(k.sure) <= k.Span {
		return
	}
	if err := k.lose(ctx, here, now); err != nil {
		k.doubt(ctx, "agents who are gone could not be taken out of their chats, it is tried again", err)
	}
}

// doubt notes that something has gone wrong.
func (k *Keeper) doubt(ctx context.Context, what string, err error) {
	k.sure = k.Clock.Now()
	if ctx.Err() == nil {
		k.Log.Warn(what, slog.Any("error", err))
	}
}

// here are the agents who are with this node, and forgets what was written of others.
func (k *Keeper) here(since, now time.Time) map[who]bool {
	here := map[who]bool{}
	k.Each(since, func(instance chat.InstanceID, user chat.UserID) { here[who{instance, user}] = true })
	for w := range k.until {
		if !here[w] {
			delete(k.until, w)
		}
	}
	return here
}

// keep writes the presences of which a part is over.
func (k *Keeper) keep(ctx context.Context, here map[who]bool, now time.Time) error {
	until := chat.Instant(now.Add(k.Span))
	var due []store.Presence
	write := func() error {
		if err := k.Store.KeepPresences(ctx, due); err != nil {
			return err
		}
		for _, p := range due {
			k.until[who{p.InstanceID, p.UserID}] = until
		}
		due = due[:0]
		return nil
	}
	for w := range here {
		if left := k.until[w].Sub(now); left > k.Span-k.Span/perSpan {
			continue
		}
		if due = append(due, store.Presence{InstanceID: w.instance, UserID: w.user, Until: until}); len(due) == batch {
			if err := write(); err != nil {
				return err
			}
		}
	}
	return write()
}

// lose goes through the first of the presences that are over. What fails is left for
// another time, and keeps nobody else there.
func (k *Keeper) lose(ctx context.Context, here map[who]bool, now time.Time) error {
	over, err := k.Store.LapsedPresences(ctx, now, batch)
	if err != nil {
		return err
	}
	var failed error
	for _, p := range over {
		if here[who{p.InstanceID, p.UserID}] {
			continue // what was written of him is about to be read
		}
		err := k.Lose(ctx, p.InstanceID, p.UserID)
		if err == nil {
			err = k.Store.DropPresence(ctx, p)
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		k.Log.Info("an agent's page is gone", slog.String("agent", string(p.UserID)))
	}
	return failed
}
