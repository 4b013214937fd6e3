package agentapp

import (
	"context"
	"maps"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// configuration is what does not change about an agent from one contact to the next.
// client: amazon-connect-streams, AgentConfiguration.
type configuration struct {
	Name                string            `json:"name"`
	Username            string            `json:"username"`
	SoftphoneEnabled    bool              `json:"softphoneEnabled"`
	SoftphoneAutoAccept bool              `json:"softphoneAutoAccept"`
	Extension           string            `json:"extension"`
	AgentARN            string            `json:"agentARN"`
	AgentPreferences    map[string]string `json:"agentPreferences"`
	RoutingProfile      routingProfile    `json:"routingProfile"`
}

type routingProfile struct {
	Name                 string         `json:"name"`
	RoutingProfileARN    string         `json:"routingProfileARN"`
	DefaultOutboundQueue queue          `json:"defaultOutboundQueue"`
	Concurrency          map[string]int `json:"channelConcurrencyMap"`
}

type configurationOutput struct {
	Configuration configuration `json:"configuration"`
}

// What pages look for in the preferences, and what it is for an agent who has not
// said. client: amazon-connect-streams src/core.js.
const (
	preferenceLanguage = "LANGUAGE"
	defaultLanguage    = "en_US"
)

// GetAgentConfiguration tells who the agent is and what his routing profile says.
func (s *Service) GetAgentConfiguration(ctx context.Context, _ *input) (*configurationOutput, error) {
	a := callerOf(ctx)
	u, p, err := s.profile(ctx, a)
	if err != nil {
		return nil, err
	}
	outbound, err := s.names.queue(ctx, a.Instance, chat.QueueID(p.Spec.DefaultQueueID))
	if err != nil {
		return nil, err
	}
	concurrency := map[string]int{"VOICE": 0, "CHAT": 0, "TASK": 0}
	for _, c := range p.Spec.Channels() {
		concurrency[c.Channel] = c.Concurrency
	}
	preferences := map[string]string{preferenceLanguage: defaultLanguage}
	maps.Copy(preferences, u.Spec.Preferences)
	names := s.Directory.Names
	return &configurationOutput{configuration{
		Name: fullName(&u), Username: u.Name, AgentARN: names.Resource(a.Instance, directory.KindUser, u.ID),
		AgentPreferences: preferences,
		RoutingProfile: routingProfile{
			Name: p.Name, RoutingProfileARN: names.Resource(a.Instance, directory.KindRoutingProfile, p.ID),
			DefaultOutboundQueue: outbound, Concurrency: concurrency,
		},
	}}, nil
}

// fullName is a user's name for people, the user name for one who has none.
func fullName(u *directory.User) string {
	if name := strings.TrimSpace(u.Spec.FirstName + " " + u.Spec.LastName); name != "" {
		return name
	}
	return u.Name
}

// UpdateAgentConfiguration keeps what an agent may choose himself, his preferences.
// The rest is for administrators, and as the library sends the whole configuration it
// is passed over. client: amazon-connect-streams, agent.setConfiguration.
func (s *Service) UpdateAgentConfiguration(ctx context.Context, in *input) (*nothing, error) {
	if in.Preferences == nil {
		return nil, nil
	}
	a := callerOf(ctx)
	return nil, s.Directory.SetUserPreferences(ctx, a.Instance, string(a.User), in.Preferences)
}

type permissionsOutput struct {
	Permissions []string `json:"permissions"`
	NextToken   *string  `json:"nextToken"`
}

// GetAgentPermissions lists what the agent may do, by names.
func (s *Service) GetAgentPermissions(ctx context.Context, _ *input) (*permissionsOutput, error) {
	out := &permissionsOutput{Permissions: []string{}}
	if s.Permissions == nil {
		return out, nil
	}
	names, err := s.Config.Permissions(ctx, callerOf(ctx))
	out.Permissions = append(out.Permissions, names...)
	return out, err
}

type countriesOutput struct {
	CountryCodes []string `json:"countryCodes"`
	NextToken    *string  `json:"nextToken"`
}

// GetDialableCountryCodes lists the countries that the agent may call, which are
// none. Pages wait for the answer before they begin.
func (s *Service) GetDialableCountryCodes(context.Context, *input) (*countriesOutput, error) {
	return &countriesOutput{CountryCodes: []string{}}, nil
}
