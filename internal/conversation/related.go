package conversation

import (
	"context"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// relatedChange is what a flow changes of the contact that its own is related to.
// That belongs to another session, so it is a call: made once the flow is parked,
// and again should the node die. Made twice it changes nothing more.
// spec: UpdateContactAttributes, UpdateContactData, TargetContact.
type relatedChange struct {
	Contact    chat.ContactID    `json:"contact"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Data       *flow.UpdateData  `json:"data,omitempty"`
}

// changeRelated parks the execution until the related contact is changed.
func (w *work) changeRelated(st flow.State, change relatedChange) (flow.Input, error) {
	if change.Contact = w.contact.RelatedID; change.Contact == "" {
		return refused("the contact is related to no other"), nil
	}
	return nil, w.parkCall(st, &pendingCall{Related: &change})
}

// changeRelated carries the change out.
func (c *Conversations) changeRelated(ctx context.Context, change *relatedChange) (flow.Input, error) {
	contact, err := c.Store.Contact(ctx, change.Contact)
	if missing(err) {
		return refused("the related contact does not exist any more"), nil
	}
	if err != nil {
		return nil, explain(err)
	}
	return outcome(c.update(ctx, contact.SessionID, func(w *work) error {
		if change.Data != nil {
			return w.setsData(change.Contact, change.Data)
		}
		return w.setsAttributes(change.Attributes)
	}))
}
