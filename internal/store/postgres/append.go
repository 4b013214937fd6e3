package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, item chat.Item) (stored chat.Item, repeated bool, err error) {
	if err := s.enter(ctx); err != nil {
		return chat.Item{}, false, err
	}
	defer s.calls.leave()
	ctx, cancel := s.budget(ctx)
	defer cancel()
	p := &pending{ctx: ctx, item: item, born: s.options.Clock.Now(), done: make(chan outcome, 1)}
	if err := s.appends.push(p); err != nil {
		return chat.Item{}, false, err
	}
	o := s.wait(p)
	if o.alone {
		o = s.appendAlone(p)
		s.appends.leave(item.SessionID)
	}
	if o.err != nil {
		return chat.Item{}, false, o.err
	}
	// What is there already may be of an attempt whose answer was lost.
	return o.item, o.repeated && !p.lost, nil
}

// The verdicts of appendItems.
const (
	verdictStored = iota
	verdictRepeated
	verdictAlone // the session is in use, or was just now
	verdictUnknown
	verdictEnded
	verdictAbsent
	verdictAwaited
)

const (
	// appendItems looks at every item of a group, of which each is of another
	// session, and at the head of its session, which it locks. It never waits:
	// a head that another transaction holds is passed over, so that neither one
	// busy session nor a node that has died delays the others, and no circle of
	// waits can form.
	//
	// The lock gives the head as of now, all else is as of the moment when the
	// statement began. Where the two differ, something was appended in between,
	// and only an item that is new can be judged: the key on the ids of items
	// sees to that. The rest has to look again.
	appendItems = `WITH judged AS MATERIALIZED (
		SELECT new.*, head.last_seq + 1 AS seq, greatest(new.now, head.last_at + 1) AS sent_at,
			prior,
			CASE WHEN length(new.contact) = 0 THEN head.contact_id ELSE new.contact END AS contact_id,
			CASE
				WHEN prior.seq IS NOT NULL THEN 1
				WHEN was.session_id IS NULL THEN 3
				WHEN head.session_id IS NULL THEN 2
				WHEN head.active AND (length(new.participant) = 0 OR new.participant = ANY (head.present))
					AND new.answers & head.awaits = 0 THEN 0
				WHEN head.last_seq <> was.last_seq THEN 2
				WHEN NOT head.active THEN 4
				WHEN length(new.participant) > 0 AND NOT new.participant = ANY (head.present) THEN 5
				ELSE 6
			END AS verdict
		FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::boolean[], $5::bytea[], $6::bytea[], $7::text[],
				$8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::smallint[]) WITH ORDINALITY
			AS new (session, id, now, unlisted, contact, participant, type,
				content_type, content, visibility, role, display_name, attachments, answers, n)
		LEFT JOIN heads AS was ON was.session_id = new.session
		LEFT JOIN LATERAL (
			SELECT * FROM heads WHERE session_id = new.session FOR UPDATE SKIP LOCKED
		) AS head ON true
		LEFT JOIN items AS prior ON prior.session_id = new.session AND prior.id = new.id
	), stored AS (
		INSERT INTO items (` + itemColumns + `)
		SELECT seq, sent_at, unlisted, session, id, contact_id, participant,
			type, content_type, content, visibility, role, display_name, attachments
		FROM judged WHERE verdict = 0
	), moved AS (
		UPDATE heads SET last_seq = judged.seq, last_at = judged.sent_at
		FROM judged WHERE heads.session_id = judged.session AND judged.verdict = 0
	)
	SELECT n, verdict, seq, sent_at, contact_id, ` + priorColumns + ` FROM judged`

	// priorColumns are itemColumns of the item that was there before.
	priorColumns = `(prior).seq, (prior).sent_at, (prior).unlisted, (prior).session_id, (prior).id, (prior).contact_id,
		(prior).participant_id, (prior).type, (prior).content_type, (prior).content, (prior).visibility, (prior).role,
		(prior).display_name, (prior).attachments`

	lockHead = `SELECT last_seq, last_at, active, awaits, contact_id FROM heads WHERE session_id = $1 FOR UPDATE`
)

// appendCall appends a group. The outcomes are in the order of the group.
func appendCall(group []*pending) (*call, []outcome, error) {
	n := len(group)
	sessions, ids, contacts, people := make([][]byte, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
	times, unlisted, answers := make([]int64, n), make([]bool, n), make([]int16, n)
	types, contentTypes, contents := make([]string, n), make([]string, n), make([]string, n)
	shown, roles, names, files := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for k, p := range group {
		i := &p.item
		attachments, err := form.Attachments(i.Attachments)
		if err != nil {
			return nil, nil, err
		}
		sessions[k], ids[k], contacts[k], people[k] = putID(i.SessionID), putID(i.ID), putID(i.ContactID), putID(i.ParticipantID)
		times[k], unlisted[k], answers[k] = i.Time.UnixMilli(), i.Unlisted, int16(i.Answers())
		types[k], contentTypes[k], contents[k] = string(i.Type), i.ContentType, i.Content
		shown[k], roles[k], names[k], files[k] = string(i.Visibility), string(i.Role), i.DisplayName, string(attachments)
	}
	outcomes := make([]outcome, n)
	return &call{
		sql: appendItems,
		args: []any{
			sessions, ids, times, unlisted, contacts, people, types,
			contentTypes, contents, shown, roles, names, files, answers,
		},
		each: func(r row) (err error) {
			k := r.int(0) - 1
			outcomes[k], err = scanOutcome(r, &group[k].item)
			return err
		},
	}, outcomes, nil
}

func scanOutcome(r row, item *chat.Item) (o outcome, err error) {
	switch r.int(1) {
	case verdictStored:
		o.item = *item
		o.item.Seq, o.item.Time, o.item.ContactID = chat.Seq(r.int(2)), r.time(3), getID[chat.ContactID](r[4])
	case verdictRepeated:
		o.repeated = true
		o.item, err = scanItem(r[5:])
	case verdictAlone:
		o.alone = true
	case verdictUnknown:
		o.err = store.ErrNotFound
	case verdictEnded:
		o.err = store.ErrEnded
	case verdictAbsent:
		o.err = store.ErrAbsent
	case verdictAwaited:
		o.err = store.ErrAwaited
	default:
		err = errors.New("postgres: no such verdict")
	}
	return o, err
}

// appendAlone appends an item whose session another transaction has: it waits
// for the session's lock and only then, seeing all that was committed before,
// appends. Nothing is sent ahead of the lock, so a caller who gives up waiting
// leaves nothing behind that the server would do later.
func (s *Store) appendAlone(p *pending) outcome {
	for try := s.attempts(); ; {
		o, gone, err := s.appendLocked(p)
		switch {
		case err == nil:
			return o
		case p.ctx.Err() != nil:
			return outcome{err: p.givenUp(ended(p.ctx))}
		case !gone && !raced(err):
			return outcome{err: s.settled(p.ctx, err)}
		}
		if err := try.again(p.ctx, err); err != nil {
			return outcome{err: p.givenUp(err)}
		}
	}
}

func (s *Store) appendLocked(p *pending) (o outcome, gone bool, err error) {
	append, outcomes, err := appendCall([]*pending{p})
	if err != nil {
		return o, false, err
	}
	conn, err := s.acquire(p.ctx, s.pool)
	if err != nil {
		return o, away(nil, err), err
	}
	defer s.discard(p.ctx, conn)
	c, began := conn.Conn(), s.options.Clock.Now()
	locking, cancel := s.attempting(p.ctx)
	defer cancel()
	if _, err = send(locking, c, &call{sql: begin}, &call{sql: lockHead, args: []any{putID(p.item.SessionID)}}); err == nil {
		within, cancel := s.finishing(p.ctx)
		defer cancel()
		if _, err = send(within, c, append, &call{sql: commit}); err != nil {
			p.lost = p.lost || away(c, err) && !pgconn.SafeToRetry(err)
		}
	}
	if err != nil {
		gone := away(c, err)
		if gone && p.ctx.Err() == nil {
			s.lost(c, err)
		}
		return o, gone, err
	}
	s.options.OnCommit(1, s.options.Clock.Now().Sub(began))
	return outcomes[0], false, nil
}

// givenUp is the error of an item that was tried for long enough.
func (p *pending) givenUp(err error) error {
	if p.lost && errors.Is(err, store.ErrBusy) {
		return fmt.Errorf("%w: %s", store.ErrUncertain, oneLine(err))
	}
	return err
}
