package postgres

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	// Those who are there, by the partial index of them.
	selectTallies = `SELECT profile_id, status_id, status, routable, connecting, connected, ended, contacts, count(*)
		FROM agents WHERE instance_id = $1 AND profile_id = $2 AND present GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`
	selectTally = `SELECT profile_id, status_id, status, routable, connecting, connected, ended, contacts, 1
		FROM agents WHERE instance_id = $1 AND user_id = $2`

	spanColumns = `instance_id, user_id, profile_id, status_id, status, began_at, ended_at`
	selectSpans = `SELECT ` + spanColumns + ` FROM status_spans
		WHERE instance_id = $1 AND (ended_at, user_id) > ($2, $3) ORDER BY ended_at, user_id LIMIT $4`
	insertSpan = `INSERT INTO status_spans (` + spanColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT DO NOTHING`

	selectAllSpans = `SELECT ` + spanColumns + ` FROM status_spans`
	deleteSpans    = `DELETE FROM status_spans`
	forgetSpans    = `DELETE FROM status_spans WHERE (instance_id, user_id, ended_at, began_at) IN (
		SELECT instance_id, user_id, ended_at, began_at FROM status_spans
		WHERE instance_id = $1 AND ended_at < $2 ORDER BY ended_at LIMIT $3)`
)

func scanTally(r row) (chat.AgentTally, error) {
	t := chat.AgentTally{
		ProfileID: getID[string](r[0]), StatusID: r.text(1), StatusType: chat.AgentStatusType(r.text(2)), Routable: r.bool(3),
		Connecting: int(r.int(4)), Connected: int(r.int(5)), Ended: int(r.int(6)), Agents: int(r.int(8)),
	}
	t.Declined = int(r.int(7)) - t.Contacts()
	return t, nil
}

func readTallies(ask ask, instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	if user != "" {
		one, err := list(ask, scanTally, selectTally, putID(instance), putID(user))
		return slices.DeleteFunc(one, func(t chat.AgentTally) bool { return !t.Present() }), err
	}
	return list(ask, scanTally, selectTallies, putID(instance), putID(profile))
}

func scanSpan(r row) (chat.StatusSpan, error) {
	return chat.StatusSpan{
		InstanceID: getID[chat.InstanceID](r[0]), UserID: getID[chat.UserID](r[1]), ProfileID: getID[string](r[2]),
		StatusID: r.text(3), Type: chat.AgentStatusType(r.text(4)), BeganAt: r.time(5), EndedAt: r.time(6),
	}, nil
}

func spanArgs(s *chat.StatusSpan) []any {
	return []any{
		putID(s.InstanceID), putID(s.UserID), putID(s.ProfileID), s.StatusID, string(s.Type),
		s.BeganAt.UnixMilli(), s.EndedAt.UnixMilli(),
	}
}

// AgentTallies implements store.Reader.
func (s *Store) AgentTallies(ctx context.Context, instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	return readTallies(s.asking(ctx), instance, profile, user)
}

// StatusSpans implements store.Reader.
func (s *Store) StatusSpans(ctx context.Context, instance chat.InstanceID, from time.Time, after chat.StatusSpan, limit int) ([]chat.StatusSpan, error) {
	if after.UserID != "" {
		from = after.EndedAt
	}
	return list(s.asking(ctx), scanSpan, selectSpans, putID(instance), from.UnixMilli(), putID(after.UserID), int64(limit))
}

// ForgetStatuses implements store.Store.
func (s *Store) ForgetStatuses(ctx context.Context, instance chat.InstanceID, before time.Time) error {
	for {
		n, err := s.change(ctx, true, forgetSpans, putID(instance), before.UnixMilli(), int64(forgetAtOnce))
		if err != nil || n < forgetAtOnce {
			return err
		}
	}
}

// Queued implements store.Reader.
func (s *Store) Queued(ctx context.Context, id chat.InstanceID, queue chat.QueueID) (store.Queued, error) {
	return readQueued(s.asking(ctx), id, queue)
}

// Ahead implements store.Reader.
func (s *Store) Ahead(ctx context.Context, id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error) {
	return countAhead(s.asking(ctx), id, queue, place)
}

// sortSpans puts spans into the order in which they are exported.
func sortSpans(list []chat.StatusSpan) {
	slices.SortFunc(list, func(a, b chat.StatusSpan) int {
		return cmp.Or(cmp.Compare(a.InstanceID, b.InstanceID), a.EndedAt.Compare(b.EndedAt), cmp.Compare(a.UserID, b.UserID))
	})
}
