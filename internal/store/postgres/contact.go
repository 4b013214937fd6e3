package postgres

import (
	"cmp"
	"errors"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/form"
)

const (
	contactColumns = `session_id, id, ` + contactRest
	contactMarks   = `$1, $2, ` + contactRestMarks
	// placeColumns are written with a contact, and read by what asks for its queue.
	placeColumns = `priority, since, criteria`
	placeMarks   = `$40, $41, $42`
	contactRest  = `instance_id, segment, previous_id, next_id, related_id,
	initiation_method, initiated_at, connected_at, disconnected_at, disconnect_reason, updated_at,
	flow_id, target_queue_id, target_user_id, queue_id, enqueued_at, dequeued_at,
	name, description, contact_references, tags, segment_attributes,
	first_seq, last_seq, archive_key, archive_confirmed, routing, agent_id, accepted_at, agent_connected_at,
	offered_at, agent_profile_id, agent_ended_at, agent_cleared_at,
	attempts, transferred_at, talk`
	contactRestMarks = `$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33,
	$34, $35, $36, $37, $38, $39`

	// A session's first contact has the session's id; the way to the others is a
	// table of its own.
	selectContact = `SELECT ` + contactColumns + ` FROM contacts
		WHERE session_id = coalesce((SELECT session_id FROM contact_sessions WHERE contact_id = $1), $1) AND id = $1`
	selectContacts = `SELECT ` + contactColumns + ` FROM contacts WHERE session_id = $1 ORDER BY segment, id`
	selectCurrent  = `SELECT ` + contactColumns + ` FROM contacts
		WHERE session_id = $1 AND id = (SELECT contact_id FROM heads WHERE session_id = $1)`
	saveContact = `INSERT INTO contacts (` + contactColumns + `, ` + placeColumns + `) VALUES (` + contactMarks + `, ` + placeMarks + `)
		ON CONFLICT (session_id, id) DO UPDATE SET (` + contactRest + `, ` + placeColumns + `) = (` + contactRestMarks + `, ` + placeMarks + `)`
	insertContactSession = `INSERT INTO contact_sessions (contact_id, session_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	// The condition is that of the partial index; chat.Contact.Queued.
	selectQueued = `SELECT count(*), min(enqueued_at) FROM contacts ` + whereQueued
	// Those who wait are in the order of the index, and so are those who are
	// offered to an agent, of whom there are no more than agents.
	selectAhead = `SELECT
		(SELECT count(*) FROM contacts ` + whereQueued + ` AND agent_id = ''::bytea AND (` + standing + `) < ($3, $4)) +
		(SELECT count(*) FROM contacts ` + whereQueued + ` AND agent_id > ''::bytea AND (` + standing + `) < ($3, $4))`
	// chat.Contact.Waiting.
	selectWaiting = `SELECT session_id, id, queue_id, ` + standing + `, enqueued_at, criteria FROM contacts
		` + whereQueued + ` AND agent_id = ''::bytea AND (` + standing + `, id) > ($3, $4, $5)
		ORDER BY ` + standing + `, id LIMIT $6`
	// The first of each queue, by the same index.
	selectFronts = `SELECT front.* FROM unnest($2::bytea[]) AS served (queue), LATERAL (
			SELECT session_id, id, queue_id, ` + standing + `, enqueued_at, criteria FROM contacts
			WHERE instance_id = $1 AND queue_id = served.queue AND agent_id = ''::bytea
			AND enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL
			ORDER BY ` + standing + `, id LIMIT 1
		) AS front`
	selectWaitingQueue = `SELECT instance_id, queue_id FROM contacts
		WHERE (instance_id, queue_id) > ($1, $2) AND agent_id = ''::bytea
		AND enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL
		ORDER BY instance_id, queue_id LIMIT 1`
	// chat.Contact.Place, as the index has it.
	standing    = `priority, coalesce(since, enqueued_at)`
	whereQueued = `WHERE instance_id = $1 AND queue_id = $2
		AND enqueued_at IS NOT NULL AND dequeued_at IS NULL AND disconnected_at IS NULL`
)

func contactArgs(c *chat.Contact) ([]any, error) {
	references, err1 := form.Text(form.References(c.References))
	tags, err2 := form.Text(form.Map(c.Tags))
	segments, err3 := form.Text(form.Segments(c.SegmentAttributes))
	routing, err4 := form.Text(form.Routing(c.Routing, c.QuickConnect))
	talk, err5 := form.Text(form.Talk(c.Talk))
	place, since := c.Place(), any(nil)
	if !c.EnqueuedAt.IsZero() {
		since = place.Since.UnixMilli()
	}
	return []any{
		putID(c.SessionID), putID(c.ID), putID(c.InstanceID), int64(c.Segment),
		putID(c.PreviousID), putID(c.NextID), putID(c.RelatedID),
		string(c.InitiationMethod), form.Time(c.InitiatedAt), form.Time(c.ConnectedAt),
		form.Time(c.DisconnectedAt), string(c.DisconnectReason), form.Time(c.UpdatedAt),
		putID(c.FlowID), putID(c.TargetQueueID), putID(c.TargetUserID),
		putID(c.QueueID), form.Time(c.EnqueuedAt), form.Time(c.DequeuedAt),
		c.Name, c.Description, references, tags, segments,
		int64(c.FirstSeq), int64(c.LastSeq), c.Archive.Key, c.Archive.Confirmed, routing,
		putID(c.Agent.UserID), form.Time(c.Agent.AcceptedAt), form.Time(c.Agent.ConnectedAt),
		form.Time(c.Agent.OfferedAt), putID(c.Agent.ProfileID), form.Time(c.Agent.EndedAt), form.Time(c.Agent.ClearedAt),
		int64(c.Attempts), form.Time(c.TransferredAt), talk,
		int64(place.Priority), since, c.Routing.Criteria != nil,
	}, cmp.Or(err1, err2, err3, err4, err5)
}

func scanContact(r row) (chat.Contact, error) {
	c := chat.Contact{
		SessionID:        getID[chat.SessionID](r[0]),
		ID:               getID[chat.ContactID](r[1]),
		InstanceID:       getID[chat.InstanceID](r[2]),
		Segment:          int(r.int(3)),
		PreviousID:       getID[chat.ContactID](r[4]),
		NextID:           getID[chat.ContactID](r[5]),
		RelatedID:        getID[chat.ContactID](r[6]),
		InitiationMethod: chat.InitiationMethod(r.text(7)),
		InitiatedAt:      r.time(8),
		ConnectedAt:      r.time(9),
		DisconnectedAt:   r.time(10),
		DisconnectReason: chat.DisconnectReason(r.text(11)),
		UpdatedAt:        r.time(12),
		FlowID:           getID[chat.FlowID](r[13]),
		TargetQueueID:    getID[chat.QueueID](r[14]),
		TargetUserID:     getID[chat.UserID](r[15]),
		QueueID:          getID[chat.QueueID](r[16]),
		EnqueuedAt:       r.time(17),
		DequeuedAt:       r.time(18),
		Name:             r.text(19),
		Description:      r.text(20),
		FirstSeq:         chat.Seq(r.int(24)),
		LastSeq:          chat.Seq(r.int(25)),
		Archive:          chat.Archive{Key: r.text(26), Confirmed: r.bool(27)},
		Agent: chat.AgentInfo{
			UserID: getID[chat.UserID](r[29]), OfferedAt: r.time(32), AcceptedAt: r.time(30), ConnectedAt: r.time(31),
			ProfileID: getID[string](r[33]), EndedAt: r.time(34), ClearedAt: r.time(35),
		},
		Attempts:      int(r.int(36)),
		TransferredAt: r.time(37),
	}
	var err1, err2, err3, err4 error
	c.References, err1 = form.ReadReferences(r[21])
	c.SegmentAttributes, err2 = form.ReadSegments(r[23])
	c.Routing, c.QuickConnect, err3 = form.ReadRouting(r[28])
	c.Talk, err4 = form.ReadTalk(r[38])
	return c, cmp.Or(err1, err2, err3, err4, form.Read(r[22], &c.Tags))
}

func readContact(ask ask, id chat.ContactID) (chat.Contact, error) {
	return one(ask, scanContact, selectContact, putID(id))
}

func readContacts(ask ask, id chat.SessionID) ([]chat.Contact, error) {
	return list(ask, scanContact, selectContacts, putID(id))
}

func readQueued(ask ask, id chat.InstanceID, queue chat.QueueID) (store.Queued, error) {
	return one(ask, func(r row) (store.Queued, error) {
		return store.Queued{Contacts: int(r.int(0)), Oldest: r.time(1)}, nil
	}, selectQueued, putID(id), putID(queue))
}

func countAhead(ask ask, id chat.InstanceID, queue chat.QueueID, place chat.Place) (int, error) {
	return one(ask, func(r row) (int, error) { return int(r.int(0)), nil },
		selectAhead, putID(id), putID(queue), int64(place.Priority), place.Since.UnixMilli())
}

// readWaitingQueues goes from one queue to the next, past all that wait there.
func readWaitingQueues(ask ask, after chat.WaitingQueue, limit int) (queues []chat.WaitingQueue, err error) {
	for len(queues) < limit {
		next, err := one(ask, func(r row) (chat.WaitingQueue, error) {
			return chat.WaitingQueue{InstanceID: getID[chat.InstanceID](r[0]), QueueID: getID[chat.QueueID](r[1])}, nil
		}, selectWaitingQueue, putID(after.InstanceID), putID(after.QueueID))
		if errors.Is(err, store.ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		queues, after = append(queues, next), next
	}
	return queues, nil
}

func scanWaiting(r row) (chat.Waiting, error) {
	return chat.Waiting{
		SessionID:  getID[chat.SessionID](r[0]),
		ContactID:  getID[chat.ContactID](r[1]),
		QueueID:    getID[chat.QueueID](r[2]),
		Place:      chat.Place{Priority: int(r.int(3)), Since: r.time(4)},
		EnqueuedAt: r.time(5),
		Criteria:   r.bool(6),
	}, nil
}

func readWaiting(ask ask, id chat.InstanceID, queue chat.QueueID, after chat.Waiting, limit int) ([]chat.Waiting, error) {
	return list(ask, scanWaiting, selectWaiting, putID(id), putID(queue), int64(after.Place.Priority),
		after.Place.Since.UnixMilli(), putID(after.ContactID), int64(limit))
}
