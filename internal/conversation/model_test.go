package conversation_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
)

// The model is what the property test holds the server against: everything in
// memory, one step after another, and nothing of how the server does it. It
// knows two flows, see property_test.go:
//
//   - desk greets and queues the chat, and whispers to the agent who takes it on and
//     to the customer; when agent or bot leaves, a disconnect flow waits for the
//     customer and queues the chat again, or says goodbye and ends it;
//   - talk waits for the customer, thanks, waits once more, and ends the chat.

const (
	deskWait   = 601 * time.Second
	talkWait   = 1201 * time.Second
	thanksWait = 301 * time.Second
	modelChat  = time.Hour // total duration
)

// stage is what a modelled flow waits for.
type stage int

const (
	noFlow    stage = iota
	deskLeft        // the disconnect flow waits for the customer
	talkOpen        // the talk flow waits for the customer
	talkReply       // the talk flow has thanked and waits for time alone
)

// modelItem is an entry as it must be read. What the model cannot know, an id
// that the server made, is empty until it is first seen, and must stay so.
type modelItem struct {
	ID          chat.ItemID
	Seq         chat.Seq
	Time        time.Time
	Contact     chat.ContactID
	Type        chat.ItemType
	ContentType string
	Content     string
	Participant chat.ParticipantID
	Role        chat.Role
	Name        string
	Past        bool
	contact     int
	unlisted    bool
	visible     chat.Visibility
}

// modelSession is a session of the model.
type modelSession struct {
	id        chat.SessionID
	customer  conversation.Identity
	name      string
	desk      bool
	active    bool
	connected bool
	other     *modelOther
	queued    bool
	link      *modelLink
	created   time.Time
	items     []*modelItem
	contacts  int
	stage     stage
	waitDue   time.Time
}

// modelOther is the bot or the agent with whom the customer talks.
type modelOther struct {
	who  conversation.Identity
	name string
	role chat.Role
}

// modelLink is the contact that a session continues.
type modelLink struct {
	session *modelSession
	contact int
}

// accepts says whether a session, nil for a new one, may continue a contact.
func (s *modelSession) accepts(l *modelLink, mode chat.RehydrationType) bool {
	free := s == nil || s.active && s.link == nil && s != l.session
	return free && !l.session.active && (mode == chat.FromSegment || l.contact == 0)
}

// anchored is the link with the contact that the mode chooses.
func (l *modelLink) anchored(mode chat.RehydrationType) *modelLink {
	if mode == chat.EntirePastSession {
		return &modelLink{l.session, l.session.contacts - 1}
	}
	return l
}

func (s *modelSession) add(now time.Time, item modelItem) *modelItem {
	item.Seq, item.contact = chat.Seq(len(s.items)+1), s.contacts-1
	item.Time = now
	if len(s.items) > 0 {
		if next := s.items[len(s.items)-1].Time.Add(time.Millisecond); next.After(now) {
			item.Time = next
		}
	}
	s.items = append(s.items, &item)
	return &item
}

func (s *modelSession) event(now time.Time, contentType string, who chat.ParticipantID, role chat.Role, name string) {
	s.add(now, modelItem{Type: chat.TypeEvent, ContentType: contentType, Participant: who, Role: role, Name: name})
}

func (s *modelSession) flowSays(now time.Time, text string) { s.whispers(now, text, chat.VisibleToAll) }

func (s *modelSession) whispers(now time.Time, text string, to chat.Visibility) {
	s.add(now, modelItem{
		Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: text,
		Role: chat.RoleSystem, Name: chat.SystemDisplayName, visible: to,
	})
}

func (s *modelSession) rehydrated(now time.Time) {
	s.add(now, modelItem{unlisted: true})
}

func (s *modelSession) wait(now time.Time, what stage, d time.Duration) {
	s.stage, s.waitDue = what, now.Add(d)
}

func (s *modelSession) begin(now time.Time) {
	s.active, s.created, s.contacts = true, now, 1
	if s.desk {
		s.flowSays(now, "hello")
		s.queued = true
		return
	}
	s.wait(now, talkOpen, talkWait)
}

func (s *modelSession) connect(now time.Time) {
	if s.connected {
		return
	}
	s.connected = true
	s.event(now, chat.EventParticipantJoined, s.customer.ParticipantID, chat.RoleCustomer, s.name)
	if s.link != nil {
		s.rehydrated(now)
	}
}

func (s *modelSession) say(now time.Time, text string, as *modelOther) *modelItem {
	who, role, name := s.customer.ParticipantID, chat.RoleCustomer, s.name
	if as != nil {
		who, role, name = as.who.ParticipantID, as.role, as.name
	}
	item := s.add(now, modelItem{
		Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: text, Participant: who, Role: role, Name: name,
	})
	if as != nil {
		return item
	}
	switch s.stage {
	case deskLeft:
		s.stage, s.queued = noFlow, true
	case talkOpen:
		s.flowSays(now, "thanks")
		s.wait(now, talkReply, thanksWait)
	}
	return item
}

func (s *modelSession) joins(now time.Time, o *modelOther) {
	if s.other = o; o.role == chat.RoleAgent {
		s.queued = false
		s.whispers(now, "for agents", chat.VisibleToAgents)
		s.whispers(now, "for the customer", chat.VisibleToCustomer)
	}
	s.event(now, chat.EventParticipantJoined, o.who.ParticipantID, o.role, o.name)
}

func (s *modelSession) otherLeaves(now time.Time) {
	s.event(now, chat.EventParticipantLeft, s.other.who.ParticipantID, s.other.role, s.other.name)
	s.other, s.queued = nil, false
	if !s.desk {
		s.end(now)
		return
	}
	s.contacts++
	s.flowSays(now, "left")
	s.wait(now, deskLeft, deskWait)
}

func (s *modelSession) customerLeaves(now time.Time) {
	s.event(now, chat.EventParticipantLeft, s.customer.ParticipantID, chat.RoleCustomer, s.name)
	s.end(now)
}

func (s *modelSession) end(now time.Time) {
	s.event(now, chat.EventChatEnded, "", "", "")
	s.active, s.stage = false, noFlow
}

// nextTimer is what falls due next, and when.
func (s *modelSession) nextTimer() (time.Time, func(now time.Time)) {
	type timer struct {
		due  time.Time
		fire func(now time.Time)
	}
	timers := []timer{{s.created.Add(modelChat), s.end}}
	if !s.connected {
		timers = append(timers, timer{s.created.Add(5 * time.Minute), s.end})
	}
	if s.stage != noFlow {
		timers = append(timers, timer{s.waitDue, func(now time.Time) {
			s.flowSays(now, "bye")
			s.end(now)
		}})
	}
	first := slices.MinFunc(timers, func(a, b timer) int { return a.due.Compare(b.due) })
	return first.due, first.fire
}

// pass lets time go on to now. A server that is away fires late, all at the end.
func (s *modelSession) pass(now time.Time, away bool) {
	for s.active {
		due, fire := s.nextTimer()
		if due.After(now) {
			return
		}
		if away {
			due = now
		}
		fire(due)
	}
}

// history is everything that a participant of the session reads.
func (s *modelSession) history(as chat.Role) []modelItem {
	parts := [][]modelItem{s.listed(as, 0, s.contacts, false)}
	for l, reached := s.link, 0; l != nil && reached < chat.MaxPastContacts; reached++ {
		parts = append(parts, l.session.listed(as, l.contact, l.contact+1, true))
		if l.contact > 0 {
			l = &modelLink{l.session, l.contact - 1}
		} else {
			l = l.session.link
		}
	}
	slices.Reverse(parts)
	return slices.Concat(parts...)
}

// listed are the entries of the contacts from..to for a role.
func (s *modelSession) listed(as chat.Role, from, to int, past bool) (out []modelItem) {
	for _, item := range s.items {
		if !item.unlisted && as.Sees(item.visible) && item.contact >= from && item.contact < to {
			e := *item
			e.Past = past
			out = append(out, e)
		}
	}
	return out
}

// learn takes over what only the server can know from what was read first.
func (s *modelSession) learn(entries []conversation.TranscriptEntry) {
	for _, e := range entries {
		if e.Item.SessionID != s.id || int(e.Item.Seq) > len(s.items) {
			continue
		}
		m := s.items[e.Item.Seq-1]
		m.ID = cmp.Or(m.ID, e.Item.ID)
		m.Contact = cmp.Or(m.Contact, e.Item.ContactID)
		if m.Role == chat.RoleSystem {
			m.Participant = cmp.Or(m.Participant, e.Item.ParticipantID)
		}
	}
}

// asModel is an entry in the form of the model.
func asModel(e conversation.TranscriptEntry) modelItem {
	i := e.Item
	return modelItem{
		ID: i.ID, Seq: i.Seq, Time: i.Time, Contact: i.ContactID, Type: i.Type, ContentType: i.ContentType,
		Content: i.Content, Participant: i.ParticipantID, Role: i.Role, Name: i.DisplayName, Past: e.Past,
	}
}

// jsonLine is an item as bytes.
func (m modelItem) jsonLine() string {
	raw, err := json.Marshal(m)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}
