package connectsvc

import (
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/restjson"
	"github.com/rejoin-chat/rejoin/internal/sigv4"
	"github.com/rejoin-chat/rejoin/internal/token"
)

// Config is what the service needs; every member is required.
type Config struct {
	Conversations *conversation.Conversations
	Directory     *directory.Directory
	Tokens        *token.Keyring
	// Outside tells what flows can reach.
	Outside Outside
	Log     *slog.Logger
}

// Service performs the Connect operations, each resource's by a type of its own.
// It is safe for concurrent use.
type Service struct {
	unserved
	agentStatuses
	chats
	contacts
	attributes
	associations
	bots
	participants
	predefinedAttributes
	flows
	functions
	instances
	metricData
	modules
	origins
	queues
	quickConnects
	routingProfiles
	schedules
	securityProfiles
	tags
	users
	proficiencies
	views
}

// unserved holds the operations that are not served. It is embedded one level
// deeper than the resources' methods, which therefore win.
type unserved struct{ connect.Unimplemented }

var _ connect.Service = (*Service)(nil)

// New makes the service.
func New(c Config) *Service {
	b := &backend{c}
	return &Service{
		agentStatuses:        agentStatuses{b},
		chats:                chats{b},
		contacts:             contacts{b},
		attributes:           attributes{b},
		associations:         associations{b},
		bots:                 bots{b},
		participants:         participants{b},
		predefinedAttributes: predefinedAttributes{b},
		flows:                flows{b},
		functions:            functions{b},
		instances:            instances{b},
		metricData:           metricData{b},
		modules:              modules{b},
		origins:              origins{b},
		queues:               queues{b},
		quickConnects:        quickConnects{b},
		routingProfiles:      routingProfiles{b},
		schedules:            schedules{b},
		securityProfiles:     securityProfiles{b},
		tags:                 tags{b},
		users:                users{b},
		proficiencies:        proficiencies{b},
		views:                views{b},
	}
}

// backend is what the resources share.
type backend struct{ Config }

// Handler serves the operations, and those of ours beside them, over HTTP to
// callers whose signatures verify.
// Of the options, Authenticate and MapError are the service's own and are set
// here.
func (s *Service) Handler(v *sigv4.Verifier, options restjson.Options) (*restjson.Handler, error) {
	options.Authenticate = Authenticate(v)
	options.MapError = MapError
	api := connect.API(s)
	api.Routes = append(api.Routes, s.extensions()...)
	return restjson.New(api, options)
}
