package startchat

import (
	"cmp"
	"maps"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// fallbackName is the customer's name when a request tells none.
// client: amazon-connect-chat-ui-examples startChatContactAPILocalProxy/server.js
const fallbackName = "Customer"

// The attributes that the endpoint sets by itself, for flows to refer to.
const (
	attributeName     = "customerName"
	attributeUsername = "username"
)

// authentication is the segment attribute that says who has signed in. A back end may
// tell it of its visitors; a page that signs nothing would only claim it, and flows
// believe it. spec: Pre-chat authentication using StartChatContact.
const authentication = "connect:CustomerAuthentication"

// request is what a front end asks for. Members that it left out, or left empty,
// have no value.
type request struct {
	instanceID    string
	contactFlowID string
	displayName   string
	customerName  string
	username      string
	customerID    string
	clientToken   string
	relatedID     string
	attributes    map[string]string
	contentTypes  []string
	duration      *int32
	initial       *connect.ChatMessage
	persistent    *connect.PersistentChat
	configuration *connect.ParticipantConfiguration
	segment       map[string]connect.SegmentAttributeValue
	disconnectOn  []string
}

// input is the operation that the request asks for.
func (r *request) input(instanceID, contactFlowID string) *connect.StartChatContactInput {
	name := cmp.Or(r.displayName, r.customerName, r.attributes[attributeName], r.username, fallbackName)
	return &connect.StartChatContactInput{
		InstanceId:                     new(cmp.Or(r.instanceID, instanceID)),
		ContactFlowId:                  new(cmp.Or(r.contactFlowID, contactFlowID)),
		ParticipantDetails:             &connect.ParticipantDetails{DisplayName: &name},
		Attributes:                     r.withNames(name),
		CustomerId:                     some(r.customerID),
		ClientToken:                    some(r.clientToken),
		RelatedContactId:               some(r.relatedID),
		SupportedMessagingContentTypes: r.contentTypes,
		ChatDurationInMinutes:          r.duration,
		InitialMessage:                 r.initial,
		PersistentChat:                 r.persistent,
		ParticipantConfiguration:       r.configuration,
		SegmentAttributes:              r.segment,
		DisconnectOnCustomerExit:       r.disconnectOn,
	}
}

// withNames is the attributes with what flows know the customer by; what the
// request says itself wins.
func (r *request) withNames(name string) map[string]string {
	out := map[string]string{attributeName: name}
	if r.username != "" {
		out[attributeUsername] = r.username
	}
	maps.Copy(out, r.attributes)
	return out
}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
