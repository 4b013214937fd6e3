package connectsvc

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// longestWork is how long before a stretch an agent may have taken on a contact that he
// still has in it: the longest life of a chat, and a day for the work after it.
const longestWork = 8 * 24 * time.Hour

// momentsOf are the times by which contacts are found.
var momentsOf = map[metrics.Moment]store.ContactTime{
	metrics.WhenEnded: store.ByDisconnect, metrics.WhenBegun: store.ByInitiation,
	metrics.WhenEnqueued: store.ByEnqueued, metrics.WhenMet: store.ByMetAgent,
}

// count reads the contacts, and for the times of agents their statuses, of the
// intervals of a query, by an index on time and a page at once.
func (s metricData) count(ctx context.Context, instance chat.InstanceID, q *metrics.Query) ([]metrics.Row, error) {
	table := metrics.New(q)
	from, to := q.Intervals[0].From, q.Intervals[len(q.Intervals)-1].To
	moments, agents := q.Needs()
	for _, moment := range moments {
		err := s.Conversations.EachContact(ctx, instance, momentsOf[moment], from, to, func(c *chat.Contact) { table.Add(moment, c) })
		if err != nil {
			return nil, err
		}
	}
	if !agents {
		return table.Rows(), nil
	}
	if err := s.Conversations.EachStatus(ctx, instance, from, to, table.AddStatus); err != nil {
		return nil, err
	}
	now := s.Conversations.Clock.Now()
	err := s.Conversations.EachContact(ctx, instance, store.ByMetAgent, from.Add(-longestWork), to, func(c *chat.Contact) { table.AddWork(c, now) })
	return table.Rows(), err
}

// rowKey is a row's place among all, as a text that sorts as they do.
func rowKey(r *metrics.Row) string {
	return fmt.Sprintf("%06d %s", r.Interval, strings.Join(r.Group, "\x00"))
}

// asked is what names a request, whichever of its pages is asked for, so that a token
// is good for that request only.
func asked(instance chat.InstanceID, request any) (string, error) {
	body, err := json.Marshal(request)
	if err != nil {
		return "", chat.Internal("read a request", err)
	}
	return string(instance) + " " + string(body), nil
}

// resolve reads what a caller gives for a value of a dimension: an id or an ARN, or one
// of a fixed set. KindNotFound, KindInvalid.
func (s metricData) resolve(ctx context.Context, instance chat.InstanceID, d metrics.Dimension, value string) (string, error) {
	switch d {
	case metrics.ByQueue:
		q, err := s.Directory.Queue(ctx, instance, value)
		return q.ID, err
	case metrics.ByProfile:
		p, err := s.Directory.RoutingProfile(ctx, instance, value)
		return p.ID, err
	case metrics.ByAgent:
		u, err := s.Directory.User(ctx, instance, value)
		return u.ID, err
	}
	return value, knownValue("Filters", d, value)
}
