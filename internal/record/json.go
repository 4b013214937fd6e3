package record

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// formatVersion is that of the records of the service whose members these are.
const formatVersion = "2017-03-10"

// The form of records. Members that do not apply are null, as the service writes
// them. spec: Contact records data model.

type recordJSON struct {
	AWSAccountID               string                  `json:"AWSAccountId"`
	FormatVersion              string                  `json:"AWSContactTraceRecordFormatVersion"`
	Agent                      *agentJSON              `json:"Agent"`
	AgentConnectionAttempts    int                     `json:"AgentConnectionAttempts"`
	Attributes                 map[string]string       `json:"Attributes"`
	Channel                    string                  `json:"Channel"`
	ChatMetrics                *metricsJSON            `json:"ChatMetrics"`
	ConnectedToSystemTimestamp *string                 `json:"ConnectedToSystemTimestamp"`
	ContactAssociationID       *chat.ContactID         `json:"ContactAssociationId"`
	ContactID                  chat.ContactID          `json:"ContactId"`
	CustomerEndpoint           *string                 `json:"CustomerEndpoint"`
	CustomerID                 *string                 `json:"CustomerId"`
	DisconnectReason           *chat.DisconnectReason  `json:"DisconnectReason"`
	DisconnectTimestamp        *string                 `json:"DisconnectTimestamp"`
	InitialContactID           *chat.ContactID         `json:"InitialContactId"`
	InitiationMethod           chat.InitiationMethod   `json:"InitiationMethod"`
	InitiationTimestamp        *string                 `json:"InitiationTimestamp"`
	InstanceARN                string                  `json:"InstanceARN"`
	LastUpdateTimestamp        *string                 `json:"LastUpdateTimestamp"`
	MediaStreams               []mediaJSON             `json:"MediaStreams"`
	NextContactID              *chat.ContactID         `json:"NextContactId"`
	PreviousContactID          *chat.ContactID         `json:"PreviousContactId"`
	Queue                      *queueJSON              `json:"Queue"`
	Recording                  *recordingJSON          `json:"Recording"`
	Recordings                 []recordingJSON         `json:"Recordings"`
	References                 []referenceJSON         `json:"References"`
	RelatedContactID           *chat.ContactID         `json:"RelatedContactId"`
	RoutingCriteria            []object                `json:"RoutingCriteria"`
	SegmentAttributes          map[string]segmentValue `json:"SegmentAttributes"`
	SystemEndpoint             *string                 `json:"SystemEndpoint"`
	Tags                       map[string]string       `json:"Tags"`
	TransferCompletedTimestamp *string                 `json:"TransferCompletedTimestamp"`
	TransferredToEndpoint      *string                 `json:"TransferredToEndpoint"`
}

type mediaJSON struct {
	Type string `json:"Type"`
}

type agentJSON struct {
	ARN                          string      `json:"ARN"`
	AcceptedByAgentTimestamp     *string     `json:"AcceptedByAgentTimestamp"`
	AfterContactWorkDuration     int64       `json:"AfterContactWorkDuration"`
	AfterContactWorkEndTimestamp *string     `json:"AfterContactWorkEndTimestamp"`
	AfterContactWorkStartTime    *string     `json:"AfterContactWorkStartTimestamp"`
	AgentInteractionDuration     int64       `json:"AgentInteractionDuration"`
	ConnectedToAgentTimestamp    *string     `json:"ConnectedToAgentTimestamp"`
	CustomerHoldDuration         int64       `json:"CustomerHoldDuration"`
	AgentInitiatedHoldDuration   int64       `json:"AgentInitiatedHoldDuration"`
	HierarchyGroups              *string     `json:"HierarchyGroups"`
	LongestHoldDuration          int64       `json:"LongestHoldDuration"`
	NumberOfHolds                int         `json:"NumberOfHolds"`
	RoutingProfile               *namedJSON  `json:"RoutingProfile"`
	StateTransitions             []watchJSON `json:"StateTransitions"`
	Username                     *string     `json:"Username"`
}

// watchJSON has the small letters of the service's documentation.
type watchJSON struct {
	State string  `json:"state"`
	From  *string `json:"stateStartTimestamp"`
	To    *string `json:"stateEndTimestamp"`
}

type namedJSON struct {
	ARN  string `json:"ARN"`
	Name string `json:"Name"`
}

type queueJSON struct {
	ARN              string  `json:"ARN"`
	Name             *string `json:"Name"`
	EnqueueTimestamp *string `json:"EnqueueTimestamp"`
	DequeueTimestamp *string `json:"DequeueTimestamp"`
	Duration         int64   `json:"Duration"`
}

type recordingJSON struct {
	StorageType     string  `json:"StorageType"`
	Location        string  `json:"Location"`
	MediaStreamType string  `json:"MediaStreamType"`
	ParticipantType string  `json:"ParticipantType"`
	StartTimestamp  *string `json:"StartTimestamp"`
	StopTimestamp   *string `json:"StopTimestamp"`
	Status          string  `json:"Status"`
	DeletionReason  *string `json:"DeletionReason"`
}

type referenceJSON struct {
	Name   string `json:"Name"`
	Type   string `json:"Type"`
	Value  string `json:"Value"`
	Status string `json:"Status,omitempty"`
}

// JSON is the record as it is sent.
func (r *Record) JSON(n Names) ([]byte, error) {
	out := recordJSON{
		AWSAccountID: n.Account, FormatVersion: formatVersion,
		Agent: r.agentJSON(n), AgentConnectionAttempts: r.Attempts, Attributes: orEmpty(r.Attributes),
		Channel: r.Channel, ChatMetrics: r.metricsJSON(),
		ConnectedToSystemTimestamp: stamp(r.ConnectedAt), ContactAssociationID: some(r.AssociationID),
		ContactID: r.ID, CustomerID: some(r.CustomerID), DisconnectReason: some(r.DisconnectReason),
		DisconnectTimestamp: stamp(r.DisconnectedAt), InitialContactID: some(r.InitialID),
		InitiationMethod: r.Method, InitiationTimestamp: stamp(r.InitiatedAt), InstanceARN: n.Instance,
		LastUpdateTimestamp: stamp(r.UpdatedAt), MediaStreams: []mediaJSON{{r.Channel}},
		NextContactID: some(r.NextID), PreviousContactID: some(r.PreviousID), Queue: r.queueJSON(n),
		Recordings: r.recordings(n), References: references(r.References), RelatedContactID: some(r.RelatedID),
		SegmentAttributes: orEmpty(segmentValues(r.SegmentAttributes)), Tags: r.Tags,
		TransferCompletedTimestamp: stamp(r.TransferredAt),
	}
	if r.Criteria != nil { // the service keeps the last three, and this the last
		out.RoutingCriteria = []object{asRecord.criteria(r.Criteria)}
	}
	return json.Marshal(out)
}

func (r *Record) agentJSON(n Names) *agentJSON {
	a := r.Agent
	if a == nil {
		return nil
	}
	out := &agentJSON{
		ARN: n.Agent, Username: some(n.Username),
		AcceptedByAgentTimestamp: stamp(a.AcceptedAt), ConnectedToAgentTimestamp: stamp(a.ConnectedAt),
		AfterContactWorkStartTime: stamp(a.AfterStart), AfterContactWorkEndTimestamp: stamp(a.AfterEnd),
		AfterContactWorkDuration: seconds(a.After), AgentInteractionDuration: seconds(a.Interaction),
	}
	for _, w := range a.Watch {
		state := chat.MonitorsSilently
		if w.Heard {
			state = chat.MonitorsBarge
		}
		out.StateTransitions = append(out.StateTransitions, watchJSON{string(state), stamp(w.From), stamp(w.To)})
	}
	if a.ProfileID != "" {
		out.RoutingProfile = &namedJSON{n.Profile, n.ProfileName}
	}
	return out
}

func (r *Record) queueJSON(n Names) *queueJSON {
	if r.Queue == nil {
		return nil
	}
	return &queueJSON{
		ARN: n.Queue, Name: some(n.QueueName), EnqueueTimestamp: stamp(r.Queue.EnqueuedAt),
		DequeueTimestamp: stamp(r.Queue.DequeuedAt), Duration: seconds(r.Queue.Duration),
	}
}

func (r *Record) recordings(n Names) []recordingJSON {
	if r.Transcript == "" {
		return []recordingJSON{}
	}
	return []recordingJSON{{
		StorageType: "S3", Location: n.Transcripts + "/" + r.Transcript, MediaStreamType: r.Channel,
		ParticipantType: "ALL", StartTimestamp: stamp(r.InitiatedAt), StopTimestamp: stamp(r.DisconnectedAt),
		Status: "AVAILABLE",
	}}
}

// references are a list, in the order of their names.
func references(m map[string]chat.Reference) []referenceJSON {
	out := make([]referenceJSON, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		out = append(out, referenceJSON{name, m[name].Type, m[name].Value, m[name].Status})
	}
	return out
}

// stamp writes a time, nil for none.
func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(second(t))
}

func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// some is a value, nil for the zero one.
func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}

func orEmpty[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return m
}
