package conversation

import (
	"context"
	"maps"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/record"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// What is told elsewhere of contacts.
const (
	// StreamRecords has the record of each contact that is complete.
	StreamRecords = "records"
	// StreamEvents has what happens to contacts.
	StreamEvents = "events"
)

// Streams says which of them somebody wants: nothing is kept for the others.
type Streams struct{ Records, Events bool }

func (s Streams) none() bool { return !s.Records && !s.Events }

// putContact writes a contact of the session, and remembers what it has become.
func (w *work) putContact(c chat.Contact) error {
	if !w.conversations.Streams.none() {
		if _, ok := w.written[c.ID]; !ok {
			w.order = append(w.order, c.ID)
		}
		if w.written == nil {
			w.written = map[chat.ContactID]*chat.Contact{}
		}
		w.written[c.ID] = &c
	}
	return w.tx.SaveContact(c)
}

// saw remembers a contact as it was before the transaction changes it.
func (w *work) saw(c *chat.Contact) {
	if w.conversations.Streams.none() {
		return
	}
	before := *c
	before.Tags, before.SegmentAttributes = maps.Clone(c.Tags), maps.Clone(c.SegmentAttributes)
	if w.before == nil {
		w.before = map[chat.ContactID]*chat.Contact{}
	}
	w.before[c.ID] = &before
}

// earlier reads a contact of the session that need not be the current one.
func (w *work) earlier(id chat.ContactID) (chat.Contact, error) {
	c, err := w.tx.Contact(id)
	if err == nil && w.before[id] == nil {
		w.saw(&c)
	}
	return c, err
}

// sendOutgoing keeps what the transaction has made of contacts for those who are
// told. A new contact is told of before the end of the one that it follows.
// spec: Amazon Connect contact events.
func (w *work) sendOutgoing() error {
	var begun, rest []store.Outgoing
	for _, id := range w.order {
		c := record.Change{
			Before: w.before[id], After: w.written[id],
			Attributes: id == w.contact.ID && !maps.Equal(w.attributes, w.session.Attributes),
		}
		if w.conversations.Streams.Events {
			for _, e := range c.Events() {
				o, err := w.event(e, c.After)
				if err != nil {
					return err
				}
				if e.Type == record.Initiated {
					begun = append(begun, o)
				} else {
					rest = append(rest, o)
				}
			}
		}
		if w.conversations.Streams.Records && c.Due() {
			rest = append(rest, w.outgoing(StreamRecords, id))
		}
	}
	for _, o := range slices.Concat(begun, w.outbox, rest) {
		w.sent = true
		if err := w.tx.Send(o); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) outgoing(stream string, id chat.ContactID) store.Outgoing {
	return store.Outgoing{
		Stream: stream, SessionID: w.session.ID, ContactID: id, ID: w.conversations.NewID(), At: w.now,
	}
}

// event is an event as it is told, whatever becomes of the contact afterwards.
func (w *work) event(e record.Event, of *chat.Contact) (o store.Outgoing, err error) {
	o = w.outgoing(StreamEvents, of.ID)
	if e.Criteria, err = w.conversations.recordCriteria(of); err != nil {
		return o, err
	}
	if o.Data, err = e.JSON(o.ID, w.now, of, w.conversations.eventNames(of)); err != nil {
		return o, chat.Internal("write an event", err)
	}
	return o, nil
}

// eventNames are the names that follow from ids alone.
func (c *Conversations) eventNames(of *chat.Contact) record.Names {
	names := c.Directory.Names
	n := record.Names{
		Account: names.Account, Region: names.Region,
		Instance: names.Instance(of.InstanceID), Contact: names.Contact(of.InstanceID, of.ID),
		Transcripts: c.ArchivePlace,
	}
	if of.QueueID != "" {
		n.Queue = names.Resource(of.InstanceID, directory.KindQueue, string(of.QueueID))
		n.QueueType = "STANDARD"
		if directory.OwnerOf(of.QueueID) != "" {
			n.QueueType = "AGENT"
		}
	}
	if of.Agent.UserID != "" {
		n.Agent = names.Resource(of.InstanceID, directory.KindUser, string(of.Agent.UserID))
	}
	if of.Agent.ProfileID != "" {
		n.Profile = names.Resource(of.InstanceID, directory.KindRoutingProfile, of.Agent.ProfileID)
	}
	return n
}

// Told is what is told of something that was kept to be: an event as it was, a
// record as the contact is now. Nil when the contact is not kept any more.
func (c *Conversations) Told(ctx context.Context, o store.Outgoing) ([]byte, error) {
	if o.Data != nil {
		return o.Data, nil
	}
	contact, err := c.Store.Contact(ctx, o.ContactID)
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(err)
	}
	r, err := c.Record(ctx, contact.InstanceID, contact.ID)
	if err != nil {
		return nil, err
	}
	names, err := c.recordNames(ctx, &contact)
	if err != nil {
		return nil, err
	}
	data, err := r.JSON(names)
	if err != nil {
		return nil, chat.Internal("write a record", err)
	}
	return data, nil
}

// recordNames are the names that people gave besides. What is gone from the
// directory has none.
func (c *Conversations) recordNames(ctx context.Context, of *chat.Contact) (record.Names, error) {
	n := c.eventNames(of)
	if of.QueueID != "" {
		q, err := c.Directory.Queue(ctx, of.InstanceID, string(of.QueueID))
		if unlessMissing(err) != nil {
			return n, err
		}
		n.QueueName = q.Name
	}
	if of.Agent.UserID != "" {
		u, err := c.Directory.User(ctx, of.InstanceID, string(of.Agent.UserID))
		if unlessMissing(err) != nil {
			return n, err
		}
		n.Username = u.Name
	}
	if of.Agent.ProfileID != "" {
		p, err := c.Directory.RoutingProfile(ctx, of.InstanceID, of.Agent.ProfileID)
		if unlessMissing(err) != nil {
			return n, err
		}
		n.ProfileName = p.Name
	}
	return n, nil
}
