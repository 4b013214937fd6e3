package postgres

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// commitGroup stores a group of items in one statement and one commit, answers
// the callers and lets the next items of their sessions come. While the database
// is away it tries again, for as long as the oldest of the group may wait.
func (s *Store) commitGroup(group []*pending) {
	try := s.attempts()
	for _, p := range group {
		if p.born.Before(try.began) {
			try.began = p.born
		}
	}
	for len(group) > 0 {
		outcomes, gone, err := s.sendGroup(group)
		switch {
		case err == nil:
			s.answer(group, outcomes)
			return
		case !gone && len(group) == 1 && !raced(err):
			s.answer(group, []outcome{{err: s.settled(context.Background(), err)}})
			return
		case !gone:
			// One of them is to blame, and each finds out by itself.
			s.answer(group, each(group, func(*pending) outcome { return outcome{alone: true} }))
			return
		}
		if err := try.again(context.Background(), err); err != nil {
			s.answer(group, each(group, func(p *pending) outcome { return outcome{err: p.givenUp(err)} }))
			return
		}
		group = s.withoutGivenUp(group)
	}
}

func each[A, B any](list []A, fn func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = fn(a)
	}
	return out
}

// sendGroup makes one attempt; gone says that the database is away.
func (s *Store) sendGroup(group []*pending) (outcomes []outcome, gone bool, err error) {
	append, outcomes, err := appendCall(group)
	if err != nil {
		return nil, false, err
	}
	within, cancel := s.within(context.Background(), attemptWithin)
	defer cancel()
	conn, err := s.express.Acquire(within)
	if err != nil {
		if s.refused(err) {
			s.pool.Reset() // messages go first: whatever is idle makes way
		}
		return nil, true, err
	}
	defer conn.Release()
	began := s.options.Clock.Now()
	if _, err := send(within, conn.Conn(), append); err != nil {
		if gone = away(conn.Conn(), err); gone {
			s.lost(conn.Conn(), err)
			for _, p := range group {
				p.lost = p.lost || !pgconn.SafeToRetry(err)
			}
		}
		return nil, gone, err
	}
	s.options.OnCommit(len(group), s.options.Clock.Now().Sub(began))
	return outcomes, false, nil
}

// withoutGivenUp drops those whose callers have given up, unless they may have
// been stored.
func (s *Store) withoutGivenUp(group []*pending) []*pending {
	var left, dropped []*pending
	for _, p := range group {
		if p.ctx.Err() != nil && !p.lost {
			dropped = append(dropped, p)
		} else {
			left = append(left, p)
		}
	}
	s.answer(dropped, each(dropped, func(p *pending) outcome { return outcome{err: ended(p.ctx)} }))
	return left
}

// answer tells the callers and makes way for the next items of their sessions,
// except where the caller has to go on alone.
func (s *Store) answer(group []*pending, outcomes []outcome) {
	done := make([]chat.SessionID, 0, len(group))
	for i, p := range group {
		heard := p.state.CompareAndSwap(begun, told)
		if !outcomes[i].alone || !heard {
			done = append(done, p.item.SessionID)
		}
	}
	s.appends.leave(done...)
	for i, p := range group {
		p.done <- outcomes[i]
	}
}
