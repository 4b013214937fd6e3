package metrics

import "github.com/rejoin-chat/rejoin/internal/chat"

// Dimension is something by which contacts and agents are told apart.
// spec: GetMetricDataV2, Groupings and FilterKey.
type Dimension string

// The dimensions.
const (
	ByQueue            Dimension = "QUEUE"
	ByProfile          Dimension = "ROUTING_PROFILE"
	ByAgent            Dimension = "AGENT"
	ByChannel          Dimension = "CHANNEL"
	ByInitiationMethod Dimension = "INITIATION_METHOD"
	ByDisconnectReason Dimension = "DISCONNECT_REASON"
	BySubtype          Dimension = "contact/segmentAttributes/connect:Subtype"
)

// subtypeAttribute is the segment attribute that BySubtype goes by, and subtypeChat
// its value where it is not set.
const (
	subtypeAttribute = "connect:Subtype"
	subtypeChat      = "connect:Chat"
)

// Known reports whether contacts are told apart by the dimension.
func (d Dimension) Known() bool {
	switch d {
	case ByQueue, ByProfile, ByAgent, ByChannel, ByInitiationMethod, ByDisconnectReason, BySubtype:
		return true
	}
	return false
}

// OfAgents reports whether the times of agents are told apart by the dimension: they
// belong to no queue and to no contact.
func (d Dimension) OfAgents() bool { return d == ByProfile || d == ByAgent || d == ByChannel }

// OfOffers reports whether what contacts were offered is told apart by the dimension.
func (d Dimension) OfOffers() bool { return d != ByAgent && d != ByProfile }

// Of is the value of a contact, "" when it has none. Agent and routing profile are
// those of who took the contact on.
func (d Dimension) Of(c *chat.Contact) string {
	switch d {
	case ByQueue:
		if queued(c) {
			return string(c.QueueID)
		}
	case ByProfile:
		if c.Taken() {
			return c.Agent.ProfileID
		}
	case ByAgent:
		if c.Taken() {
			return string(c.Agent.UserID)
		}
	case ByChannel:
		return c.Channel()
	case ByInitiationMethod:
		return string(c.InitiationMethod)
	case ByDisconnectReason:
		return string(c.DisconnectReason)
	case BySubtype:
		if v := c.SegmentAttributes[subtypeAttribute]; v.String != nil {
			return *v.String
		}
		return subtypeChat
	}
	return ""
}
