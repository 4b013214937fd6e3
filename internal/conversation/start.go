package conversation

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
)

// The limits of a chat's total duration. spec: StartChatContact,
// ChatDurationInMinutes.
const (
	DefaultDuration = 1500 * time.Minute
	MinDuration     = 60 * time.Minute
	MaxDuration     = 10080 * time.Minute
)

// FirstConnectWithin is how long a customer may take from StartChatContact to
// the first connection. spec: contact records data model,
// CUSTOMER_CONNECTION_NOT_ESTABLISHED.
const FirstConnectWithin = 5 * time.Minute

// RequestRetention is how long the answer to a client token is kept.
// spec: StartOutboundChatContact, ClientToken (we use it everywhere).
const RequestRetention = 7 * 24 * time.Hour

// StartRequest asks for a new chat. Its JSON form, without the token,
// identifies the request: the same token with another request is refused.
type StartRequest struct {
	Instance     chat.InstanceID
	Flow         string // id or ARN
	DisplayName  string
	Attributes   map[string]string
	CustomerID   string
	Duration     time.Duration // 0 for the default
	ContentTypes []string      // none for text/plain alone
	ResponseMode chat.ResponseMode
	Segment      map[string]chat.SegmentValue
	Initial      *InitialMessage
	Rehydration  *Rehydration
	RelatedID    chat.ContactID
	DisconnectOn []chat.Role
	ClientToken  string `json:"-"`
}

// InitialMessage is what the customer says before connecting.
type InitialMessage struct {
	ContentType string
	Content     string
}

// Rehydration names the past that a chat continues.
type Rehydration struct {
	Type   chat.RehydrationType
	Source chat.ContactID
}

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
		switch {
		case err != nil:
			return err
		case replayed && r.Rehydration != nil:
			prior, err := w.tx.Session(started.SessionID)
			if err == nil && prior.Link != nil {
				started.ContinuedFrom = prior.Link.AnchorID
			}
			return err
		case replayed:
			return nil
		}
		return w.start(&r, &started)
	})
	return started, err
}

// check holds a request against the rules that need no state.
func (r *StartRequest) check(l Limits) error {
	if r.Duration == 0 {
		r.Duration = DefaultDuration
	}
	if r.Duration < MinDuration || r.Duration > MaxDuration {
		return chat.Invalid("ChatDurationInMinutes", "must be between 60 and 10080")
	}
	if r.Rehydration != nil && r.RelatedID != "" {
		return chat.Rejected("PersistentChat", "cannot be used together with RelatedContactId")
	}
	if err := checkContentTypes(&r.ContentTypes); err != nil {
		return err
	}
	if err := chat.CheckAttributeKeys(r.Attributes); err != nil {
		return err
	}
	if _, err := chat.MergeAttributes(nil, r.Attributes); err != nil {
		return err
	}
	if err := checkGuide(r.Segment, r.ContentTypes); err != nil {
		return err
	}
	if r.Initial == nil {
		return nil
	}
	return checkInitial(r.Initial, l)
}

func (r *StartRequest) digest() ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, chat.Internal("digest the request", err)
	}
	sum := sha256.Sum256(raw)
	return sum[:], nil
}

// claim looks a client token up. When it was used before, the former answer is
// put into answer and true is returned; the same token for another request is
// refused. Otherwise the token is taken by this transaction, with the answer as
// it stands.
// See docs/divergences.md.
func (w *work) claim(operation, token string, digest []byte, answer any) (replayed bool, err error) {
	if token == "" {
		return false, nil
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		return false, err
	}
	prior, found, err := w.tx.Claim(store.Request{
		InstanceID: w.session.InstanceID, Operation: operation, Token: token,
		Digest: digest, SessionID: w.session.ID, Answer: raw, CreatedAt: w.now,
	})
	if err != nil || !found {
		return false, err
	}
	if string(prior.Digest) != string(digest) {
		return false, chat.Rejected("ClientToken", "was used before with another request")
	}
	return true, json.Unmarshal(prior.Answer, answer)
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
	w.contact = firstContact(&w.session, f.id, r)
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
