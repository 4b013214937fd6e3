package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/record"
)

// DescribeContact reads a contact. spec: DescribeContact.
func (s contacts) DescribeContact(ctx context.Context, in *connect.DescribeContactInput) (*connect.DescribeContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	id := contactOf(instance, in.ContactId)
	d, err := s.Conversations.Describe(ctx, instance, id)
	if err != nil {
		return nil, err
	}
	r, err := s.Conversations.Record(ctx, instance, id)
	if err != nil {
		return nil, err
	}
	out := s.contact(&r)
	if err := s.tellRouting(out, &d.Contact); err != nil {
		return nil, err
	}
	passed, err := s.Conversations.PassedTo(ctx, d.Contact)
	if err != nil {
		return nil, err
	}
	if len(passed) > 0 {
		out.NextContacts = each(passed, nextContact)
	}
	return &connect.DescribeContactOutput{Contact: out}, nil
}

// nextContact writes a contact that an agent made by a quick connect, which is told as
// it was then. spec: NextContactEntry.
func nextContact(c *chat.Contact) connect.NextContactEntry {
	kind := connect.QuickConnectTypeQueue
	if c.TargetUserID != "" {
		kind = connect.QuickConnectTypeUser
	}
	return connect.NextContactEntry{
		Type: new(connect.NextContactTypeQuickConnect),
		NextContactMetadata: &connect.NextContactMetadata{QuickConnectContactData: &connect.QuickConnectContactData{
			ContactId: new(string(c.ID)), InitiationTimestamp: at(c.InitiatedAt), QuickConnectType: new(kind),
			QuickConnectId: some(c.QuickConnect.ID), QuickConnectName: some(c.QuickConnect.Name),
		}},
	}
}

// contact writes a contact. Members without a value are absent; the attributes
// and the customer are the chat's and so the same for all its contacts.
func (s contacts) contact(r *record.Record) *connect.Contact {
	return &connect.Contact{
		Arn:                        new(s.Directory.Names.Contact(r.InstanceID, r.ID)),
		Id:                         new(string(r.ID)),
		InitialContactId:           some(r.InitialID),
		PreviousContactId:          some(r.PreviousID),
		RelatedContactId:           some(r.RelatedID),
		ContactAssociationId:       some(r.AssociationID),
		InitiationMethod:           new(string(r.Method)),
		Channel:                    new(r.Channel),
		Name:                       some(r.Name),
		Description:                some(r.Description),
		QueueInfo:                  queueInfo(r.Queue),
		AgentInfo:                  agentInfo(r.Agent),
		ChatMetrics:                chatMetrics(r),
		InitiationTimestamp:        at(r.InitiatedAt),
		ConnectedToSystemTimestamp: at(r.ConnectedAt),
		DisconnectTimestamp:        at(r.DisconnectedAt),
		LastUpdateTimestamp:        at(r.UpdatedAt),
		DisconnectReason:           some(r.DisconnectReason),
		CustomerId:                 some(r.CustomerID),
		Attributes:                 r.Attributes,
		SegmentAttributes:          wireSegment(r.SegmentAttributes),
		Tags:                       r.Tags,
	}
}

// initialOf is the first contact of the chat, absent on that contact itself.
// spec: Contact InitialContactId.
func initialOf(c *chat.Contact) *string {
	if c.ID == c.SessionID.Initial() {
		return nil
	}
	return new(string(c.SessionID.Initial()))
}

func queueInfo(q *record.Queue) *connect.QueueInfo {
	if q == nil {
		return nil
	}
	return &connect.QueueInfo{Id: new(string(q.ID)), EnqueueTimestamp: at(q.EnqueuedAt)}
}

// nonEmpty is an optional map, absent when it has no entries: the model gives
// tags at least one.
func nonEmpty[V any](m map[string]V) map[string]V {
	if len(m) == 0 {
		return nil
	}
	return m
}
