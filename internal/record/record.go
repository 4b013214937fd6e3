package record

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Source is what a record is made of.
type Source struct {
	Contact chat.Contact
	Session chat.Session
	// Talk sums up what was said, where the contact does not keep it yet; nil when
	// that is not known.
	Talk *chat.Talk
	// Barged are the stretches in which a supervisor was heard whose contact it is, see
	// Listener; they are told of contacts that are over.
	Barged []Stretch
	// Root is the oldest of all contacts that are tied to this one.
	Root chat.ContactID
	// Criteria are those of its routing now, nil for none.
	Criteria *Criteria
}

// Record is what is told of a contact. Members that do not apply are zero.
// spec: Contact records data model.
type Record struct {
	InstanceID    chat.InstanceID
	ID            chat.ContactID
	InitialID     chat.ContactID // "" on the first contact itself
	PreviousID    chat.ContactID
	NextID        chat.ContactID
	RelatedID     chat.ContactID
	AssociationID chat.ContactID

	Channel          string
	Method           chat.InitiationMethod
	DisconnectReason chat.DisconnectReason
	Name             string
	Description      string

	InitiatedAt    time.Time
	ConnectedAt    time.Time // to the system
	DisconnectedAt time.Time
	TransferredAt  time.Time
	UpdatedAt      time.Time

	Queue *Queue // nil for a contact that was in none
	Agent *Agent // nil for a contact that nobody took on
	// Attempts counts how often the contact was put before an agent.
	Attempts int
	Criteria *Criteria

	CustomerID        string
	Attributes        map[string]string
	SegmentAttributes map[string]chat.SegmentValue
	References        map[string]chat.Reference
	Tags              map[string]string

	Talk *chat.Talk // nil while the contact goes on
	// Transcript is the object's key, "" until it is written.
	Transcript string
}

// Queue is the queue section of a record.
type Queue struct {
	ID         chat.QueueID
	EnqueuedAt time.Time
	// DequeuedAt is when the contact left the queue, by whatever way; zero while it
	// is there. Duration is how long it was, zero until then.
	DequeuedAt time.Time
	Duration   time.Duration
}

// Agent is the agent section of a record.
type Agent struct {
	UserID      chat.UserID
	ProfileID   string
	AcceptedAt  time.Time
	ConnectedAt time.Time
	// Interaction is how long agent and customer could talk, After how long the work
	// after that took, from AfterStart to AfterEnd; zero until it is over.
	Interaction time.Duration
	AfterStart  time.Time
	AfterEnd    time.Time
	After       time.Duration
	// Watch is what a supervisor did, one stretch after another; of a contact that goes
	// on only when it began. Nil for who is no supervisor.
	Watch []Watch
}

// Watch is a stretch in which a supervisor listened silently, or was heard.
// spec: Contact records data model, StateTransitions.
type Watch struct {
	Stretch
	Heard bool
}

// Stretch is a time with an end, which is zero while it goes on.
type Stretch struct{ From, To time.Time }

// Of is the record of a contact, whatever its state.
func Of(s Source) Record {
	c := &s.Contact
	r := Record{
		InstanceID: c.InstanceID, ID: c.ID, PreviousID: c.PreviousID, NextID: c.NextID, RelatedID: c.RelatedID,
		AssociationID: s.Root,
		Channel:       c.Channel(), Method: c.InitiationMethod, DisconnectReason: c.DisconnectReason,
		Name: c.Name, Description: c.Description,
		InitiatedAt: c.InitiatedAt, ConnectedAt: c.ConnectedAt, DisconnectedAt: c.DisconnectedAt,
		TransferredAt: c.TransferredAt, UpdatedAt: c.UpdatedAt,
		Queue: queueOf(c), Agent: agentOf(c, s.Barged), Attempts: c.Attempts, Criteria: s.Criteria,
		CustomerID: s.Session.CustomerID, Attributes: s.Session.Attributes,
		SegmentAttributes: c.SegmentAttributes, References: c.References, Tags: c.AllTags(),
	}
	if initial := c.SessionID.Initial(); initial != c.ID {
		r.InitialID = initial
	}
	if c.Archive.Confirmed {
		r.Transcript = c.Archive.Key
	}
	if c.Ended() {
		if r.Talk = c.Talk; r.Talk == nil {
			r.Talk = s.Talk
		}
	}
	return r
}

func queueOf(c *chat.Contact) *Queue {
	if c.QueueID == "" {
		return nil
	}
	q := &Queue{ID: c.QueueID, EnqueuedAt: c.EnqueuedAt, DequeuedAt: c.DequeuedAt}
	if q.DequeuedAt.IsZero() {
		q.DequeuedAt = c.DisconnectedAt
	}
	q.Duration = span(q.EnqueuedAt, q.DequeuedAt)
	return q
}

func agentOf(c *chat.Contact, barged []Stretch) *Agent {
	if !c.Taken() {
		return nil
	}
	a := &Agent{
		UserID: c.Agent.UserID, ProfileID: c.Agent.ProfileID,
		AcceptedAt: c.Agent.AcceptedAt, ConnectedAt: c.Agent.ConnectedAt,
		Interaction: span(c.Agent.ConnectedAt, c.Agent.EndedAt),
		AfterStart:  c.Agent.EndedAt, AfterEnd: c.Agent.ClearedAt,
		After: span(c.Agent.EndedAt, c.Agent.ClearedAt),
	}
	if c.InitiationMethod == chat.InitiatedByMonitor {
		a.Watch = watches(Stretch{c.Agent.ConnectedAt, c.Agent.EndedAt}, barged)
	}
	return a
}

// watches cuts the whole of a supervisor's part by the stretches in which he was heard.
func watches(whole Stretch, barged []Stretch) (all []Watch) {
	from := whole.From
	for _, heard := range barged {
		if heard.To.IsZero() {
			heard.To = whole.To
		}
		if heard.From.After(from) {
			all = append(all, Watch{Stretch: Stretch{from, heard.From}})
		}
		all = append(all, Watch{Stretch: heard, Heard: true})
		from = heard.To
	}
	if len(barged) == 0 || from.Before(whole.To) {
		all = append(all, Watch{Stretch: Stretch{from, whole.To}})
	}
	return all
}

// span is the time from one instant to another, zero when either has not come.
func span(from, to time.Time) time.Duration {
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return 0
	}
	return to.Sub(from)
}

// Close is how long a contact went on after the customer's last message, and false
// when the customer said nothing. spec: ConversationCloseTimeInMillis.
func (r *Record) Close() (time.Duration, bool) {
	if r.Talk == nil || r.Talk.Customer.LastMessageAt.IsZero() || r.DisconnectedAt.IsZero() {
		return 0, false
	}
	return max(0, r.DisconnectedAt.Sub(r.Talk.Customer.LastMessageAt)), true
}

// Abandoned reports whether the contact left a queue without meeting an agent.
// spec: Contact records data model, abandoned contacts.
func (r *Record) Abandoned() bool {
	return r.Queue != nil && !r.DisconnectedAt.IsZero() && (r.Agent == nil || r.Agent.ConnectedAt.IsZero())
}
