package conversation_test

import (
	"context"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// visit is one session and its customer.
type visit struct {
	w        *world
	id       chat.SessionID
	customer conversation.Identity
	// from is what the start answered as ContinuedFrom.
	from chat.ContactID
}

// asking is the request for a chat with the sample inbound flow.
func asking() conversation.StartRequest {
	return conversation.StartRequest{Instance: instance, Flow: string(directory.SampleInboundID), DisplayName: "Ada"}
}

// continuing is asking for a chat that continues another.
func continuing(mode chat.RehydrationType, source chat.ContactID) conversation.StartRequest {
	r := asking()
	r.Rehydration = &conversation.Rehydration{Type: mode, Source: source}
	return r
}

func entire(source chat.ContactID) conversation.StartRequest {
	return continuing(chat.EntirePastSession, source)
}

func segment(source chat.ContactID) conversation.StartRequest {
	return continuing(chat.FromSegment, source)
}

// through makes the request run another flow.
func through(flow string, r conversation.StartRequest) conversation.StartRequest {
	r.Flow = flow
	return r
}

// starts makes a chat whose customer has not connected yet.
func (w *world) starts(r conversation.StartRequest) *visit {
	w.t.Helper()
	started, err := w.Start(context.Background(), r)
	w.check(err)
	return &visit{
		w: w, id: started.SessionID, from: started.ContinuedFrom,
		customer: conversation.Identity{SessionID: started.SessionID, ParticipantID: started.ParticipantID},
	}
}

// refuses fails the test unless the start of a chat is refused.
func (w *world) refuses(doing string, r conversation.StartRequest, want chat.Kind) {
	w.t.Helper()
	_, err := w.Start(context.Background(), r)
	w.wantKind(doing, err, want)
}

// begins makes a chat whose customer has connected.
func (w *world) begins(r conversation.StartRequest) *visit {
	w.t.Helper()
	v := w.starts(r)
	v.connects()
	return v
}

func (v *visit) connects() {
	v.w.t.Helper()
	_, err := v.w.Connect(context.Background(), v.customer)
	v.w.check(err)
}

// says sends messages of the customer, each a second after the one before.
func (v *visit) says(texts ...string) (last chat.Item) {
	v.w.t.Helper()
	return v.speaks(v.customer, texts...)
}

func (v *visit) speaks(who conversation.Identity, texts ...string) (last chat.Item) {
	v.w.t.Helper()
	for _, text := range texts {
		v.w.pass(time.Second)
		item, err := v.w.Say(context.Background(), who, plain(text))
		v.w.check(err)
		last = item
	}
	return last
}

func plain(text string) conversation.Message {
	return conversation.Message{ContentType: chat.ContentPlain, Content: text}
}

// bot is a custom bot in a visit.
type bot struct {
	*visit
	who conversation.Identity
}

// invites adds a bot that has not connected yet.
func (v *visit) invites(name string) *bot {
	v.w.t.Helper()
	in, err := v.w.InviteBot(context.Background(), instance, v.current(), name, "")
	v.w.check(err)
	return &bot{v, in.Identity}
}

// joinedBy adds a bot that talks.
func (v *visit) joinedBy(name string, texts ...string) *bot {
	v.w.t.Helper()
	b := v.invites(name)
	_, err := v.w.Connect(context.Background(), b.who)
	v.w.check(err)
	b.speaks(b.who, texts...)
	return b
}

func (b *bot) says(texts ...string) chat.Item {
	b.w.t.Helper()
	return b.speaks(b.who, texts...)
}

func (b *bot) leaves() {
	b.w.t.Helper()
	b.w.check(b.w.Leave(context.Background(), b.who))
}

// served lets a bot come, talk and go, which ends the contact.
func (v *visit) served(name string, texts ...string) {
	v.w.t.Helper()
	v.joinedBy(name, texts...).leaves()
}

func (v *visit) leaves() {
	v.w.t.Helper()
	v.w.check(v.w.Leave(context.Background(), v.customer))
}

func (v *visit) stops() {
	v.w.t.Helper()
	v.w.check(v.w.Stop(context.Background(), instance, v.current()))
}

// associates continues a past session in this one, addressed by a contact.
func (v *visit) associates(addressed chat.ContactID, mode chat.RehydrationType, source chat.ContactID) (chat.ContactID, error) {
	return v.w.Associate(context.Background(), instance, addressed, conversation.Rehydration{Type: mode, Source: source}, "")
}

func (v *visit) session() chat.Session {
	v.w.t.Helper()
	s, err := v.w.store.Session(context.Background(), v.id)
	v.w.check(err)
	return s
}

func (v *visit) current() chat.ContactID {
	v.w.t.Helper()
	return v.session().ContactID
}

func (v *visit) contacts() []chat.Contact {
	v.w.t.Helper()
	cs, err := v.w.store.Contacts(context.Background(), v.id)
	v.w.check(err)
	return slices.DeleteFunc(cs, func(c chat.Contact) bool { return c.Beside() })
}

// contact is the nth contact of the chain, 1 for the first.
func (v *visit) contact(n int) chat.Contact {
	v.w.t.Helper()
	cs := v.contacts()
	if n < 1 || n > len(cs) {
		v.w.t.Fatalf("the visit has %d contacts, want at least %d", len(cs), n)
	}
	return cs[n-1]
}

// wantEnded fails the test unless the chat has ended and its last contact for a
// reason.
func (v *visit) wantEnded(reason chat.DisconnectReason) {
	v.w.t.Helper()
	s := v.session()
	c := v.contact(s.Contacts)
	if s.Active() || s.Flow != nil || !s.EndedAt.Equal(c.DisconnectedAt) || c.DisconnectReason != reason {
		v.w.t.Errorf("session is %s (flow %v), its last contact ended at %v for %q; want an ended one for %q",
			s.State, s.Flow, c.DisconnectedAt, c.DisconnectReason, reason)
	}
}

// wantActive fails the test unless the chat goes on.
func (v *visit) wantActive() {
	v.w.t.Helper()
	if s := v.session(); !s.Active() {
		v.w.t.Errorf("session is %s, want it to go on", s.State)
	}
}

// threeContacts is the worked example: C1 with a bot, C2 with another after the
// customer returned from the disconnect flow's wait, C3 in which nobody returned.
// spec: Enable persistent chat, rehydration types.
func (w *world) threeContacts() *visit {
	w.t.Helper()
	v := w.begins(asking())
	v.says("c1")
	v.served("One", "c1 one")
	v.says("c2")
	v.served("Two", "c2 two")
	w.pass(16 * time.Minute)
	v.wantEnded(chat.DisconnectContactFlow)
	return v
}
