package conversation

import (
	"context"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// FirstConnectWithin is how long a customer may take from StartChatContact to
// the first connection. spec: contact records data model,
// CUSTOMER_CONNECTION_NOT_ESTABLISHED.
const FirstConnectWithin = 5 * time.Minute

// Started is the answer to a StartRequest. A replay gives the same again.
type Started struct {
	SessionID     chat.SessionID
	ParticipantID chat.ParticipantID
	// ContinuedFrom is the anchor of a chat that continues a past one.
	ContinuedFrom chat.ContactID
}

const startOperation = "StartChatContact"

// Start makes a chat: session, first contact, customer, link to the past, and
// the flow up to where it first waits, all or nothing.
//
// Errors: KindInvalid, KindRejected, KindNotFound (instance, flow, source),
// KindLimit when too many chats are active.
func (c *Conversations) Start(ctx context.Context, r StartRequest) (Started, error) {
	if _, err := c.Directory.Instance(ctx, string(r.Instance)); err != nil {
		return Started{}, err
	}
	if err := r.check(c.Limits); err != nil {
		return Started{}, err
	}
	if c.Admit != nil {
		if err := c.Admit(); err != nil {
			return Started{}, &chat.Error{Kind: chat.KindUnavailable, Detail: "no new chat can begin now, try again", Err: err}
		}
	}
	digest, err := r.digest()
	if err != nil {
		return Started{}, err
	}
	var started Started
	id := chat.SessionID(c.NewID())
	err = c.transact(ctx, id, func(w *work) error {
		started = Started{SessionID: id, ParticipantID: chat.ParticipantID(c.NewID())}
		w.session.ID, w.session.InstanceID = id, r.Instance
		replayed, err := w.claim(startOperation, r.ClientToken, digest, &started)
		if err != nil {
			return err
		}
		if replayed {
			return w.recall(&r, &started)
		}
		return w.start(&r, &started)
	})
	return started, err
}

// recall completes the answer to a repeated request. The anchor was not known yet
// when the token was claimed; a link never changes, so it is read from the chat.
func (w *work) recall(r *StartRequest, started *Started) error {
	if r.Rehydration == nil {
		return nil
	}
	prior, err := w.tx.Session(started.SessionID)
	if err == nil && prior.Link != nil {
		started.ContinuedFrom = prior.Link.AnchorID
	}
	return err
}

// start makes the session and runs its flow.
func (w *work) start(r *StartRequest, started *Started) error {
	c := w.conversations
	w.session = chat.Session{
		ID: started.SessionID, InstanceID: r.Instance, State: chat.SessionActive,
		ContactID: started.SessionID.Initial(), Contacts: 1,
		CreatedAt: w.now, ExpiresAt: w.now.Add(r.Duration),
		CustomerID: r.CustomerID, ContentTypes: r.ContentTypes, ResponseMode: r.ResponseMode,
		DisconnectOnCustomerExit: len(r.DisconnectOn) > 0,
		Attributes:               r.Attributes,
	}
	if r.Initial != nil {
		w.session.InitialMessage = r.Initial.Content
	}
	if err := w.admit(c.Limits.ActiveChats); err != nil {
		return err
	}
	f, err := w.flow(r.Flow)
	if err != nil {
		return err
	}
	if f == nil {
		return chat.NotFound("ContactFlowId", "the contact flow does not exist or is not published")
	}
	if f.Type != flow.TypeContactFlow {
		return chat.Rejected("ContactFlowId", "must be a flow of type "+string(flow.TypeContactFlow))
	}
	w.contact = firstContact(&w.session, f.FlowID, r)
	if r.Rehydration != nil {
		if err := w.link(*r.Rehydration); err != nil {
			return err
		}
		started.ContinuedFrom = w.session.Link.AnchorID
	}
	if r.RelatedID != "" {
		if err := w.relate(r.RelatedID); err != nil {
			return err
		}
	}
	if err := w.tx.CreateSession(w.session); err != nil {
		return err
	}
	w.changed.session, w.changed.contact = true, true
	if err := w.enter(r, started); err != nil {
		return err
	}
	return w.beginFlow(f)
}

// admit holds the quota of active chats. spec: LimitExceededException.
func (w *work) admit(limit int) error {
	if limit <= 0 {
		return nil
	}
	active, err := w.tx.CountActive(w.session.InstanceID)
	if err != nil {
		return err
	}
	if active >= limit {
		return &chat.Error{Kind: chat.KindLimit,
			Detail: fmt.Sprintf("%d chats are active, which is the limit of this instance", active)}
	}
	return nil
}

// enter adds the customer, what the customer says first, and the timers that
// watch over the chat.
func (w *work) enter(r *StartRequest, started *Started) error {
	customer := chat.Participant{
		ID: started.ParticipantID, SessionID: w.session.ID, Role: chat.RoleCustomer,
		DisplayName: r.DisplayName, ContactID: w.contact.ID, CreatedAt: w.now,
	}
	if err := w.tx.SaveParticipant(customer); err != nil {
		return err
	}
	if r.Initial != nil {
		if _, _, err := w.append(chat.Item{
			Type: chat.TypeMessage, ContentType: r.Initial.ContentType, Content: r.Initial.Content,
			ParticipantID: customer.ID, Role: customer.Role, DisplayName: customer.DisplayName,
		}); err != nil {
			return err
		}
	}
	if err := w.setTimer(chat.TimerExpiry, "", w.session.ExpiresAt); err != nil {
		return err
	}
	return w.setTimer(chat.TimerFirstConnect, "", w.now.Add(FirstConnectWithin))
}

func firstContact(s *chat.Session, f chat.FlowID, r *StartRequest) chat.Contact {
	return chat.Contact{
		ID: s.ContactID, SessionID: s.ID, InstanceID: s.InstanceID, Segment: 1,
		InitiationMethod: chat.InitiatedByAPI, InitiatedAt: s.CreatedAt, ConnectedAt: s.CreatedAt,
		UpdatedAt: s.CreatedAt, FlowID: f, SegmentAttributes: withSubtype(r.Segment), FirstSeq: 1,
	}
}

// relate ties the contact to another one without any history.
// spec: StartChatContact, RelatedContactId.
func (w *work) relate(id chat.ContactID) error {
	related, err := w.tx.Contact(id)
	if missing(err) || err == nil && related.InstanceID != w.session.InstanceID {
		return chat.NotFound("RelatedContactId", "the contact does not exist")
	}
	if err != nil {
		return err
	}
	w.contact.RelatedID = id
	return nil
}
