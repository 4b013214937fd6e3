package sqlite

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

const (
	// Those who are there, by the partial index of them.
	selectTallies = `SELECT profile_id, status_id, status, routable, connecting, connected, ended, contacts, count(*)
		FROM agents WHERE instance_id = ? AND profile_id = ? AND present = 1 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`
	selectTally = `SELECT profile_id, status_id, status, routable, connecting, connected, ended, contacts, 1
		FROM agents WHERE instance_id = ? AND user_id = ?`

	spanColumns = `instance_id, user_id, profile_id, status_id, status, began_at, ended_at`
	selectSpans = `SELECT ` + spanColumns + ` FROM status_spans
		WHERE instance_id = ?1 AND (ended_at, user_id) > (?2, ?3) ORDER BY ended_at, user_id LIMIT ?4`
	selectAllSpans = `SELECT ` + spanColumns + ` FROM status_spans`
	forgetSpans    = `DELETE FROM status_spans WHERE (instance_id, ended_at, user_id, began_at) IN (
		SELECT instance_id, ended_at, user_id, began_at FROM status_spans
		WHERE instance_id = ? AND ended_at < ? ORDER BY ended_at LIMIT ?)`
)

var insertSpanSQL = insertSQL("status_spans", spanColumns) + " ON CONFLICT DO NOTHING"

func scanTally(r row) (chat.AgentTally, error) {
	t := chat.AgentTally{
		ProfileID: getID[string](r, 0), StatusID: r.text(1), StatusType: chat.AgentStatusType(r.text(2)), Routable: r.bool(3),
		Connecting: int(r.int(4)), Connected: int(r.int(5)), Ended: int(r.int(6)), Agents: int(r.int(8)),
	}
	t.Declined = int(r.int(7)) - t.Contacts()
	return t, nil
}

func readTallies(c *conn, instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	if user != "" {
		one, err := list(c, scanTally, selectTally, putID(instance), putID(user))
		return slices.DeleteFunc(one, func(t chat.AgentTally) bool { return !t.Present() }), err
	}
	return list(c, scanTally, selectTallies, putID(instance), putID(profile))
}

func scanSpan(r row) (chat.StatusSpan, error) {
	return chat.StatusSpan{
		InstanceID: getID[chat.InstanceID](r, 0), UserID: getID[chat.UserID](r, 1), ProfileID: getID[string](r, 2),
		StatusID: r.text(3), Type: chat.AgentStatusType(r.text(4)), BeganAt: r.time(5), EndedAt: r.time(6),
	}, nil
}

func readSpans(c *conn, instance chat.InstanceID, from time.Time, after chat.StatusSpan, limit int) ([]chat.StatusSpan, error) {
	if after.UserID != "" {
		from = after.EndedAt
	}
	return list(c, scanSpan, selectSpans, putID(instance), from.UnixMilli(), putID(after.UserID), int64(limit))
}

// putSpan keeps a status that an agent has left.
func putSpan(c *conn, s chat.StatusSpan) error {
	_, err := c.exec(insertSpanSQL, putID(s.InstanceID), putID(s.UserID), putID(s.ProfileID), s.StatusID, string(s.Type),
		s.BeganAt.UnixMilli(), s.EndedAt.UnixMilli())
	return err
}

// ForgetStatuses implements store.Store.
func (s *Store) ForgetStatuses(ctx context.Context, instance chat.InstanceID, before time.Time) error {
	for {
		n, err := s.change(ctx, forgetSpans, putID(instance), before.UnixMilli(), int64(forgetAtOnce))
		if err != nil || n < forgetAtOnce {
			return err
		}
	}
}
