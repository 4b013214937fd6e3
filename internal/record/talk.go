package record

import (
	"time"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Listener sums up what is said in a contact, item by item in their order.
type Listener struct {
	talk chat.Talk
	// agent is who of several agents the contact is of, "" when there is none of whom
	// it is known; met is when he came, by which no earlier wait counts.
	agent  chat.ParticipantID
	met    time.Time
	people map[chat.ParticipantID]bool
	// asked is when a side began to wait for the other's answer, zero when it does
	// not.
	customerAsked, agentAsked time.Time
	// spoke is whether the last word was the customer's, known once anybody spoke.
	spoke, customerSpoke bool
	// heard are the stretches in which a supervisor whose contact it is was heard.
	heard []Stretch
}

// Listen begins with a contact of which nothing was heard; participants are those of
// its chat.
func Listen(c *chat.Contact, participants []chat.Participant) *Listener {
	l := &Listener{met: c.Agent.ConnectedAt, people: map[chat.ParticipantID]bool{}}
	for i := range participants {
		if p := &participants[i]; p.ContactID == c.ID && p.UserID != "" && p.UserID == c.Agent.UserID {
			l.agent = p.ID
		}
	}
	return l
}

// Hear takes the next item.
func (l *Listener) Hear(i *chat.Item) {
	switch i.Role {
	case chat.RoleCustomer:
		l.talk.Customer.ParticipantID = i.ParticipantID
	case chat.RoleAgent:
		if l.isHis(i) {
			l.talk.Agent.ParticipantID = i.ParticipantID
		}
		l.people[i.ParticipantID] = true
	case chat.RoleSupervisor:
		l.people[i.ParticipantID] = true
		l.barges(i)
	}
	if i.Type != chat.TypeMessage && i.Type != chat.TypeAttachment {
		return
	}
	l.talk.Messages++
	chars := utf8.RuneCountInString(i.Content)
	customer := i.Role == chat.RoleCustomer
	if l.spoke && customer != l.customerSpoke {
		l.talk.Turns++
	}
	l.spoke, l.customerSpoke = true, customer
	switch i.Role {
	case chat.RoleCustomer:
		say(&l.talk.Customer, i, chars, l.agentAsked)
		l.agentAsked = time.Time{}
		if l.customerAsked.IsZero() {
			l.customerAsked = i.Time
		}
	case chat.RoleAgent:
		l.agentSays(i, chars)
	case chat.RoleSystem, chat.RoleCustomBot:
		l.talk.BotMessages++
		l.talk.BotChars += chars
	}
}

// isHis reports whether an agent's item is of the agent whom the contact is of.
func (l *Listener) isHis(i *chat.Item) bool { return l.agent == "" || i.ParticipantID == l.agent }

// agentSays counts what an agent says. Any of them answers the customer, and waits for
// him; the numbers of the agent are those of one.
func (l *Listener) agentSays(i *chat.Item, chars int) {
	asked := l.customerAsked
	if !asked.IsZero() && asked.Before(l.met) {
		asked = l.met
	}
	l.customerAsked = time.Time{}
	if l.agentAsked.IsZero() {
		l.agentAsked = i.Time
	}
	if !l.isHis(i) {
		return
	}
	say(&l.talk.Agent, i, chars, asked)
	if l.talk.FirstResponseAt.IsZero() {
		l.talk.FirstResponseAt, l.talk.FirstResponse = i.Time, span(l.met, i.Time)
	}
}

// barges notes that a supervisor began to be heard, or listens silently again.
func (l *Listener) barges(i *chat.Item) {
	if i.ParticipantID != l.agent {
		return
	}
	switch i.ContentType {
	case chat.EventParticipantJoined:
		l.heard = append(l.heard, Stretch{From: i.Time})
	case chat.EventParticipantLeft:
		if n := len(l.heard); n > 0 {
			l.heard[n-1].To = i.Time
		}
	}
}

// Barged are the stretches in which the supervisor whose contact it is was heard, in
// order. The end of the last is zero where it lasted as long as the contact.
func (l *Listener) Barged() []Stretch { return l.heard }

// Talk is what was heard.
func (l *Listener) Talk() *chat.Talk {
	talk := l.talk
	talk.Parties = len(l.people)
	return &talk
}

// say adds a message to a speaker's part; asked is since when the other side waited
// for it, zero when it did not.
func say(s *chat.Speaker, i *chat.Item, chars int, asked time.Time) {
	s.Messages++
	s.Chars += chars
	s.LastMessageAt = i.Time
	if asked.IsZero() {
		return
	}
	took := span(asked, i.Time)
	s.Responses++
	s.ResponseTime += took
	s.MaxResponse = max(s.MaxResponse, took)
}
