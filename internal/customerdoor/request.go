package customerdoor

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
)

// request is what the page asks for.
type request struct {
	DisplayName string `json:"displayName"`
	// ClientToken is a UUID: a request that is repeated with it starts nothing new.
	ClientToken string `json:"clientToken"`
	// Ticket is for the past chat to go on with; empty for a chat without a past.
	Ticket string `json:"ticket"`
}

// attributeName is the attribute by which flows know the customer's name, as at
// the start-chat endpoint.
const attributeName = "customerName"

// tokenPrefix keeps the client tokens of pages apart from those of back ends: a
// page that repeats one of theirs must not get their answer.
const tokenPrefix = "customer-page:"

// parse reads a body strictly: our own page is the only one that sends any.
func parse(body []byte) (*request, error) {
	var r request
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if !utf8.Valid(body) || decoder.Decode(&r) != nil {
		return nil, badRequest("the body must be a JSON object with displayName, clientToken and ticket")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, badRequest("the body must be one JSON object")
	}
	if _, ok := chat.ParseUUID(r.ClientToken); !ok {
		return nil, badRequest("clientToken must be a UUID")
	}
	r.DisplayName = strings.TrimSpace(r.DisplayName)
	if r.DisplayName == "" || strings.ContainsFunc(r.DisplayName, isControl) {
		return nil, badRequest("displayName must be a name")
	}
	return &r, nil
}

// isControl reports characters that a name in a log line or a list must not have:
// the controls, and those that turn the direction of the text around.
func isControl(c rune) bool {
	return c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
}

func (r *request) input(instance, flow string) *connect.StartChatContactInput {
	return &connect.StartChatContactInput{
		InstanceId:         &instance,
		ContactFlowId:      &flow,
		ParticipantDetails: &connect.ParticipantDetails{DisplayName: &r.DisplayName},
		Attributes:         map[string]string{attributeName: r.DisplayName},
		ClientToken:        new(tokenPrefix + r.ClientToken),
	}
}
