package directory

import (
	"cmp"
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// MultiPartyChat is the attribute by which an instance lets agents bring others into
// their chats. It is off until somebody switches it on.
// spec: InstanceAttributeType; Set up multi-party chats.
const MultiPartyChat = "MULTI_PARTY_CHAT_CONFERENCE"

// Attribute is the value of one of the instance's attributes: "true" or "false".
func (i *Instance) Attribute(name string) string {
	return cmp.Or(i.Spec.Attributes[name], "false")
}

// Has reports whether an attribute is on.
func (i *Instance) Has(attribute string) bool { return i.Attribute(attribute) == "true" }

// SetInstanceAttribute sets an attribute of an instance, which is given by id or ARN.
// KindNotFound; KindInvalid for a value that is neither "true" nor "false".
// spec: UpdateInstanceAttribute.
func (d *Directory) SetInstanceAttribute(ctx context.Context, reference, attribute, value string) error {
	if value != "true" && value != "false" {
		return chat.Invalid("Value", "must be true or false")
	}
	i, err := d.Instance(ctx, reference)
	if err != nil {
		return err
	}
	return change(ctx, d, KindInstance, i.InstanceID, i.ID, func(_ *Entry, s *InstanceSpec) error {
		if s.Attributes == nil {
			s.Attributes = map[string]string{}
		}
		s.Attributes[attribute] = value
		return nil
	})
}
