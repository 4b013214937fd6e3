package conversation

import (
	"context"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/metrics"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// QueuedIn tells of the contacts that sit in a queue now.
func (c *Conversations) QueuedIn(ctx context.Context, instance chat.InstanceID, queue chat.QueueID) (store.Queued, error) {
	q, err := c.Store.Queued(ctx, instance, queue)
	return q, explain(err)
}

// TallyAgents counts the agents of a routing profile who are there, or the one that a
// user is; one of profile and user is "".
func (c *Conversations) TallyAgents(ctx context.Context, instance chat.InstanceID, profile string, user chat.UserID) ([]chat.AgentTally, error) {
	tallies, err := c.Store.AgentTallies(ctx, instance, profile, user)
	return tallies, explain(err)
}

// PositionInQueue is the place of a contact among those of its queue, 1 for the next
// one. KindNotFound, KindRejected when it is in no queue.
// spec: GetContactMetrics, POSITION_IN_QUEUE.
func (c *Conversations) PositionInQueue(ctx context.Context, instance chat.InstanceID, id chat.ContactID) (queue chat.QueueID, position int, err error) {
	contact, err := c.contactOf(ctx, instance, memberContact, id)
	if err != nil {
		return "", 0, err
	}
	if !contact.Queued() {
		return "", 0, chat.Rejected(memberContact, notQueued)
	}
	ahead, err := c.Store.Ahead(ctx, instance, contact.QueueID, contact.Place())
	return contact.QueueID, ahead + 1, explain(err)
}

// Paces tells how fast contacts of each queue are taken on, by the last thousand that
// agents met within the window that counts. It is one read, whatever the instance does.
func (c *Conversations) Paces(ctx context.Context, instance chat.InstanceID) (map[chat.QueueID]metrics.Pace, error) {
	now := c.Clock.Now()
	met, err := c.Store.FindContacts(ctx, store.ContactQuery{
		InstanceID: instance, By: store.ByMetAgent, From: now.Add(-metrics.PaceWindow), To: now.Add(time.Millisecond),
		Descending: true, Limit: measuredPage,
	})
	if err != nil {
		return nil, explain(err)
	}
	paces := map[chat.QueueID]metrics.Pace{}
	for i := range met {
		if queue := met[i].QueueID; queue != "" {
			p := paces[queue]
			p.Met(met[i].Agent.ConnectedAt)
			paces[queue] = p
		}
	}
	return paces, nil
}

// measuredPage is how many rows are read at a time for metrics.
const measuredPage = 1000

// EachContact gives the contacts of an instance of which one of the times is in a
// stretch, from its beginning on and before its end, one after another. Contacts that
// change meanwhile are given as they were or as they are.
func (c *Conversations) EachContact(ctx context.Context, instance chat.InstanceID, by store.ContactTime, from, to time.Time, one func(*chat.Contact)) error {
	q := store.ContactQuery{InstanceID: instance, By: by, From: from, To: to, Limit: measuredPage}
	for {
		page, err := c.Store.FindContacts(ctx, q)
		if err != nil {
			return explain(err)
		}
		for i := range page {
			one(&page[i])
		}
		if len(page) < q.Limit {
			return nil
		}
		last := &page[len(page)-1]
		q.After, q.AfterAt = last.ID, by.At(last)
	}
}

// EachStatus gives the statuses that agents of an instance had from one time to
// another; those that they have now end when it is now.
func (c *Conversations) EachStatus(ctx context.Context, instance chat.InstanceID, from, to time.Time, one func(*chat.StatusSpan)) error {
	for after := (chat.StatusSpan{}); ; {
		page, err := c.Store.StatusSpans(ctx, instance, from, after, measuredPage)
		if err != nil {
			return explain(err)
		}
		for i := range page {
			if page[i].BeganAt.Before(to) {
				one(&page[i])
			}
		}
		if len(page) < measuredPage {
			break
		}
		after = page[len(page)-1]
	}
	users, err := c.Directory.AllUsers(ctx, instance)
	if err != nil {
		return err
	}
	now := c.Clock.Now()
	for i := range users {
		a, err := c.AgentNow(ctx, instance, chat.UserID(users[i].ID))
		if err != nil {
			return err
		}
		if a != nil && a.Status.ID != "" && a.Status.Since.Before(to) {
			one(&chat.StatusSpan{
				InstanceID: instance, UserID: a.UserID, ProfileID: a.ProfileID,
				StatusID: a.Status.ID, Type: a.Status.Type, BeganAt: a.Status.Since, EndedAt: now,
			})
		}
	}
	return nil
}
