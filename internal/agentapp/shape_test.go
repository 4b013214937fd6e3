package agentapp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/agentapp"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// shape writes an answer with the ids and tokens in it replaced, to be compared.
func shape(t testing.TB, o any) string {
	t.Helper()
	text, err := json.MarshalIndent(o, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	return regexp.MustCompile(`c0ffee00-[0-9a-f-]+|\\"ConnectionAuthenticationToken\\":\\"[^"\\]+`).ReplaceAllStringFunc(string(text), func(id string) string {
		if strings.HasPrefix(id, `\"Conn`) {
			return `\"ConnectionAuthenticationToken\":\"TOKEN`
		}
		if names[id] == "" {
			names[id] = fmt.Sprintf("ID%d", len(names)+1)
		}
		return names[id]
	})
}

const root = "arn:aws:connect:local-1:000000000000:instance/2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000001/"

func TestTheShapeOfAnAgentWithoutContacts(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	s.Clock.Advance(1500 * time.Millisecond)
	equal(t, "snapshot", shape(t, ann.sees()), `{
 "agentAvailabilityState": {
  "state": "Available",
  "timeStamp": 1772355600
 },
 "contacts": [],
 "nextState": null,
 "snapshotTimestamp": 1772355601.500,
 "state": {
  "agentStateARN": "`+root+`agent-state/2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000401",
  "name": "Available",
  "startTimestamp": 1772355600,
  "type": "routable"
 }
}`)
}

// client: amazon-connect-streams src/api.js, Contact, Connection.
func TestTheShapeOfAContact(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	c, id := ann.offered()
	ctx, contact := t.Context(), chat.ContactID(id)
	if err := s.Conversations.UpdateAttributes(ctx, instance, c.SessionID.Initial(), map[string]string{"tier": "gold"}); err != nil {
		t.Fatal(err)
	}
	name := "An order"
	if err := s.Conversations.Change(ctx, instance, contact, conversation.ContactChange{
		Name: &name, References: map[string]chat.Reference{"site": {Type: "URL", Value: "https://shop.test"}},
		Segment: map[string]chat.SegmentValue{
			"mine": chat.TextValue("x"), "count": {Integer: new(int64)}, "tree": {Map: map[string]chat.SegmentValue{"leaf": chat.TextValue("y")}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/contact.json")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "contact", strings.ReplaceAll(shape(t, ann.has()), root, "ROOT/")+"\n", string(want))
}

// What the published library fails without, found by leaving out one member after
// another. client: amazon-connect-streams src/core.js, src/api.js.
func TestWhatTheLibraryCannotDoWithout(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	needs := func(what string, o object, members ...string) {
		t.Helper()
		for _, path := range members {
			at, last := o, path
			for outer, inner, more := strings.Cut(last, "."); more; outer, inner, more = strings.Cut(last, ".") {
				at, last = at.object(outer), inner
			}
			if at[last] == nil || at[last] == "" {
				t.Errorf("%s has no %s: %v", what, path, o)
			}
		}
	}
	check := func() {
		t.Helper()
		needs("the snapshot", ann.sees(), "contacts", "state", "state.type", "state.name", "state.startTimestamp", "snapshotTimestamp")
		for _, c := range ann.holds() {
			needs("the contact", c, "state.type", "state.timestamp", "connections", "attributes", "contactId", "initialContactId", "type", "contactDuration")
			for _, conn := range c.list("connections") {
				needs("the connection", conn, "connectionId", "state.type", "state.timestamp", "chatMediaInfo", "type", "endpoint.type", "monitorCapabilities")
			}
		}
	}
	check() // who never took a status
	ann.takes("Available", false)
	for _, end := range []func(id string){
		func(id string) { ann.does("RejectContact", object{"contactId": id}) },
		func(id string) { ann.does("AcceptContact", object{"contactId": id}) },
	} {
		_, id := ann.offered()
		check()
		end(id)
		check()
	}
	needs("the configuration", ann.does("GetAgentConfiguration", object{}), "configuration.name", "configuration.agentARN",
		"configuration.routingProfile.name", "configuration.routingProfile.routingProfileARN", "configuration.routingProfile.channelConcurrencyMap.CHAT",
		"configuration.routingProfile.defaultOutboundQueue.queueARN", "configuration.agentPreferences")
	needs("the queues", ann.does("GetRoutingProfileQueues", object{}), "queues")
	needs("the states", ann.does("GetAgentStates", object{}), "states")
	needs("the permissions", ann.does("GetAgentPermissions", object{}), "permissions")
	needs("the countries", ann.does("GetDialableCountryCodes", object{}), "countryCodes")
	socket := ann.does("CreateTransport", object{"transportType": "web_socket"}).object("webSocketTransport")
	if life, _ := socket["transportLifeTimeInSeconds"].(json.Number).Int64(); life < 300 || !strings.HasPrefix(socket["url"].(string), "wss://") {
		t.Errorf("got socket %v, want a wss URL for 300 seconds or more", socket)
	}
	// getInstanceId and getAWSAccountId read the profile's ARN, log lines a queue's.
	profile := ann.does("GetAgentConfiguration", object{}).object("configuration").object("routingProfile")["routingProfileARN"].(string)
	if !regexp.MustCompile(`:[0-9]+:instance/[0-9a-f-]+/`).MatchString(profile) {
		t.Errorf("got routing profile %s, want the account and the instance in it", profile)
	}
	own := ann.does("GetRoutingProfileQueues", object{}).list("queues")
	equal(t, "the agent's own queue", own[len(own)-1]["queueARN"], any(root+"queue/agent/"+string(ann.user)))
}

func TestTheConfiguration(t *testing.T) {
	s := newSite(t, func(c *agentapp.Config) {
		c.Permissions = func(_ context.Context, a agentapp.Agent) ([]string, error) {
			return []string{"outboundCall", a.Login}, nil
		}
	})
	ann := s.hires(t, "ann")
	equal(t, "configuration", shape(t, ann.does("GetAgentConfiguration", object{}).object("configuration")), `{
 "agentARN": "`+root+`agent/ID1",
 "agentPreferences": {
  "LANGUAGE": "en_US"
 },
 "extension": "",
 "name": "Ann Agent",
 "routingProfile": {
  "channelConcurrencyMap": {
   "CHAT": 2,
   "TASK": 0,
   "VOICE": 0
  },
  "defaultOutboundQueue": {
   "name": "BasicQueue",
   "queueARN": "`+root+`queue/2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000101"
  },
  "name": "Basic Routing Profile",
  "routingProfileARN": "`+root+`routing-profile/2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000301"
 },
 "softphoneAutoAccept": false,
 "softphoneEnabled": false,
 "username": "ann"
}`)
	equal(t, "permissions", fmt.Sprint(ann.does("GetAgentPermissions", object{})["permissions"]), "[outboundCall ann]")
	equal(t, "queues", shape(t, ann.does("GetRoutingProfileQueues", object{"routingProfileARN": "any", "maxResults": 1})), `{
 "nextToken": null,
 "queues": [
  {
   "name": "BasicQueue",
   "queueARN": "`+root+`queue/2d1c3b7a-9f5e-4c0d-8a6b-1e0f00000101"
  },
  {
   "name": null,
   "queueARN": "`+root+`queue/agent/ID1"
  }
 ]
}`)
}

func TestStatusesAreListedInTheirOrder(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	for i, draft := range []directory.AgentStatusDraft{
		{Name: "Zumba"}, {Name: "Break", DisplayOrder: 3}, {Name: "Gone", Disabled: true}, {Name: "Admin"},
	} {
		if _, err := s.Directory.CreateAgentStatus(t.Context(), instance, draft); err != nil {
			t.Fatal(i, err)
		}
	}
	var got []string
	for _, state := range ann.does("GetAgentStates", object{"maxResults": 500}).list("states") {
		got = append(got, fmt.Sprint(state["name"], " ", state["type"]))
	}
	equal(t, "statuses", strings.Join(got, ", "), "Available routable, Offline offline, Break not_routable, Admin not_routable, Zumba not_routable")
}

func TestPreferencesAreKept(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	kept := func() string {
		return fmt.Sprint(ann.does("GetAgentConfiguration", object{}).object("configuration")["agentPreferences"])
	}
	ann.does("UpdateAgentConfiguration", object{"configuration": object{
		"name": "Eve", "extension": "x", "agentPreferences": object{"locale": "de_DE", "theme": "dark"},
	}})
	equal(t, "preferences", kept(), "map[LANGUAGE:en_US locale:de_DE theme:dark]")
	equal(t, "name", ann.does("GetAgentConfiguration", object{}).object("configuration")["name"], any("Ann Agent"))
	ann.does("UpdateAgentConfiguration", object{"configuration": object{"name": "Eve"}})
	equal(t, "preferences after none were sent", kept(), "map[LANGUAGE:en_US locale:de_DE theme:dark]")
	ann.fails("UpdateAgentConfiguration", object{"configuration": object{"agentPreferences": object{"a": strings.Repeat("a", 4096)}}}, "InvalidConfigurationException")
	ann.does("UpdateAgentConfiguration", object{"configuration": object{"agentPreferences": object{"LANGUAGE": "fr_FR"}}})
	equal(t, "preferences replaced", kept(), "map[LANGUAGE:fr_FR]")
}

// A token with less than a minute or more than 24 days to live makes pages ask
// without a pause. client: amazon-connect-chatjs src/core/chatController.js.
func TestTheLifeOfAChatToken(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.offered()
	token := ann.does("CreateTransport", object{"transportType": "chat_token", "contactId": id, "participantId": ann.connectionID()}).object("chatTokenTransport")
	expiry, err := time.Parse(time.RFC3339, token["expiry"].(string))
	if left := time.Until(expiry); err != nil || left < 5*time.Minute || left > 24*24*time.Hour {
		t.Errorf("the token expires at %v (%v), want in five minutes to 24 days", token["expiry"], err)
	}
	claims, err := s.Tokens.VerifyConnection(token["participantToken"].(string), s.Clock.Now(), 0)
	if err != nil || string(claims.ParticipantID) != ann.connectionID() || string(claims.ContactID) != id || claims.InstanceID != instance {
		t.Errorf("got claims %+v, %v, want those of the agent's participant", claims, err)
	}
}

func TestAContactInTheAgentsOwnQueue(t *testing.T) {
	s := newSite(t)
	ann := s.hires(t, "ann")
	ann.takes("Available", false)
	_, id := ann.talksIn()
	to := s.quickConnect(t, "Ann", directory.Destination{Type: directory.ToUser, UserID: string(ann.user)})
	ann.does("transferContact", object{"contactId": id, "endpoint": object{"endpointARN": to}})
	ann.does("ClearContact", object{"contactId": id})
	c, err := s.Conversations.Describe(t.Context(), instance, chat.ContactID(id))
	if err != nil {
		t.Fatal(err)
	}
	if done, err := s.Conversations.Offer(t.Context(), c.Session.ID, c.Session.ContactID, ann.user); err != nil || !done {
		t.Fatalf("Offer: %t, %v", done, err)
	}
	queue := ann.has().object("queue")
	equal(t, "queue", queue["queueARN"], any(root+"queue/agent/"+string(ann.user)))
	equal(t, "its name", queue["name"], nil)
}

func TestRenewingIsTheSignInsOwn(t *testing.T) {
	s := newSite(t, func(c *agentapp.Config) {
		c.Renew = func(_ context.Context, a agentapp.Agent, refresh string) (string, time.Time, error) {
			if refresh != "good" {
				return "", time.Time{}, chat.Denied()
			}
			return a.Login + " again", servicetest.Start, nil
		}
	})
	ann := s.hires(t, "ann")
	equal(t, "renewed", shape(t, ann.does("GetNewAuthToken", object{"refreshToken": "good"})), `{
 "expirationDateTime": "2026-03-01T09:00:00.000Z",
 "newAuthToken": "ann again"
}`)
	ann.fails("GetNewAuthToken", object{"refreshToken": "bad"}, "RefreshTokenExpiredException")
}
