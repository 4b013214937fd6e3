package agentapp

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// operationTransport is the operation whose failure ends a page's push.
const operationTransport = "CreateTransport"

// OperationSnapshot is the operation that each page calls again and again for as long
// as somebody is signed in.
const OperationSnapshot = "GetAgentSnapshot"

// pathUnknown is where requests go that name no operation.
const pathUnknown = "/-"

// nothing is the answer of an operation that has nothing to tell.
type nothing struct{}

// api is the table of operations. Those with a name in small letters are in no model
// that the library brings: a page that does not go through its worker sends them.
// client: amazon-connect-streams src/client.js, API method names.
func (s *Service) api() restjson.API {
	return restjson.API{
		Name: "AmazonConnectCTIService",
		Routes: slices.Concat([]restjson.Route{
			operation(operationTransport, s.CreateTransport, "transportType"),
			operation(OperationSnapshot, s.GetAgentSnapshot),
			operation("GetAgentConfiguration", s.GetAgentConfiguration),
			operation("GetAgentStates", s.GetAgentStates),
			operation("GetAgentPermissions", s.GetAgentPermissions),
			operation("GetDialableCountryCodes", s.GetDialableCountryCodes),
			operation("GetRoutingProfileQueues", s.GetRoutingProfileQueues),
			operation("PutAgentState", s.PutAgentState, "state.agentStateARN"),
			operation("UpdateAgentConfiguration", s.UpdateAgentConfiguration),
			operation("AcceptContact", s.AcceptContact, "contactId"),
			operation("RejectContact", s.RejectContact, "contactId"),
			operation("ClearContact", s.ClearContact, "contactId"),
			operation("CompleteContact", s.ClearContact, "contactId"),
			operation("DestroyConnection", s.DestroyConnection, "contactId", "connectionId"),
			operation("CreateAdditionalConnection", s.TransferContact, "contactId", "endpoint"),
			operation("transferContact", s.TransferContact, "contactId", "endpoint"),
			operation("addNewConnection", s.AddNewConnection, "contactId", "endpoint"),
			operation("GetEndpoints", s.GetEndpoints, "queueARNs"),
			operation("NotifyContactIssue", s.NotifyContactIssue, "contactId"),
			operation("SendClientLogs", s.SendClientLogs),
			operation("UpdateMonitorParticipantState", s.UpdateMonitorParticipantState, "contactId"),
			operation("GetNewAuthToken", s.GetNewAuthToken, "refreshToken"),
			{Operation: described("Unknown", pathUnknown), Method: restjson.Bind(unknownOperation)},
		}, elsewhere()),
		NewError:        func(code, message string) restjson.ModelledError { return &apiError{code, message} },
		InternalError:   codeInternal,
		ViolationErrors: []string{codeConfiguration},
	}
}

// operation is a route for a method that needs some members of its input.
func operation[O any](name string, method func(context.Context, *input) (*O, error), needs ...string) restjson.Route {
	return restjson.Route{
		Operation: described(name, "/"+name),
		Method: restjson.Bind(func(ctx context.Context, in *input) (*O, error) {
			if err := in.require(needs); err != nil {
				return nil, err
			}
			return method(ctx, in)
		}),
	}
}

func described(name, path string) restjson.Operation {
	return restjson.Operation{
		Name: name, Verb: http.MethodPost, Path: path, Errors: slices.Sorted(maps.Keys(statuses)),
	}
}

func unknownOperation(context.Context, *input) (*nothing, error) {
	return nil, refuse(codeOperation, "there is no such operation")
}

// elsewhere are the operations for contacts that are not chats.
func elsewhere() []restjson.Route {
	var routes []restjson.Route
	for _, name := range []string{
		"ConferenceConnections", "HoldConnection", "ResumeConnection", "ToggleActiveConnections", "PauseContact", "ResumeContact",
		"CreateOutboundContact", "CreateTaskContact", "MuteParticipant", "UnmuteParticipant", "SendDigits",
		"SendSoftphoneCallMetrics", "SendSoftphoneCallReport",
	} {
		routes = append(routes, operation(name, notForChats))
	}
	return routes
}

func notForChats(context.Context, *input) (*nothing, error) {
	return nil, refuse(codeContactType, "the contact is a chat, for which there is no such operation")
}
