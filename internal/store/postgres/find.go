package postgres

import (
	"context"
	"math"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// Contacts by their times, each by an index that has them in order.
const (
	findInitiatedUp = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND initiated_at >= $2 AND initiated_at < $3 AND (initiated_at, id) > ($4, $5)
		ORDER BY initiated_at, id LIMIT $6`
	findInitiatedDown = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND initiated_at >= $2 AND initiated_at < $3 AND (initiated_at, id) < ($4, $5)
		ORDER BY initiated_at DESC, id DESC LIMIT $6`
	findEnqueuedUp = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND enqueued_at >= $2 AND enqueued_at < $3 AND (enqueued_at, id) > ($4, $5)
		ORDER BY enqueued_at, id LIMIT $6`
	findEnqueuedDown = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND enqueued_at >= $2 AND enqueued_at < $3 AND (enqueued_at, id) < ($4, $5)
		ORDER BY enqueued_at DESC, id DESC LIMIT $6`
	findMetAgentUp = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND agent_connected_at >= $2 AND agent_connected_at < $3 AND (agent_connected_at, id) > ($4, $5)
		ORDER BY agent_connected_at, id LIMIT $6`
	findMetAgentDown = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND agent_connected_at >= $2 AND agent_connected_at < $3 AND (agent_connected_at, id) < ($4, $5)
		ORDER BY agent_connected_at DESC, id DESC LIMIT $6`
	findDisconnectedUp = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND disconnected_at >= $2 AND disconnected_at < $3 AND (disconnected_at, id) > ($4, $5)
		ORDER BY disconnected_at, id LIMIT $6`
	findDisconnectedDown = `SELECT ` + contactColumns + ` FROM contacts
		WHERE instance_id = $1 AND disconnected_at >= $2 AND disconnected_at < $3 AND (disconnected_at, id) < ($4, $5)
		ORDER BY disconnected_at DESC, id DESC LIMIT $6`
)

var findContacts = map[store.ContactTime][2]string{
	store.ByInitiation: {findInitiatedUp, findInitiatedDown},
	store.ByEnqueued:   {findEnqueuedUp, findEnqueuedDown},
	store.ByMetAgent:   {findMetAgentUp, findMetAgentDown},
	store.ByDisconnect: {findDisconnectedUp, findDisconnectedDown},
}

// FindContacts implements store.Reader.
func (s *Store) FindContacts(ctx context.Context, q store.ContactQuery) ([]chat.Contact, error) {
	way, at := 0, q.AfterAt.UnixMilli()
	from, to := q.Left()
	if q.Descending {
		way = 1
	}
	if q.After == "" {
		at = int64(math.MinInt64)
		if q.Descending {
			at = math.MaxInt64
		}
	}
	return list(s.asking(ctx), scanContact, findContacts[q.By][way], putID(q.InstanceID),
		from.UnixMilli(), to.UnixMilli(), at, putID(q.After), int64(q.Limit))
}
