package function

import "encoding/json"

// Event is what a function is told. spec: the page on Lambda functions,
// ContactFlowEvent.
type Event struct {
	Contact Contact
	// Parameters are those of the action: texts, or whatever JSON can say where
	// the flow gives that.
	Parameters map[string]any
}

// Contact is the contact that the flow runs for. What is empty is null in the
// event, where it is not an object that functions look into without asking.
type Contact struct {
	Attributes        map[string]string
	Channel           string // CHAT
	ContactID         string
	CustomerEndpoint  *Address
	CustomerID        string
	Description       string
	InitialContactID  string
	InitiationMethod  string // API, DISCONNECT, QUEUE_TRANSFER…
	InstanceARN       string
	LanguageCode      string
	Name              string
	PreviousContactID string
	Queue             *Queue
	References        map[string]Reference
	SegmentAttributes map[string]string            // values that are texts
	SegmentMaps       map[string]map[string]string // values that are maps of texts
	SystemEndpoint    *Address
	Tags              map[string]string
}

// Address is an end of a conversation.
type Address struct {
	Address string `json:"Address"`
	Type    string `json:"Type"`
}

// Queue is the queue that the contact is to go to, or is in.
type Queue struct {
	ARN  string `json:"ARN"`
	Name string `json:"Name"`
}

// Reference is a link or a fact that goes with a contact.
type Reference struct {
	Type  string `json:"Type"`
	Value string `json:"Value"`
}

type wireEvent struct {
	Name    string      `json:"Name"`
	Details wireDetails `json:"Details"`
}

type wireDetails struct {
	ContactData wireContact    `json:"ContactData"`
	Parameters  map[string]any `json:"Parameters"`
}

type wireContact struct {
	Attributes        map[string]string      `json:"Attributes"`
	Channel           string                 `json:"Channel"`
	ContactID         string                 `json:"ContactId"`
	CustomerEndpoint  *Address               `json:"CustomerEndpoint"`
	CustomerID        *string                `json:"CustomerId"`
	Description       *string                `json:"Description"`
	InitialContactID  string                 `json:"InitialContactId"`
	InitiationMethod  string                 `json:"InitiationMethod"`
	InstanceARN       string                 `json:"InstanceARN"`
	LanguageCode      string                 `json:"LanguageCode"`
	MediaStreams      wireStreams            `json:"MediaStreams"`
	Name              *string                `json:"Name"`
	PreviousContactID string                 `json:"PreviousContactId"`
	Queue             *Queue                 `json:"Queue"`
	References        map[string]Reference   `json:"References"`
	SegmentAttributes map[string]wireSegment `json:"SegmentAttributes"`
	SystemEndpoint    *Address               `json:"SystemEndpoint"`
	Tags              map[string]string      `json:"Tags"`
}

// wireStreams is empty in a chat, all the way down.
type wireStreams struct {
	Customer struct {
		Audio json.RawMessage `json:"Audio"`
	} `json:"Customer"`
}

type wireSegment struct {
	ValueString *string                `json:"ValueString,omitempty"`
	ValueMap    map[string]wireSegment `json:"ValueMap,omitempty"`
}

// JSON is the event as a function gets it.
func (e Event) JSON() ([]byte, error) {
	c := e.Contact
	out := wireEvent{Name: "ContactFlowEvent", Details: wireDetails{
		Parameters: some(e.Parameters),
		ContactData: wireContact{
			Attributes: some(c.Attributes), Channel: c.Channel, ContactID: c.ContactID,
			CustomerEndpoint: c.CustomerEndpoint, CustomerID: text(c.CustomerID), Description: text(c.Description),
			InitialContactID: c.InitialContactID, InitiationMethod: c.InitiationMethod, InstanceARN: c.InstanceARN,
			LanguageCode: c.LanguageCode, Name: text(c.Name), PreviousContactID: c.PreviousContactID,
			Queue: c.Queue, References: some(c.References), SystemEndpoint: c.SystemEndpoint, Tags: some(c.Tags),
			SegmentAttributes: make(map[string]wireSegment, len(c.SegmentAttributes)),
		},
	}}
	segments := out.Details.ContactData.SegmentAttributes
	for name, value := range c.SegmentAttributes {
		segments[name] = wireSegment{ValueString: &value}
	}
	for name, values := range c.SegmentMaps {
		members := make(map[string]wireSegment, len(values))
		for member, value := range values {
			members[member] = wireSegment{ValueString: &value}
		}
		segments[name] = wireSegment{ValueMap: members}
	}
	return json.Marshal(out)
}

// some is a map that is an object even when there is nothing in it.
func some[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
