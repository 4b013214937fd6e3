package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// DescribeContact reads a contact. spec: DescribeContact.
func (s contacts) DescribeContact(ctx context.Context, in *connect.DescribeContactInput) (*connect.DescribeContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	id := contactOf(instance, in.ContactId)
	d, err := s.Conversations.Describe(ctx, instance, id)
	if err != nil {
		return nil, err
	}
	tied, err := s.Conversations.Associated(ctx, instance, id)
	if err != nil {
		return nil, err
	}
	out := s.contact(d)
	if err := s.tellRouting(out, &d.Contact); err != nil {
		return nil, err
	}
	// The oldest contact stands for all that are tied to one another.
	out.ContactAssociationId = new(string(tied[0].ID))
	return &connect.DescribeContactOutput{Contact: out}, nil
}

// contact writes a contact. Members without a value are absent; the attributes
// and the customer are the chat's and so the same for all its contacts.
func (s contacts) contact(d conversation.Described) *connect.Contact {
	c := &d.Contact
	return &connect.Contact{
		Arn:                        new(s.Directory.Names.Contact(c.InstanceID, c.ID)),
		Id:                         new(string(c.ID)),
		InitialContactId:           initialOf(c),
		PreviousContactId:          some(c.PreviousID),
		RelatedContactId:           some(c.RelatedID),
		InitiationMethod:           new(string(c.InitiationMethod)),
		Channel:                    new(c.Channel()),
		Name:                       some(c.Name),
		Description:                some(c.Description),
		QueueInfo:                  queueInfo(c),
		AgentInfo:                  agentInfo(c),
		InitiationTimestamp:        at(c.InitiatedAt),
		ConnectedToSystemTimestamp: at(c.ConnectedAt),
		DisconnectTimestamp:        at(c.DisconnectedAt),
		LastUpdateTimestamp:        at(c.UpdatedAt),
		DisconnectReason:           some(c.DisconnectReason),
		CustomerId:                 some(d.Session.CustomerID),
		Attributes:                 d.Session.Attributes,
		SegmentAttributes:          wireSegment(c.SegmentAttributes),
		Tags:                       nonEmpty(c.Tags),
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

func queueInfo(c *chat.Contact) *connect.QueueInfo {
	if c.QueueID == "" {
		return nil
	}
	return &connect.QueueInfo{Id: new(string(c.QueueID)), EnqueueTimestamp: at(c.EnqueuedAt)}
}

// nonEmpty is an optional map, absent when it has no entries: the model gives
// tags at least one.
func nonEmpty[V any](m map[string]V) map[string]V {
	if len(m) == 0 {
		return nil
	}
	return m
}
