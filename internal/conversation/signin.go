package conversation

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// A flow that has the customer sign in is parked with what is known of the attempt.
// The customer is told its id, asks once for the provider's URL, and comes back from
// there with a state and a code, which somebody else hands in. The state finds the
// attempt, the code is exchanged in a call, and whatever ends the attempt ends it
// for all: see resumeWith.
// spec: AuthenticateParticipant; GetAuthenticationUrl; UpdateParticipantAuthentication.

// SignIns reaches identity providers. The names of providers are those of flows.
type SignIns interface {
	// KnowsProvider reports whether there is such a provider.
	KnowsProvider(userPool, client string) bool
	// SignInURL is where the customer signs in. Errors: KindInvalid when the
	// provider must not redirect there, KindUnavailable when it cannot be reached.
	SignInURL(ctx context.Context, s chat.SignIn, state string) (string, error)
	// Exchange gets to know from the provider who has signed in. The error tells why
	// that is not known and holds no secret.
	Exchange(ctx context.Context, s chat.SignIn, code string) (chat.SignInSubject, error)
}

// StateSealer makes and reads the states that come back from identity providers.
type StateSealer interface {
	SealState(instance chat.InstanceID, session chat.SessionID, id string) (string, error)
	OpenState(instance chat.InstanceID, state string) (chat.SessionID, string, error)
}

// signIn is an attempt under way.
type signIn struct {
	// ID is the SessionId of the event and of the operations.
	ID       string             `json:"id"`
	Customer chat.ParticipantID `json:"customer"`
	UserPool string             `json:"pool"`
	Client   string             `json:"client"`
	// Told is when the customer was told, in Unix milliseconds; 0 before it has
	// connected.
	Told int64 `json:"told,omitempty"`
	// Asked is what the URL was made of; nil before. There is one URL.
	Asked *chat.SignIn `json:"asked,omitempty"`
	// Answered says that the state was handed in. It is good once.
	Answered bool `json:"answered,omitempty"`
}

// exchange is a call that exchanges a code.
type exchange struct {
	SignIn chat.SignIn `json:"signIn"`
	Code   string      `json:"code"`
}

// exchangeWithin is how long the exchange of a code may take.
const exchangeWithin = 10 * time.Second

// signIn parks the execution until the customer has signed in or will not.
func (w *work) signIn(st flow.State, cmd flow.SignIn) (flow.Input, error) {
	providers := w.conversations.SignIns
	if providers == nil || !providers.KnowsProvider(cmd.UserPool, cmd.Client) {
		return refused("there is no identity provider for this user pool and client"), nil
	}
	ps, err := w.tx.Participants(w.session.ID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(ps, func(p chat.Participant) bool { return p.Role == chat.RoleCustomer && !p.Gone() })
	if at < 0 {
		return refused("there is no customer who could sign in"), nil
	}
	s := &signIn{ID: w.conversations.NewID(), Customer: ps[at].ID, UserPool: cmd.UserPool, Client: cmd.Client}
	if !ps[at].ConnectedAt.IsZero() {
		if err := w.tellSignIn(chat.EventAuthenticationInitiated, s); err != nil {
			return nil, err
		}
		s.Told = w.now.UnixMilli()
	}
	if err := w.keepParked(st, 0, parked{SignIn: s}); err != nil {
		return nil, err
	}
	return nil, w.setTimer(chat.TimerWait, "", w.now.Add(time.Duration(cmd.Seconds)*time.Second))
}

// signInAwaited tells a customer who has just connected for the first time of the
// attempt that was begun before: until then nobody could hear of it.
func (w *work) signInAwaited() error {
	p, ok := underWay(&w.session)
	if !ok || p.SignIn.Told != 0 {
		return nil
	}
	if err := w.tellSignIn(chat.EventAuthenticationInitiated, p.SignIn); err != nil {
		return err
	}
	p.SignIn.Told = w.now.UnixMilli()
	return w.rewrite(p)
}

// underWay is what is parked with an attempt to sign in, if there is one.
func underWay(s *chat.Session) (parked, bool) {
	if s.Flow == nil || !s.Active() {
		return parked{}, false
	}
	p, st, err := readParked(s.Flow.State)
	return p, err == nil && p.SignIn != nil && st.Await == flow.AwaitSignIn
}

// rewrite stores what was changed beside the interpreter's state.
func (w *work) rewrite(p parked) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	execution := *w.session.Flow
	execution.State = raw
	w.touchSession().Flow = &execution
	return nil
}

// tellSignIn tells the customer alone how an attempt stands. It has no place in
// transcripts [I]. client: amazon-connect-chatjs, onAuthenticationInitiated.
func (w *work) tellSignIn(contentType string, s *signIn) error {
	content, err := json.Marshal(struct {
		SessionID string `json:"SessionId"`
	}{s.ID})
	if err != nil {
		return err
	}
	_, _, err = w.append(chat.Item{
		Type: chat.TypeEvent, ContentType: contentType, Content: string(content),
		Visibility: chat.VisibleToCustomer, Unlisted: true,
		ParticipantID: systemParticipant(w.session.ID), Role: chat.RoleSystem, DisplayName: chat.SystemDisplayName,
	})
	return err
}

// The segment attribute that says whether the customer is known, and its statuses.
// spec: Contact records data model, connect:CustomerAuthentication.
const (
	authenticationKey    = "connect:CustomerAuthentication"
	statusAuthenticated  = "AUTHENTICATED"
	statusFailed         = "FAILED"
	statusTimeout        = "TIMEOUT"
	authenticatedByHere  = "CONNECT"
	memberStatus         = "Status"
	memberClient         = "ClientId"
	memberMethod         = "AuthenticationMethod"
	memberProvider       = "IdentityProvider"
	memberAssociatedWith = "AssociatedCustomerId"
)

// signInOver tells the customer how an attempt ended and notes it on the contact.
// Who does not want to sign in has no status.
func (w *work) signInOver(s *signIn, in flow.Input) error {
	values := map[string]chat.SegmentValue{
		memberClient: chat.TextValue(s.Client), memberMethod: chat.TextValue(authenticatedByHere),
	}
	var event string
	switch in := in.(type) {
	case flow.Timeout:
		event, values[memberStatus] = chat.EventAuthenticationTimeout, chat.TextValue(statusTimeout)
	case flow.SignedIn:
		if in.OptedOut {
			return w.tellSignIn(chat.EventAuthenticationCanceled, s)
		}
		event, values[memberStatus] = chat.EventAuthenticationSucceeded, chat.TextValue(statusAuthenticated)
		values[memberProvider] = chat.TextValue(in.Issuer)
		values[memberAssociatedWith] = chat.TextValue(in.Subject)
	default:
		event, values[memberStatus] = chat.EventAuthenticationFailed, chat.TextValue(statusFailed)
	}
	c := w.touchContact()
	c.SegmentAttributes = maps.Clone(c.SegmentAttributes)
	put(&c.SegmentAttributes, authenticationKey, chat.SegmentValue{Map: values})
	return w.tellSignIn(event, s)
}
