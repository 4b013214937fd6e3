package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// furnish makes a session that has some of everything that is kept of sessions,
// and returns the record as which it must be exported.
func (s *subject) furnish(t *testing.T, id chat.SessionID) store.SessionRecord {
	t.Helper()
	r := store.SessionRecord{
		Session:      sessionOf(t, id),
		Contacts:     contactsOf(t, id),
		Participants: participantsOf(t, id),
		Timers: []chat.Timer{
			{SessionID: id, Kind: chat.TimerArchive, ID: "1", DueAt: dueIn(50), Attempts: 7},
			{SessionID: id, Kind: chat.TimerArchive, ID: "2", DueAt: dueIn(40)},
			{SessionID: id, Kind: chat.TimerExpiry, DueAt: dueIn(60)},
			{SessionID: id, Kind: chat.TimerWait, ID: "é", DueAt: dueIn(20)},
		},
		Cursors: cursorsOf(id),
		Traces:  tracesOf(id),
		Outgoing: []store.Outgoing{
			outgoing(id, "records", "1"+string(id)), outgoing(id, "events", "2"+string(id)),
		},
		Streams: streamsOf(t, id),
	}
	s.update(t, id, func(tx store.Tx) error {
		r.Items = nil
		errs := []error{tx.CreateSession(r.Session)}
		for _, c := range r.Contacts {
			errs = append(errs, tx.SaveContact(c))
		}
		for _, p := range r.Participants {
			errs = append(errs, tx.SaveParticipant(p))
		}
		for _, item := range itemsOf(t, id) {
			stored, _, err := tx.Append(item)
			r.Items, errs = append(r.Items, stored), append(errs, err)
		}
		for n := len(r.Timers) - 1; n >= 0; n-- {
			errs = append(errs, tx.SetTimer(r.Timers[n]))
		}
		for _, one := range r.Traces {
			errs = append(errs, tx.AppendTrace(one))
		}
		for _, one := range r.Outgoing {
			errs = append(errs, tx.Send(one))
		}
		for _, one := range r.Streams {
			errs = append(errs, tx.SaveStream(one))
		}
		return errors.Join(errs...)
	})
	r.Receipts = s.receive(t, id)
	saveCursors(t, s, r.Cursors...)
	return r
}

// sessionOf is an active session with every field set. It awaits nothing of the
// customer, so that the tests can append to it.
func sessionOf(t *testing.T, id chat.SessionID) chat.Session {
	r := filled[chat.Session](t)
	r.ID, r.InstanceID, r.State, r.ContactID = id, instance, chat.SessionActive, contactID(id, 3)
	r.Flow.Awaits = chat.AwaitsBotLeft
	return r
}

// contactID is the id of the nth contact, of the form of the session's.
func contactID(id chat.SessionID, n int) chat.ContactID {
	if n == 1 {
		return id.Initial()
	}
	return chat.ContactID(fmt.Sprintf("%d%s", n, id[1:]))
}

// contactsOf are three contacts: one archived with every field set, one ended,
// and one in a queue.
func contactsOf(t *testing.T, id chat.SessionID) []chat.Contact {
	first := filled[chat.Contact](t)
	list := []chat.Contact{first, {DisconnectedAt: epoch}, {QueueID: "queue", EnqueuedAt: epoch}}
	for i := range list {
		c := &list[i]
		c.ID, c.SessionID, c.InstanceID, c.Segment = contactID(id, i+1), id, instance, i+1
	}
	return list
}

// participantsOf are the customer and two that were added in one millisecond, not
// in the order of their ids.
func participantsOf(t *testing.T, id chat.SessionID) []chat.Participant {
	first := filled[chat.Participant](t)
	first.ID, first.SessionID, first.Role, first.LeftAt = customer(id), id, chat.RoleCustomer, time.Time{}
	late := first.CreatedAt.Add(time.Millisecond)
	return []chat.Participant{
		first,
		{ID: "z" + chat.ParticipantID(id), SessionID: id, Role: chat.RoleCustomBot, CreatedAt: late},
		{ID: "0f8fad5b-d9cb-469f-a165-70867728950e", SessionID: id, Role: chat.RoleAgent, CreatedAt: late},
	}
}

// itemsOf are items of all sorts: one has every field set, and so is not listed.
func itemsOf(t *testing.T, id chat.SessionID) []chat.Item {
	full := filled[chat.Item](t)
	full.SessionID, full.ID = id, "0f8fad5b-d9cb-469f-a165-70867728950e"
	agents := message(id, "for agents")
	agents.Visibility = chat.VisibleToAgents
	return []chat.Item{
		message(id, "first"),
		full,
		agents,
		{ID: "event", SessionID: id, Time: epoch.AddDate(1, 0, 0), Type: chat.TypeEvent, ContentType: chat.EventChatRehydrated, Unlisted: true},
		message(id, "last"),
	}
}

// receive marks receipts of three recipients, whose ids are of both forms, and
// returns them as they are kept.
func (s *subject) receive(t *testing.T, id chat.SessionID) (list []chat.Receipt) {
	t.Helper()
	marks := []chat.Receipt{
		{Recipient: "0f8fad5b-d9cb-469f-a165-70867728950e", Seq: 5, DeliveredAt: dueIn(1)},
		{Recipient: "Z", Seq: 3, DeliveredAt: dueIn(1), ReadAt: dueIn(2)},
		{Recipient: "aaaaaaaa-d9cb-469f-a165-70867728950e", Seq: 1, DeliveredAt: dueIn(4)},
		{Recipient: "b", Seq: 1, DeliveredAt: dueIn(3), ReadAt: dueIn(4)},
		{Recipient: "b", Seq: 5, DeliveredAt: dueIn(5)},
	}
	for n := len(marks) - 1; n >= 0; n-- {
		marks[n].SessionID = id
		if _, _, err := s.MarkReceipt(t.Context(), marks[n]); err != nil {
			t.Fatalf("MarkReceipt: %v", err)
		}
	}
	return marks
}

// tracesOf are steps of two contacts.
func tracesOf(id chat.SessionID) []chat.TraceStep {
	list := []chat.TraceStep{step(id, 1), step(id, 2), step(id, 3)}
	for i := range list {
		list[i].N, list[i].ContactID = int64(i+1), contactID(id, 1+i/2)
	}
	return list
}

// cursorsOf are the cursors of three participants on up to two nodes.
func cursorsOf(id chat.SessionID) []store.Cursor {
	never := cursorOf(id, "b", "node 1", 0)
	never.Devices, never.SavedAt = 0, time.Time{}
	return []store.Cursor{
		cursorOf(id, "0f8fad5b-d9cb-469f-a165-70867728950e", "node 1", 5),
		cursorOf(id, "Z", "node 1", 2),
		cursorOf(id, "Z", "node 2", 4),
		cursorOf(id, "aaaaaaaa-d9cb-469f-a165-70867728950e", "", 3),
		never,
	}
}
