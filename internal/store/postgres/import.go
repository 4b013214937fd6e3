package postgres

import (
	"context"
	"fmt"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

const (
	deleteContactSessions = `DELETE FROM contact_sessions USING contacts
		WHERE contacts.session_id = $1 AND contact_id = contacts.id`
	deleteContacts     = `DELETE FROM contacts WHERE session_id = $1`
	deleteParticipants = `DELETE FROM participants WHERE session_id = $1`
	deleteItems        = `DELETE FROM items WHERE session_id = $1`
	deleteReceipts     = `DELETE FROM receipts WHERE session_id = $1`
	deleteCursors      = `DELETE FROM cursors WHERE session_id = $1`
	insertReceipt      = `INSERT INTO receipts (` + receiptColumns + `) VALUES ($1, $2, $3, $4, $5)`

	deleteResources = `DELETE FROM resources`
	deleteRequests  = `DELETE FROM requests`
	deleteSecrets   = `DELETE FROM secrets`
	deleteLogins    = `DELETE FROM logins`
	deleteTurns     = `DELETE FROM turns`
	deletePresences = `DELETE FROM presences`
	importResource  = `INSERT INTO resources (` + resourceColumns + `) VALUES (` + resourceMarks + `)`
	insertRequest   = `INSERT INTO requests (` + requestColumns + `) VALUES (` + requestMarks + `)`
)

// ImportSession implements store.Portable.
func (s *Store) ImportSession(ctx context.Context, r store.SessionRecord) error {
	if err := checkItems(r.Items); err != nil {
		return err
	}
	return s.Update(unhurried(ctx), r.Session.ID, func(within store.Tx) error {
		t := within.(*tx)
		t.known = known{} // nothing of it stays
		for _, sql := range []string{
			deleteContactSessions, deleteContacts, deleteParticipants, deleteItems, deleteReceipts, deleteCursors, deleteTraces, deleteOutgoing, deleteStreams,
		} {
			if err := t.write(sql, putID(r.Session.ID)); err != nil {
				return err
			}
		}
		if err := t.ClearTimers(r.Session.ID); err != nil {
			return err
		}
		return t.importSession(r)
	})
}

// checkItems holds items to what a session's are: a number each, an id each.
func checkItems(items []chat.Item) error {
	ids := make(map[chat.ItemID]bool, len(items))
	for i, item := range items {
		if item.Seq != chat.Seq(i+1) || ids[item.ID] {
			return fmt.Errorf("postgres: item %s comes twice or out of order: its number is %d, its place %d", item.ID, item.Seq, i+1)
		}
		ids[item.ID] = true
	}
	return nil
}

// importSession writes a session of which nothing is left but its own row.
func (t *tx) importSession(r store.SessionRecord) error {
	save := t.SaveSession
	if !t.heads[t.id].exists {
		save = t.CreateSession
	}
	if err := save(r.Session); err != nil {
		return err
	}
	for _, c := range r.Contacts {
		if err := t.SaveContact(c); err != nil {
			return err
		}
	}
	for _, p := range r.Participants {
		if err := t.SaveParticipant(p); err != nil {
			return err
		}
	}
	if err := t.importItems(r.Items); err != nil {
		return err
	}
	for _, one := range r.Receipts {
		if err := t.write(insertReceipt, receiptArgs(&one)...); err != nil {
			return err
		}
	}
	for _, one := range r.Outgoing {
		if err := t.Send(one); err != nil {
			return err
		}
	}
	for _, one := range r.Streams {
		if err := t.SaveStream(one); err != nil {
			return err
		}
	}
	for _, one := range r.Timers {
		if err := t.SetTimer(one); err != nil {
			return err
		}
	}
	if err := t.importTraces(r.Traces); err != nil || len(r.Cursors) == 0 {
		return err
	}
	l := columns(r.Cursors)
	return t.queue(l.save())
}

// importItems writes items with the numbers and times that they have.
func (t *tx) importItems(items []chat.Item) error {
	h := t.heads[t.id]
	h.met, h.last = true, chat.Item{}
	for _, item := range items {
		args, err := itemArgs(&item)
		if err != nil {
			return err
		}
		if err := t.write(insertItem, args...); err != nil {
			return err
		}
		h.last = chat.Item{Seq: item.Seq, Time: item.Time}
	}
	return nil
}

// ImportInstance implements store.Portable.
func (s *Store) ImportInstance(ctx context.Context, r store.InstanceRecord) error {
	calls := []*call{
		{sql: begin}, {sql: deleteResources}, {sql: deleteRequests}, {sql: deleteSecrets}, {sql: deleteAgents},
		{sql: deleteSpans}, {sql: deleteLogins}, {sql: deleteTurns}, {sql: deleteLeases}, {sql: deletePresences},
	}
	for _, one := range r.Resources {
		args, err := resourceArgs(&one)
		if err != nil {
			return err
		}
		calls = append(calls, &call{sql: importResource, args: args})
	}
	for _, one := range r.Requests {
		calls = append(calls, &call{sql: insertRequest, args: requestArgs(&one)})
	}
	for _, one := range r.Secrets {
		calls = append(calls, &call{sql: insertSecret, args: []any{one.Name, one.Value}})
	}
	for _, one := range r.Agents {
		args, err := agentArgs(&one)
		if err != nil {
			return err
		}
		calls = append(calls, &call{sql: insertAgent, args: args})
	}
	for _, one := range r.Spans {
		calls = append(calls, &call{sql: insertSpan, args: spanArgs(&one)})
	}
	_, err := s.do(unhurried(ctx), false, append(calls, &call{sql: commit})...)
	return err
}
