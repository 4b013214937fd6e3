package record

import (
	"encoding/json"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// The form of events. spec: Amazon Connect contact events, EventBridge envelope.

type envelope struct {
	Version    string   `json:"version"`
	ID         string   `json:"id"`
	DetailType string   `json:"detail-type"`
	Source     string   `json:"source"`
	Account    string   `json:"account"`
	Time       string   `json:"time"`
	Region     string   `json:"region"`
	Resources  []string `json:"resources"`
	Detail     detail   `json:"detail"`
}

type detail struct {
	EventType                  EventType               `json:"eventType"`
	ContactID                  chat.ContactID          `json:"contactId"`
	ContactARN                 string                  `json:"contactArn"`
	InitialContactID           chat.ContactID          `json:"initialContactId,omitempty"`
	PreviousContactID          chat.ContactID          `json:"previousContactId,omitempty"`
	RelatedContactID           chat.ContactID          `json:"relatedContactId,omitempty"`
	Channel                    string                  `json:"channel"`
	InstanceARN                string                  `json:"instanceArn"`
	InitiationMethod           chat.InitiationMethod   `json:"initiationMethod"`
	InitiationTimestamp        string                  `json:"initiationTimestamp"`
	ConnectedToSystemTimestamp string                  `json:"connectedToSystemTimestamp,omitempty"`
	DisconnectTimestamp        string                  `json:"disconnectTimestamp,omitempty"`
	DisconnectReason           chat.DisconnectReason   `json:"disconnectReason,omitempty"`
	QueueInfo                  *eventQueue             `json:"queueInfo,omitempty"`
	AgentInfo                  *eventAgent             `json:"agentInfo,omitempty"`
	Tags                       map[string]string       `json:"tags,omitempty"`
	SegmentAttributes          map[string]segmentValue `json:"segmentAttributes,omitempty"`
	RoutingCriteria            object                  `json:"routingCriteria,omitempty"`
	UpdatedProperties          []string                `json:"updatedProperties,omitempty"`
}

type eventQueue struct {
	QueueARN         string `json:"queueArn"`
	QueueType        string `json:"queueType"`
	EnqueueTimestamp string `json:"enqueueTimestamp"`
}

type eventAgent struct {
	AgentARN                       string `json:"agentArn"`
	AcceptedByAgentTimestamp       string `json:"acceptedByAgentTimestamp,omitempty"`
	ConnectedToAgentTimestamp      string `json:"connectedToAgentTimestamp,omitempty"`
	AfterContactWorkStartTimestamp string `json:"afterContactWorkStartTimestamp,omitempty"`
	AfterContactWorkEndTimestamp   string `json:"afterContactWorkEndTimestamp,omitempty"`
	AfterContactWorkDuration       *int64 `json:"afterContactWorkDuration,omitempty"`
}

// JSON is an event of a contact as it is sent, under an id of its own.
func (e Event) JSON(id string, at time.Time, c *chat.Contact, n Names) ([]byte, error) {
	r := Of(Source{Contact: *c})
	d := detail{
		EventType: e.Type, ContactID: r.ID, ContactARN: n.Contact, InitialContactID: r.InitialID,
		PreviousContactID: r.PreviousID, RelatedContactID: r.RelatedID, Channel: r.Channel, InstanceARN: n.Instance,
		InitiationMethod: r.Method, InitiationTimestamp: chat.FormatInstant(r.InitiatedAt),
		ConnectedToSystemTimestamp: chat.FormatInstant(r.ConnectedAt),
		DisconnectTimestamp:        chat.FormatInstant(r.DisconnectedAt), DisconnectReason: r.DisconnectReason,
		Tags: r.Tags, SegmentAttributes: segmentValues(r.SegmentAttributes), UpdatedProperties: e.Updated,
	}
	if e.Criteria != nil {
		d.RoutingCriteria = asEvent.criteria(e.Criteria)
	}
	if q := r.Queue; q != nil {
		d.QueueInfo = &eventQueue{n.Queue, n.QueueType, chat.FormatInstant(q.EnqueuedAt)}
	}
	if a := r.Agent; a != nil {
		d.AgentInfo = &eventAgent{
			AgentARN: n.Agent, AcceptedByAgentTimestamp: chat.FormatInstant(a.AcceptedAt),
			ConnectedToAgentTimestamp:      chat.FormatInstant(a.ConnectedAt),
			AfterContactWorkStartTimestamp: chat.FormatInstant(a.AfterStart),
			AfterContactWorkEndTimestamp:   chat.FormatInstant(a.AfterEnd),
		}
		if !a.AfterEnd.IsZero() {
			d.AgentInfo.AfterContactWorkDuration = new(int64(a.After / time.Second))
		}
	}
	return json.Marshal(envelope{
		Version: "0", ID: id, DetailType: "Amazon Connect Contact Event", Source: "aws.connect",
		Account: n.Account, Time: second(at), Region: n.Region,
		Resources: []string{n.Instance, n.Contact}, Detail: d,
	})
}

// second writes a time as records have it: yyyy-mm-ddThh:mm:ssZ.
func second(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// segmentValue is the form of chat.SegmentValue. spec: SegmentAttributeValue.
type segmentValue struct {
	String  *string                 `json:"ValueString,omitempty"`
	Integer *int64                  `json:"ValueInteger,omitempty"`
	ARN     *string                 `json:"ValueArn,omitempty"`
	Map     map[string]segmentValue `json:"ValueMap,omitempty"`
	List    []segmentValue          `json:"ValueList,omitempty"`
}

func segmentValues(m map[string]chat.SegmentValue) map[string]segmentValue {
	if m == nil {
		return nil
	}
	out := make(map[string]segmentValue, len(m))
	for k, v := range m {
		out[k] = segmentOf(v)
	}
	return out
}

func segmentOf(v chat.SegmentValue) segmentValue {
	out := segmentValue{String: v.String, Integer: v.Integer, ARN: v.ARN, Map: segmentValues(v.Map)}
	for _, one := range v.List {
		out.List = append(out.List, segmentOf(one))
	}
	return out
}
