package connectsvc_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/store"
)

type foundContacts struct {
	Contacts  []map[string]json.RawMessage
	NextToken string
}

// names tells which contacts were found, by the names that the test gave.
func (f foundContacts) names(of map[string]string) string {
	var list []string
	for _, c := range f.Contacts {
		var id string
		_ = json.Unmarshal(c["Id"], &id) // or it has no name
		list = append(list, of[id])
	}
	return strings.Join(list, " ")
}

// contactSearch asks for contacts by a time within an hour of the start of the tests.
func contactSearch(by, more string) string {
	return fmt.Sprintf(`{"InstanceId":%q,"TimeRange":{"Type":%q,"StartTime":1772355600,"EndTime":1772359200}%s}`, instance, by, more)
}

// crowd starts four chats a minute apart: one that only waits, one that an agent took
// on, one that is over, and one with attributes.
func crowd(t *testing.T, s *site) (names map[string]string, agent string) {
	t.Helper()
	names = map[string]string{}
	begin := func(name, more string) string {
		s.Clock.Advance(time.Minute)
		id := s.start(t, more).ContactId
		names[id] = name
		return id
	}
	waits := begin("waiting", "")
	agent = s.NewID()
	if err := s.Store.CreateResource(t.Context(), store.Resource{
		InstanceID: chat.InstanceID(instance), Kind: directory.KindUser.Store, ID: agent, Name: "bert", Spec: []byte("{}"),
	}); err != nil {
		t.Fatal(err)
	}
	taken := begin("taken", "")
	if _, err := s.Conversations.Join(t.Context(), chat.InstanceID(instance), chat.ContactID(taken), agent); err != nil {
		t.Fatal(err)
	}
	s.stop(t, begin("over", ""))
	begin("green", `,"Attributes":{"colour":"green"},"SegmentAttributes":{"team":{"ValueString":"blue"}}`)
	name := "A Big parcel"
	if err := s.Conversations.Change(t.Context(), chat.InstanceID(instance), chat.ContactID(waits),
		conversation.ContactChange{Name: &name, Tags: map[string]string{"vip": "yes"}}); err != nil {
		t.Fatal(err)
	}
	return names, agent
}

func TestContactsAreFound(t *testing.T) {
	s := newSite(t)
	names, agent := crowd(t, s)
	const initiated = "INITIATION_TIMESTAMP"
	criteria := func(text string) string { return `,"SearchCriteria":{` + text + `}` }
	for _, tt := range []struct{ by, more, want string }{
		{initiated, "", "green over taken waiting"},
		{initiated, `,"Sort":{"FieldName":"INITIATION_TIMESTAMP","Order":"ASCENDING"}`, "waiting taken over green"},
		{"ENQUEUE_TIMESTAMP", "", "green over taken waiting"},
		{"CONNECTED_TO_AGENT_TIMESTAMP", "", "taken"},
		{"DISCONNECT_TIMESTAMP", "", "over"},
		{"SCHEDULED_TIMESTAMP", "", ""},
		{initiated, criteria(`"AgentIds":["` + agent + `"]`), "taken"},
		{initiated, criteria(`"AgentIds":["` + arn("/agent/"+agent) + `"]`), "taken"},
		{initiated, criteria(`"QueueIds":["` + string(directory.BasicQueueID) + `"],"Channels":["CHAT","VOICE"]`), "green over taken waiting"},
		{initiated, criteria(`"QueueIds":["none"]`), ""},
		{initiated, criteria(`"Channels":["VOICE"]`), ""},
		{initiated, criteria(`"InitiationMethods":["TRANSFER"]`), ""},
		{initiated, criteria(`"InitiationMethods":["API","TRANSFER"]`), "green over taken waiting"},
		{initiated, criteria(`"SearchableContactAttributes":{"Criteria":[{"Key":"colour","Values":["red","green"]}]}`), "green"},
		{initiated, criteria(`"SearchableContactAttributes":{"MatchType":"MATCH_NONE","Criteria":[{"Key":"colour","Values":["green"]}]}`), "over taken waiting"},
		{initiated, criteria(`"SearchableSegmentAttributes":{"Criteria":[{"Key":"team","Values":["blue"]}]}`), "green"},
		{initiated, criteria(`"ContactTags":{"TagCondition":{"TagKey":"vip"}}`), "waiting"},
		{initiated, criteria(`"ContactTags":{"TagCondition":{"TagKey":"aws:connect:instanceId","TagValue":"` + instance + `"}}`), "green over taken waiting"},
		{initiated, criteria(`"Name":{"MatchType":"MATCH_ALL","SearchText":["big","PARCEL"]}`), "waiting"},
		{initiated, criteria(`"Name":{"MatchType":"MATCH_EXACT","SearchText":["big"]}`), ""},
		{initiated, criteria(`"AdditionalTimeRange":{"MatchType":"MATCH_ALL","Criteria":[{"TimeRange":{"Type":"DISCONNECT_TIMESTAMP","StartTime":0,"EndTime":253402300799}}]}`), "over"},
	} {
		got := read[foundContacts](t, s.call(t, "POST", "/search-contacts", contactSearch(tt.by, tt.more)))
		if got.names(names) != tt.want || got.Contacts == nil || got.NextToken != "" {
			t.Errorf("%s %s: got %q (next %t), want %q", tt.by, tt.more, got.names(names), got.NextToken != "", tt.want)
		}
	}
}

func TestContactsAreFoundPageByPage(t *testing.T) {
	s := newSite(t)
	names, _ := crowd(t, s)
	var pages []string
	token := ""
	for range 5 {
		got := read[foundContacts](t, s.call(t, "POST", "/search-contacts",
			contactSearch("INITIATION_TIMESTAMP", `,"MaxResults":3`+token)))
		pages = append(pages, got.names(names))
		if got.NextToken == "" {
			break
		}
		token = fmt.Sprintf(`,"NextToken":%q`, got.NextToken)
	}
	if want := []string{"green over taken", "waiting"}; !slices.Equal(pages, want) {
		t.Errorf("got %q, want %q", pages, want)
	}
	s.refuse(t,
		refusal{"token of another search", "POST", "/search-contacts", contactSearch("DISCONNECT_TIMESTAMP", token), 400, "InvalidParameterException", "NextToken"},
		refusal{"no time", "POST", "/search-contacts", `{"InstanceId":"` + instance + `"}`, 400, "InvalidParameterException", "TimeRange is required"},
		refusal{"an end before its start", "POST", "/search-contacts", strings.Replace(contactSearch("INITIATION_TIMESTAMP", ""), "1772359200", "1", 1), 400, "InvalidParameterException", "EndTime"},
		refusal{"another order", "POST", "/search-contacts", contactSearch("INITIATION_TIMESTAMP", `,"Sort":{"FieldName":"CHANNEL","Order":"ASCENDING"}`), 400, "InvalidParameterException", "Sort.FieldName"},
		refusal{"what nobody said", "POST", "/search-contacts", contactSearch("INITIATION_TIMESTAMP", `,"SearchCriteria":{"ContactAnalysis":{}}`), 400, "InvalidRequestException", "ContactAnalysis"},
		refusal{"another instance", "POST", "/search-contacts", strings.Replace(contactSearch("INITIATION_TIMESTAMP", ""), instance, "another", 1), 404, "ResourceNotFoundException", ""},
	)
}

// What searches, descriptions and records say of a contact is the same.
func TestRecordsAgree(t *testing.T) {
	s := newSite(t)
	names, agent := crowd(t, s)
	for id, name := range names {
		if name == "taken" {
			s.stop(t, id)
			s.Clock.Advance(time.Minute)
			if err := s.Conversations.Dismiss(t.Context(), chat.InstanceID(instance), chat.UserID(agent), chat.ContactID(id)); err != nil {
				t.Fatal(err)
			}
		}
	}
	found := read[foundContacts](t, s.call(t, "POST", "/search-contacts", contactSearch("INITIATION_TIMESTAMP", "")))
	for _, summary := range found.Contacts {
		var id string
		if err := json.Unmarshal(summary["Id"], &id); err != nil {
			t.Fatal(err)
		}
		described := describe(t, s, id)
		for member, text := range summary {
			switch have := string(described[member]); {
			case member == "AgentInfo":
				var a struct{ ConnectedToAgentTimestamp, Id json.RawMessage }
				if err := json.Unmarshal(described[member], &a); err != nil {
					t.Fatal(err)
				}
				if got := fmt.Sprintf(`{"ConnectedToAgentTimestamp":%s,"Id":%s}`, a.ConnectedToAgentTimestamp, a.Id); got != string(text) {
					t.Errorf("%s: %s is %s here and %s there", names[id], member, text, got)
				}
			case have != string(text):
				t.Errorf("%s: %s is %s here and %s there", names[id], member, text, have)
			}
		}
		s.agrees(t, id, described)
	}
}

// agrees holds a record as it is sent to a description.
func (s *site) agrees(t *testing.T, id string, described map[string]json.RawMessage) {
	t.Helper()
	data, err := s.Conversations.Told(t.Context(), store.Outgoing{ContactID: chat.ContactID(id)})
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]json.RawMessage
	if err := json.Unmarshal(data, &sent); err != nil {
		t.Fatal(err)
	}
	for member, text := range described {
		other, ok := sent[member]
		if !ok || member == "Agent" || member == "ChatMetrics" {
			continue
		}
		var seconds float64
		var at time.Time
		if json.Unmarshal(text, &seconds) == nil && json.Unmarshal(other, &at) == nil {
			if at.Unix() != int64(seconds) {
				t.Errorf("%s is %s described and %s sent", member, text, other)
			}
			continue
		}
		if string(other) != string(text) {
			t.Errorf("%s is %s described and %s sent", member, text, other)
		}
	}
	var agent struct{ AfterContactWorkDuration int }
	var info struct{ AfterContactWorkDuration int }
	if described["AgentInfo"] == nil {
		return
	}
	if err := json.Unmarshal(sent["Agent"], &agent); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(described["AgentInfo"], &info); err != nil {
		t.Fatal(err)
	}
	if agent.AfterContactWorkDuration != 60 || info.AfterContactWorkDuration != 60 {
		t.Errorf("after-contact work: got %+v described and %+v sent, want a minute", info, agent)
	}
}
