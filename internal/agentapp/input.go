package agentapp

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// input are the members that any operation reads. Clients send others beside them,
// such as the credential once more, and members that an operation has no use for.
// client: amazon-connect-streams src/client.js.
type input struct {
	ContactID, ConnectionID, ParticipantID *string

	TransportType, NextToken, RefreshToken *string
	TargetMonitorMode                      *string
	Timeout, MaxResults                    *int64
	QueueARNs                              []string

	State            *stateChoice
	EnqueueNextState *bool
	Preferences      map[string]string
	Endpoint         *endpointChoice

	IssueCode, Description *string
	LogEvents              int
}

// stateChoice is a status that the agent takes.
type stateChoice struct{ ARN *string }

// endpointChoice is a place to which the agent transfers a contact.
type endpointChoice struct{ ARN, Type *string }

// Decode implements restjson.Input.
func (in *input) Decode(r *restjson.Request) { r.Body(in.read) }

func (in *input) read(r *restjson.Reader) {
	for name, more := r.Object(); more; name, more = r.Next(name) {
		if text := in.text(name); text != nil {
			*text = restjson.ReadMember(r, (*restjson.Reader).Text)
			continue
		}
		switch name {
		case "timeout":
			in.Timeout = restjson.ReadMember(r, (*restjson.Reader).Int64)
		case "maxResults":
			in.MaxResults = restjson.ReadMember(r, (*restjson.Reader).Int64)
		case "queueARNs":
			in.QueueARNs = restjson.ReadList(r, (*restjson.Reader).Text)
		case "state":
			in.State = restjson.ReadMember(r, readState)
		case "enqueueNextState":
			in.EnqueueNextState = restjson.ReadMember(r, (*restjson.Reader).Bool)
		case "configuration":
			if p := restjson.ReadMember(r, readPreferences); p != nil {
				in.Preferences = *p
			}
		case "endpoint":
			in.Endpoint = restjson.ReadMember(r, readEndpoint)
		case "logEvents":
			in.LogEvents = len(restjson.ReadList(r, func(r *restjson.Reader) nothing { r.Skip(); return nothing{} }))
		default:
			r.Skip()
		}
	}
}

// text is where the member of a name is kept that is a text, nil for none.
func (in *input) text(name string) **string {
	switch name {
	case "contactId":
		return &in.ContactID
	case "connectionId":
		return &in.ConnectionID
	case "participantId":
		return &in.ParticipantID
	case "transportType":
		return &in.TransportType
	case "nextToken":
		return &in.NextToken
	case "refreshToken":
		return &in.RefreshToken
	case "targetMonitorMode":
		return &in.TargetMonitorMode
	case "issueCode":
		return &in.IssueCode
	case "description":
		return &in.Description
	}
	return nil
}

func readState(r *restjson.Reader) stateChoice {
	var s stateChoice
	for name, more := r.Object(); more; name, more = r.Next(name) {
		if name == "agentStateARN" {
			s.ARN = restjson.ReadMember(r, (*restjson.Reader).Text)
		} else {
			r.Skip()
		}
	}
	return s
}

func readEndpoint(r *restjson.Reader) endpointChoice {
	var e endpointChoice
	for name, more := r.Object(); more; name, more = r.Next(name) {
		switch name {
		case "endpointARN":
			e.ARN = restjson.ReadMember(r, (*restjson.Reader).Text)
		case "type":
			e.Type = restjson.ReadMember(r, (*restjson.Reader).Text)
		default:
			r.Skip()
		}
	}
	return e
}

// readPreferences reads what can be changed of a configuration; nil when that is not
// among it.
func readPreferences(r *restjson.Reader) map[string]string {
	var preferences map[string]string
	for name, more := r.Object(); more; name, more = r.Next(name) {
		if name == "agentPreferences" {
			preferences = restjson.ReadMap(r, (*restjson.Reader).Text)
		} else {
			r.Skip()
		}
	}
	return preferences
}

// The bounds of members, where no other rule bounds them.
const (
	maxText   = 2048
	maxQueues = 500
)

// Validate implements restjson.Input.
func (in *input) Validate(v *restjson.Violations) {
	text := func(v *restjson.Violations, s string) { v.MaxChars(s, maxText) }
	for _, name := range []string{"contactId", "connectionId", "participantId", "transportType", "nextToken", "refreshToken", "issueCode", "description", "targetMonitorMode"} {
		restjson.Member(v, name, *in.text(name), text)
	}
	restjson.List(v, "queueARNs", in.QueueARNs, func(v *restjson.Violations, arns []string) {
		v.MaxItems(len(arns), maxQueues)
		restjson.Items(v, arns, text)
	})
}

// require refuses an input without a member that it needs.
func (in *input) require(needs []string) error {
	var missing restjson.Violations
	for _, name := range needs {
		missing.Required(name, in.has(name))
	}
	if len(missing) > 0 {
		return refuse(codeConfiguration, missing.String())
	}
	return nil
}

func (in *input) has(name string) bool {
	switch name {
	case "queueARNs":
		return in.QueueARNs != nil
	case "endpoint":
		return in.Endpoint != nil
	case "state.agentStateARN":
		return in.State != nil && value(in.State.ARN) != ""
	}
	return strings.TrimSpace(value(*in.text(name))) != ""
}

// value is that of an optional member.
func value[T any](v *T) T {
	if v == nil {
		var none T
		return none
	}
	return *v
}
