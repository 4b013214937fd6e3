package chat

import "time"

// RehydrationType says how much of a past session a new one continues.
// spec: Enable persistent chat, rehydration types.
type RehydrationType string

// The rehydration types.
const (
	// EntirePastSession continues from the most recently ended contact.
	EntirePastSession RehydrationType = "ENTIRE_PAST_SESSION"
	// FromSegment continues from the named contact and leaves out what
	// followed it in its session, a survey for instance.
	FromSegment RehydrationType = "FROM_SEGMENT"
)

// Valid reports whether t is one of the two types.
func (t RehydrationType) Valid() bool { return t == EntirePastSession || t == FromSegment }

// MaxPastContacts bounds how many past contacts are reachable from a session.
// What lies further back is not shown; that is no error.
// spec: feature specifications, past contacts traversed.
const MaxPastContacts = 100

// Link ties a session to the past contact that it continues from. A session has
// at most one, and it never changes once made.
type Link struct {
	Type RehydrationType
	// SourceID is the contact that the caller named.
	SourceID ContactID
	// AnchorID is the contact that the history continues from: the answer's
	// ContinuedFromContactId and the contacts' RelatedContactId.
	AnchorID ContactID
	// AnchorSessionID is the session of the anchor.
	AnchorSessionID SessionID
	LinkedAt        time.Time
}

// Anchor chooses the contact that an ENTIRE_PAST_SESSION link continues from:
// the most recently ended one; of several that ended in the same instant, the
// latest of the chain. A contact beside the chain has no transcript of its own and
// is no anchor. It returns nil when nothing has ended.
// spec: Enable persistent chat, ENTIRE_PAST_SESSION (the tie is ours).
func Anchor(contacts []Contact) *Contact {
	var best *Contact
	for i := range contacts {
		c := &contacts[i]
		if !c.Ended() || c.Beside() || c.InitiationMethod == InitiatedByMonitor {
			continue
		}
		if best == nil || c.DisconnectedAt.After(best.DisconnectedAt) ||
			c.DisconnectedAt.Equal(best.DisconnectedAt) && c.Segment > best.Segment {
			best = c
		}
	}
	return best
}

// Inherit gives a session that continues a past one its copy of the contact
// properties: the user-defined attributes and the customer id. What the new
// session has already wins, key by key. Nothing else is carried over: queue,
// agent, tags, references, timers, duration, content types and hooks belong to
// the visit in which they were set. See docs/divergences.md.
//
// Attributes that would not fit beside the session's own are left out, in key
// order, rather than failing the link.
func Inherit(into *Session, past *Session) {
	if into.CustomerID == "" {
		into.CustomerID = past.CustomerID
	}
	if len(past.Attributes) == 0 {
		return
	}
	merged := make(map[string]string, len(into.Attributes)+len(past.Attributes))
	size := 0
	for k, v := range into.Attributes {
		merged[k] = v
		size += len(k) + len(v)
	}
	for _, k := range sortedKeys(past.Attributes) {
		v := past.Attributes[k]
		if _, taken := merged[k]; taken || size+len(k)+len(v) > MaxAttributesBytes {
			continue
		}
		merged[k] = v
		size += len(k) + len(v)
	}
	into.Attributes = merged
}

// InheritSegment gives a contact the user's segment attributes of the contact
// that it continues from; system attributes (connect:…) are never copied.
func InheritSegment(into *Contact, past *Contact) {
	for _, k := range sortedKeys(past.SegmentAttributes) {
		if isSystemKey(k) {
			continue
		}
		if _, taken := into.SegmentAttributes[k]; taken {
			continue
		}
		if into.SegmentAttributes == nil {
			into.SegmentAttributes = map[string]SegmentValue{}
		}
		into.SegmentAttributes[k] = past.SegmentAttributes[k]
	}
}
