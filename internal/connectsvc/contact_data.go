package connectsvc

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// DeleteContactData removes what a contact that is over says of its customer: for a chat
// that is the endpoint, of which it has none, so nothing is left to remove.
// spec: DeleteContactData.
func (s contacts) DeleteContactData(ctx context.Context, in *connect.DeleteContactDataInput) (*connect.DeleteContactDataOutput, error) {
	instance := instanceOf(in.InstanceId)
	d, err := s.Conversations.Describe(ctx, instance, contactOf(instance, in.ContactId))
	if err != nil {
		return nil, err
	}
	if len(in.ContactFields) == 0 {
		return nil, chat.Invalid("ContactFields", "must name a field")
	}
	for _, field := range in.ContactFields {
		if field != connect.ContactDataFieldCustomerEndpoint {
			return nil, chat.Rejected("ContactFields", field+" is of emails, and the contact is a chat")
		}
	}
	if !d.Contact.Ended() {
		return nil, &chat.Error{Kind: chat.KindConflict, Member: "ContactId", Detail: "the contact goes on"}
	}
	return &connect.DeleteContactDataOutput{}, nil
}
