package agentapp

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// contact is a contact as its agent sees it. Members without a value are null, which
// pages read as none. client: amazon-connect-streams src/api.js, Contact.
type contact struct {
	ContactID         string                  `json:"contactId"`
	InitialContactID  string                  `json:"initialContactId"`
	RelatedContactID  *string                 `json:"relatedContactId"`
	AssociationID     *string                 `json:"contactAssociationId"`
	Type              string                  `json:"type"`
	InitiationMethod  string                  `json:"initiationMethod"`
	State             timedState              `json:"state"`
	Queue             *queue                  `json:"queue"`
	QueueTimestamp    *restjson.Timestamp     `json:"queueTimestamp"`
	Connections       []connection            `json:"connections"`
	Attributes        map[string]attribute    `json:"attributes"` // never null
	ContactDuration   string                  `json:"contactDuration"`
	Name              *string                 `json:"name"`
	Description       *string                 `json:"description"`
	References        map[string]reference    `json:"references"`
	Features          features                `json:"contactFeatures"`
	ChannelContext    *string                 `json:"channelContext"`
	SegmentAttributes map[string]segmentValue `json:"segmentAttributes"`
	Handling          handling                `json:"agentContactHandlingConfig"`
	CustomerEndpoint  *string                 `json:"customerEndpoint"`
	SystemEndpoint    *string                 `json:"connectSystemEndpoint"`
	LanguageCode      *string                 `json:"languageCode"`
}

// timedState is the state of a contact or of a connection, and since when.
type timedState struct {
	Type      string             `json:"type"`
	Timestamp restjson.Timestamp `json:"timestamp"`
}

type attribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type reference struct {
	Type   string  `json:"type"`
	Value  string  `json:"value"`
	Status *string `json:"status"`
}

type features struct {
	Attachments bool `json:"attachmentsEnabled"`
	Markdown    bool `json:"messagingMarkdownEnabled"`
	MultiParty  bool `json:"multiPartyConferenceEnabled"`
}

// handling is no part of the library's API model, so that only pages that do not go
// through its worker see it.
type handling struct {
	AutoAccept bool `json:"autoAccept"`
	// AnswerSeconds is how long an offer lasts from when the contact came to be as it
	// is. It is our own: pages of others know of no such limit.
	AnswerSeconds int64 `json:"answerTimeInSeconds"`
}

// segmentValue is a text or a map of such values.
type segmentValue struct {
	Text *string                 `json:"ValueString,omitempty"`
	Map  map[string]segmentValue `json:"ValueMap,omitempty"`
}

// Type of every contact here, and its attribute that says the same more closely.
const (
	typeChat    = "chat"
	subtypeName = "connect:Subtype"
	subtypeChat = "connect:Chat"
)

// contact describes one of an agent's contacts.
func (s *Service) contact(ctx context.Context, a Agent, u *directory.User, c *conversation.Case) (*contact, error) {
	out := &contact{
		ContactID: string(c.Held.ContactID), InitialContactID: string(c.Session.ID.Initial()),
		RelatedContactID: some(string(c.Contact.RelatedID)), Type: typeChat, InitiationMethod: initiation(&c.Contact),
		State:      timedState{contactState(c.Held.State), restjson.Timestamp{Time: c.Held.Since}},
		Attributes: make(map[string]attribute, len(c.Session.Attributes)), ContactDuration: duration(&c.Contact),
		Name: some(c.Contact.Name), Description: some(c.Contact.Description), References: referencesOf(c.Contact.References),
		Features: features{
			Attachments: s.Attachments, Markdown: slices.Contains(c.Session.ContentTypes, chat.ContentMarkdown),
		},
		SegmentAttributes: segmentsOf(c.Contact.SegmentAttributes),
		Handling:          handling{u.AcceptsChats(), int64(conversation.OfferLife / time.Second)}, LanguageCode: some(c.Session.LanguageCode),
	}
	for k, v := range c.Session.Attributes {
		out.Attributes[k] = attribute{k, v}
	}
	if c.Held.QueueID != "" {
		q, err := s.names.queue(ctx, a.Instance, c.Held.QueueID)
		if err != nil {
			return nil, err
		}
		out.Queue = &q
	}
	if at := c.Contact.EnqueuedAt; !at.IsZero() {
		out.QueueTimestamp = restjson.At(at)
	}
	var err error
	if out.Features.MultiParty, err = s.names.multiParty(ctx, a.Instance); err != nil {
		return nil, err
	}
	out.Connections, err = s.connections(a, u, c)
	return out, err
}

// contactState is how far an agent is with a contact, by its name here.
// client: amazon-connect-streams, ContactStateType.
func contactState(s chat.AgentContactState) string {
	switch s {
	case chat.AgentConnecting:
		return "connecting"
	case chat.AgentConnected:
		return "connected"
	case chat.AgentEnded:
		return "ended"
	case chat.AgentMissed:
		return "missed"
	case chat.AgentRejected:
		return "rejected"
	}
	return "error"
}

// initiation says how the contact came, by its name here.
// client: amazon-connect-streams, ContactInitiationMethod.
func initiation(c *chat.Contact) string {
	switch c.InitiationMethod {
	case chat.InitiatedByTransfer:
		if c.TargetUserID == "" {
			return "queue_transfer"
		}
		return "transfer"
	case chat.InitiatedByQueueTransfer:
		return "queue_transfer"
	case chat.InitiatedByDisconnect:
		return "disconnect"
	case chat.InitiatedByMonitor:
		return "monitor"
	}
	return "api"
}

// duration is how long agent and customer talked, in seconds, once that is over.
func duration(c *chat.Contact) string {
	if !c.Ended() || c.Agent.ConnectedAt.IsZero() {
		return "0"
	}
	return strconv.FormatInt(int64(c.DisconnectedAt.Sub(c.Agent.ConnectedAt)/time.Second), 10)
}

func referencesOf(all map[string]chat.Reference) map[string]reference {
	if len(all) == 0 {
		return nil
	}
	out := make(map[string]reference, len(all))
	for k, r := range all {
		out[k] = reference{r.Type, r.Value, some(r.Status)}
	}
	return out
}

// segmentsOf are the segment attributes that pages read, and the one by which they
// tell chats.
func segmentsOf(all map[string]chat.SegmentValue) map[string]segmentValue {
	out := readable(all)
	if out == nil {
		out = map[string]segmentValue{}
	}
	if _, set := out[subtypeName]; !set {
		subtype := subtypeChat
		out[subtypeName] = segmentValue{Text: &subtype}
	}
	return out
}

// readable leaves out the values for which there is no form here: numbers, ARNs and
// lists.
func readable(all map[string]chat.SegmentValue) map[string]segmentValue {
	var out map[string]segmentValue
	for k, v := range all {
		if v.String == nil && v.Map == nil {
			continue
		}
		if out == nil {
			out = map[string]segmentValue{}
		}
		out[k] = segmentValue{v.String, readable(v.Map)}
	}
	return out
}

// some is a text that has a value; nil, which is null, for "".
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
