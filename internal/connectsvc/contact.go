package connectsvc

import (
	"context"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// contacts serves the contacts of chats.
type contacts struct{ *backend }

// StopContact ends a chat in whatever state it is. A reason given is for outbound
// campaigns and plays no part. spec: StopContact.
func (s contacts) StopContact(ctx context.Context, in *connect.StopContactInput) (*connect.StopContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	if _, err := s.Directory.Instance(ctx, string(instance)); err != nil {
		return nil, err
	}
	return nil, s.Conversations.Stop(ctx, instance, contactOf(instance, in.ContactId))
}

// UpdateContact changes what describes a contact, ended or not. What a contact of
// an external system has besides is refused. spec: UpdateContact.
func (s contacts) UpdateContact(ctx context.Context, in *connect.UpdateContactInput) (*connect.UpdateContactOutput, error) {
	change, err := contactChange(in)
	if err != nil {
		return nil, err
	}
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.Change(ctx, instance, contactOf(instance, in.ContactId), change)
}

// TagContact adds and replaces tags of a contact. spec: TagContact.
func (s contacts) TagContact(ctx context.Context, in *connect.TagContactInput) (*connect.TagContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.Change(ctx, instance, contactOf(instance, in.ContactId), conversation.ContactChange{Tags: in.Tags})
}

// UntagContact removes tags of a contact; ones that it does not have are no
// error. spec: UntagContact.
func (s contacts) UntagContact(ctx context.Context, in *connect.UntagContactInput) (*connect.UntagContactOutput, error) {
	instance := instanceOf(in.InstanceId)
	return nil, s.Conversations.Change(ctx, instance, contactOf(instance, in.ContactId), conversation.ContactChange{Untag: in.TagKeys})
}

// TransferContact is for tasks and emails: agents and flows transfer chats.
// spec: TransferContact.
func (s contacts) TransferContact(ctx context.Context, in *connect.TransferContactInput) (*connect.TransferContactOutput, error) {
	return nil, s.refuseChat(ctx, in.InstanceId, in.ContactId, "is a chat, which only an agent or a flow can transfer")
}

// ResumeContact is for tasks: chats cannot be paused. spec: ResumeContact.
func (s contacts) ResumeContact(ctx context.Context, in *connect.ResumeContactInput) (*connect.ResumeContactOutput, error) {
	return nil, s.refuseChat(ctx, in.InstanceId, in.ContactId, "is a chat, which cannot be paused or resumed")
}

// refuseChat refuses what is not for chats, once it is sure that the contact is
// one.
func (s contacts) refuseChat(ctx context.Context, instanceID, contactID *string, why string) error {
	instance := instanceOf(instanceID)
	if _, err := s.Conversations.Describe(ctx, instance, contactOf(instance, contactID)); err != nil {
		return err
	}
	return chat.Rejected("ContactId", why)
}

func contactChange(in *connect.UpdateContactInput) (conversation.ContactChange, error) {
	if in.QueueInfo != nil || in.UserInfo != nil || in.CustomerEndpoint != nil || in.SystemEndpoint != nil {
		return conversation.ContactChange{}, chat.Rejected("",
			"QueueInfo, UserInfo, CustomerEndpoint and SystemEndpoint cannot be updated for a chat")
	}
	if in.Name == nil && in.Description == nil && in.References == nil && in.SegmentAttributes == nil {
		return conversation.ContactChange{}, chat.Rejected("",
			"one of Name, Description, References and SegmentAttributes is required")
	}
	for k := range in.SegmentAttributes {
		if strings.HasPrefix(k, "connect:") && k != contactExpiryKey {
			return conversation.ContactChange{}, chat.Invalid("SegmentAttributes", "of the system's own only "+contactExpiryKey+" can be updated")
		}
	}
	return conversation.ContactChange{
		Name: in.Name, Description: in.Description,
		References: references(in.References), Segment: segmentValues(in.SegmentAttributes),
	}, nil
}

// contactExpiryKey is the one system attribute that callers may change.
// spec: UpdateContact SegmentAttributes.
const contactExpiryKey = "connect:ContactExpiry"

func references(in map[string]connect.Reference) map[string]chat.Reference {
	if in == nil {
		return nil
	}
	out := make(map[string]chat.Reference, len(in))
	for k, r := range in {
		out[k] = chat.Reference{Type: text(r.Type), Value: text(r.Value), Status: text(r.Status)}
	}
	return out
}
