package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/routing"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
	"github.com/rejoin-chat/rejoin/internal/testenv/pgtest"
)

// crowdedness is who is there while one contact is offered, turned down, cleared and
// offered again.
type crowdedness struct {
	// waiting contacts are in queues, from the first of which one agent is served.
	// With none, one contact goes round among agents who are free.
	waiting, queues int
	// agents are busy where somebody waits, otherwise free.
	agents int
}

func (c crowdedness) String() string {
	if c.waiting == 0 {
		return fmt.Sprintf("%d free agents", c.agents)
	}
	return fmt.Sprintf("%d waiting in %d queues, %d busy agents", c.waiting, c.queues, c.agents)
}

// measureRouting shows that an offer costs the same whoever waits and works: each
// size beside the smallest of its kind, in turns.
func measureRouting(ctx context.Context, p plan) (err error) {
	fmt.Printf("\nrouting: an offer that is turned down, cleared, and followed by the next one; medians of %d rounds\n", p.rounds)
	dir, err := os.MkdirTemp("", "routing")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := compareOffers(ctx, p, "SQLite", func(i int) (whole, error) {
		return sqlite.Open(sqlite.Options{Dir: filepath.Join(dir, fmt.Sprint("data", i))})
	}, dir, nil); err != nil {
		return err
	}
	server, err := pgtest.Start(pgtest.Options{Settings: settings})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	return compareOffers(ctx, p, "PostgreSQL", func(i int) (whole, error) {
		name := fmt.Sprint("floor", i)
		if _, err := server.SQL("postgres", "CREATE DATABASE "+name); err != nil {
			return nil, err
		}
		return postgres.Open(ctx, postgres.Options{URL: server.URL(name)})
	}, dir, func(i int) error {
		// What autovacuum does by itself within a minute of such an import.
		_, err := server.SQL(fmt.Sprint("floor", i), "VACUUM ANALYZE")
		return err
	})
}

// crowds are the sizes; each line begins with the one that the others stand beside.
func (p plan) crowds() [][]crowdedness {
	var lines [2][]crowdedness
	for _, n := range p.crowd {
		lines[0] = append(lines[0], crowdedness{waiting: n, queues: 1, agents: 10})
		lines[1] = append(lines[1], crowdedness{agents: min(n, p.agents)})
	}
	lines[0] = append(lines[0],
		crowdedness{waiting: p.crowd[0], queues: 1, agents: p.agents}, crowdedness{waiting: p.crowd[0], queues: 100, agents: 10})
	return lines[:]
}

// compareOffers measures all sizes over one kind of database.
func compareOffers(ctx context.Context, p plan, name string, open func(i int) (whole, error), dir string, filled func(i int) error) error {
	n := 0
	for _, line := range p.crowds() {
		var rounds []*offerRound
		for _, size := range line {
			began := time.Now()
			s, err := open(n)
			if err != nil {
				return err
			}
			r, err := fillFloor(ctx, s, filepath.Join(dir, fmt.Sprint("files", name, n)), size)
			if err != nil {
				return err
			}
			defer r.floor.close()
			if filled != nil {
				if err := filled(n); err != nil {
					return err
				}
			}
			r.filled = time.Since(began)
			rounds = append(rounds, r)
			n++
		}
		for range p.rounds {
			for _, r := range rounds {
				if err := r.measure(ctx, p); err != nil {
					return fmt.Errorf("%s, %s: %w", name, r.size, err)
				}
			}
		}
		for _, r := range rounds {
			r.print(name, rounds[0])
		}
	}
	return nil
}

// offerRound measures one size.
type offerRound struct {
	size    crowdedness
	floor   *floor
	filled  time.Duration
	agent   chat.UserID    // who is served where contacts wait
	session chat.SessionID // that goes round otherwise

	micros, cpu []float64 // of an offer, by round
}

// fillFloor makes everybody of a size, and the first offer.
func fillFloor(ctx context.Context, s whole, dir string, size crowdedness) (*offerRound, error) {
	f, err := openFloor(ctx, s, dir)
	if err != nil {
		return nil, err
	}
	r := &offerRound{size: size, floor: f}
	if err := r.fill(ctx); err != nil {
		return nil, errors.Join(err, f.close())
	}
	return r, nil
}

func (r *offerRound) fill(ctx context.Context) error {
	since := time.Now().Add(-time.Hour)
	if err := r.floor.open(ctx, max(1, r.size.queues), 1); err != nil {
		return err
	}
	users := make([]chat.UserID, r.size.agents+1)
	if err := sideBySide(len(users), func(i int) (err error) {
		users[i], err = r.floor.hire(ctx, fmt.Sprint("agent", i))
		return err
	}); err != nil {
		return err
	}
	if err := sideBySide(r.size.waiting, func(i int) error {
		_, err := r.floor.line(ctx, r.floor.queues[i%len(r.floor.queues)], since.Add(time.Duration(i)*time.Millisecond))
		return err
	}); err != nil {
		return err
	}
	busy := min(1, r.size.waiting)
	if err := sideBySide(r.size.agents, func(i int) error {
		return r.floor.seat(ctx, users[i], since.Add(time.Duration(i)*time.Millisecond), busy)
	}); err != nil {
		return err
	}
	if r.size.waiting > 0 {
		r.agent = users[r.size.agents]
		if err := r.floor.seat(ctx, r.agent, since, 0); err != nil {
			return err
		}
		return r.floor.look(ctx, routing.Look{Agent: r.agent})
	}
	id, err := r.floor.line(ctx, r.floor.queues[0], since)
	if err != nil {
		return err
	}
	r.session = id
	return r.floor.look(ctx, routing.Look{Session: id})
}

// turn passes the offer on, which has to be made once more.
func (r *offerRound) turn(ctx context.Context) error {
	user, contact := r.agent, r.session.Initial()
	if user == "" {
		c, err := r.floor.store.Contact(ctx, contact)
		if err != nil {
			return err
		}
		user = c.Agent.UserID
	} else {
		a, err := r.floor.store.Agent(ctx, directory.DefaultInstanceID, user)
		if err != nil {
			return err
		}
		if len(a.Contacts) == 1 {
			contact = a.Contacts[0].ContactID
		} else {
			user = ""
		}
	}
	if user == "" {
		return errors.New("an offer was not made")
	}
	return r.floor.pass(ctx, user, contact)
}

// measure is one round.
func (r *offerRound) measure(ctx context.Context, p plan) error {
	for range p.offers / 10 {
		if err := r.turn(ctx); err != nil {
			return err
		}
	}
	began, before := time.Now(), processTime(os.Getpid())
	for range p.offers {
		if err := r.turn(ctx); err != nil {
			return err
		}
	}
	each := float64(p.offers)
	r.micros = append(r.micros, float64(time.Since(began).Microseconds())/each)
	r.cpu = append(r.cpu, float64((processTime(os.Getpid())-before).Microseconds())/each)
	return nil
}

// print tells the medians, and that of the ratios to another size.
func (r *offerRound) print(name string, to *offerRound) {
	var ratios []float64
	for i := range r.micros {
		ratios = append(ratios, r.micros[i]/to.micros[i])
	}
	fmt.Printf("  %-10s %-50s %8.0f µs, %6.0f µs of CPU here; %.2f of the first; filled in %.0f s\n",
		name, r.size, median(r.micros), median(r.cpu), median(ratios), r.filled.Seconds())
}
