package record

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// play changes a contact step by step and tells what each step means: the events,
// and whether a record is due.
func play(steps ...func(*chat.Contact)) (told []string) {
	var before *chat.Contact
	var c chat.Contact
	for n, step := range steps {
		c.UpdatedAt = after(n)
		step(&c)
		now := c
		change := Change{Before: before, After: &now}
		var names []string
		for _, e := range change.Events() {
			names = append(names, strings.Join(append([]string{string(e.Type)}, e.Updated...), "+"))
		}
		told = append(told, fmt.Sprintf("%s %t", strings.Join(names, " "), change.Due()))
		before = &now
	}
	return told
}

func TestEventsOfAContact(t *testing.T) {
	queue := func(c *chat.Contact) { c.EnqueuedAt = after(2) }
	met := func(c *chat.Contact) {
		c.Agent = chat.AgentInfo{UserID: "a", AcceptedAt: after(3), ConnectedAt: after(3)}
	}
	over := func(c *chat.Contact) { c.DisconnectedAt = after(4) }
	got := play(
		func(c *chat.Contact) { c.InitiatedAt, c.ConnectedAt = after(0), after(0) },
		queue, met,
		func(c *chat.Contact) { c.Tags = map[string]string{"a": "b"} },
		over,
		func(c *chat.Contact) { c.Agent.EndedAt, c.Agent.ClearedAt = after(4), after(5) },
		func(c *chat.Contact) { c.SegmentAttributes = map[string]chat.SegmentValue{"a": {}} },
	)
	want := []string{
		"INITIATED CONNECTED_TO_SYSTEM false", "QUEUED false", "CONNECTED_TO_AGENT false",
		"CONTACT_DATA_UPDATED+Tags false", "DISCONNECTED false", "COMPLETED true",
		"CONTACT_DATA_UPDATED+Segment Attributes true",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	got = play(func(c *chat.Contact) { c.InitiatedAt, c.ConnectedAt = after(0), after(0); queue(c); over(c) })
	if want := "INITIATED CONNECTED_TO_SYSTEM QUEUED DISCONNECTED COMPLETED true"; got[0] != want {
		t.Errorf("all at once: got %s, want %s", got[0], want)
	}
}

var names = Names{
	Account: "1", Region: "eu-central-1", Instance: "arn:i", Contact: "arn:c", Queue: "arn:q", QueueType: "STANDARD",
	QueueName: "Basic", Agent: "arn:a", Username: "ada", Profile: "arn:p", ProfileName: "Usual", Transcripts: "bucket",
}

func handled() chat.Contact {
	return chat.Contact{
		ID: "second", SessionID: "first", InstanceID: "i", PreviousID: "first", QueueID: "q", InitiatedAt: after(0), ConnectedAt: after(0),
		InitiationMethod: chat.InitiatedByTransfer, EnqueuedAt: after(1), DequeuedAt: after(5), DisconnectedAt: after(65),
		DisconnectReason: chat.DisconnectAgent, UpdatedAt: after(75), Attempts: 1,
		Agent: chat.AgentInfo{
			UserID: "a", ProfileID: "p", AcceptedAt: after(4), ConnectedAt: after(5), EndedAt: after(65), ClearedAt: after(75),
		},
		Archive: chat.Archive{Key: "key.json", Confirmed: true}, Talk: &chat.Talk{Messages: 3},
	}
}

func TestTheFormOfAnEvent(t *testing.T) {
	c := handled()
	got, err := Event{Type: Completed}.JSON("id", after(75), &c, names)
	want := `{"version":"0","id":"id","detail-type":"Amazon Connect Contact Event","source":"aws.connect","account":"1","time":"2026-03-01T09:31:15Z","region":"eu-central-1","resources":["arn:i","arn:c"],"detail":{"eventType":"COMPLETED","contactId":"second","contactArn":"arn:c","initialContactId":"first","previousContactId":"first","channel":"CHAT","instanceArn":"arn:i","initiationMethod":"TRANSFER","initiationTimestamp":"2026-03-01T09:30:00.000Z","connectedToSystemTimestamp":"2026-03-01T09:30:00.000Z","disconnectTimestamp":"2026-03-01T09:31:05.000Z","disconnectReason":"AGENT_DISCONNECT","queueInfo":{"queueArn":"arn:q","queueType":"STANDARD","enqueueTimestamp":"2026-03-01T09:30:01.000Z"},"agentInfo":{"agentArn":"arn:a","acceptedByAgentTimestamp":"2026-03-01T09:30:04.000Z","connectedToAgentTimestamp":"2026-03-01T09:30:05.000Z","afterContactWorkStartTimestamp":"2026-03-01T09:31:05.000Z","afterContactWorkEndTimestamp":"2026-03-01T09:31:15.000Z","afterContactWorkDuration":10},"tags":{"aws:connect:instanceId":"i"}}}`
	if err != nil || string(got) != want {
		t.Errorf("error %v, got\n%s\nwant\n%s", err, got, want)
	}
}

func TestTheFormOfARecord(t *testing.T) {
	r := Of(Source{Contact: handled(), Root: "first"})
	text, err := r.JSON(names)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	agent := got["Agent"].(map[string]any)
	queue := got["Queue"].(map[string]any)
	recording := got["Recordings"].([]any)[0].(map[string]any)
	for what, pair := range map[string][2]any{
		"ContactId":                   {got["ContactId"], "second"},
		"InitialContactId":            {got["InitialContactId"], "first"},
		"NextContactId":               {got["NextContactId"], nil},
		"LastUpdateTimestamp":         {got["LastUpdateTimestamp"], "2026-03-01T09:31:15Z"},
		"agent's name":                {agent["Username"], "ada"},
		"routing profile":             {agent["RoutingProfile"].(map[string]any)["Name"], "Usual"},
		"interaction":                 {agent["AgentInteractionDuration"], 60.0},
		"after-contact work":          {agent["AfterContactWorkDuration"], 10.0},
		"seconds in the queue":        {queue["Duration"], 4.0},
		"transcript":                  {recording["Location"], "bucket/key.json"},
		"messages":                    {got["ChatMetrics"].(map[string]any)["ContactMetrics"].(map[string]any)["TotalMessages"], 3.0},
		"the system's tag":            {got["Tags"].(map[string]any)["aws:connect:instanceId"], "i"},
		"attributes, of which no are": {len(got["Attributes"].(map[string]any)), 0},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", what, pair[0], pair[1])
		}
	}
	if r.Abandoned() || r.Queue.Duration != 4*time.Second {
		t.Errorf("got abandoned %t, %v in the queue", r.Abandoned(), r.Queue.Duration)
	}
}

// Routing criteria have the names of the API in records, where they are a list, and
// small first letters in events.
func TestTheFormOfRoutingCriteria(t *testing.T) {
	c := &Criteria{Index: 1, ActivatedAt: after(1), Steps: []Step{
		{Status: "EXPIRED", Seconds: 10, ExpiresAt: after(11), Expression: Expression{And: []Expression{
			{Condition: &Condition{Name: "Language", Value: "fr", Min: 3, Max: 5}}, {Not: &Condition{Name: "Place", Value: "AZ", Min: 1, Max: 2}},
		}}},
		{Status: "JOINED", Expression: Expression{Condition: &Condition{AgentIDs: []string{"a"}}}},
	}}
	r := Of(Source{Contact: handled(), Criteria: c})
	text, err := r.JSON(names)
	const inRecord = `"RoutingCriteria":[{"ActivationTimestamp":"2026-03-01T09:30:01Z","Index":1,"Steps":[{"Expiry":{"DurationInSeconds":10,"ExpiryTimestamp":"2026-03-01T09:30:11Z"},"Expression":{"AndExpression":[{"AttributeCondition":{"ComparisonOperator":"NumberGreaterOrEqualTo","Name":"Language","ProficiencyLevel":3,"Value":"fr"}},{"NotAttributeCondition":{"ComparisonOperator":"Range","Name":"Place","Range":{"MaxProficiencyLevel":2,"MinProficiencyLevel":1},"Value":"AZ"}}]},"Status":"EXPIRED"},{"Expression":{"AttributeCondition":{"ComparisonOperator":"Match","MatchCriteria":{"AgentsCriteria":{"AgentIds":["a"]}}}},"Status":"JOINED"}]}]`
	if err != nil || !strings.Contains(string(text), inRecord) {
		t.Errorf("error %v, got %s, want %s in it", err, text, inRecord)
	}
	e := StepExpired()
	c.Steps = c.Steps[1:]
	e.Criteria = c
	of := handled()
	text, err = e.JSON("id", after(9), &of, names)
	const inEvent = `"routingCriteria":{"activationTimestamp":"2026-03-01T09:30:01.000Z","index":1,"steps":[{"expression":{"attributeCondition":{"comparisonOperator":"Match","matchCriteria":{"agentsCriteria":{"agentIds":["a"]}}}},"status":"JOINED"}]},"updatedProperties":["RoutingCriteria.Step.Status"]`
	if err != nil || !strings.Contains(string(text), inEvent) {
		t.Errorf("error %v, got %s, want %s in it", err, text, inEvent)
	}
}

// What has no name is null, and references are a list as consumers of records expect.
func TestNamesAndReferencesOfARecord(t *testing.T) {
	c := handled()
	c.References = map[string]chat.Reference{"b": {Type: "URL", Value: "https://b.example"}, "a": {Type: "STRING", Value: "x"}}
	nameless := names
	nameless.QueueName, nameless.Username = "", ""
	r := Of(Source{Contact: c})
	text, err := r.JSON(nameless)
	for _, want := range []string{
		`"References":[{"Name":"a","Type":"STRING","Value":"x"},{"Name":"b","Type":"URL","Value":"https://b.example"}]`,
		`"Username":null`, `"Queue":{"ARN":"arn:q","Name":null,`, `"RoutingCriteria":null`,
	} {
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("error %v, got %s, want %s in it", err, text, want)
		}
	}
}

func TestTheFormOfWhatASupervisorDid(t *testing.T) {
	c := handled()
	c.InitiationMethod = chat.InitiatedByMonitor
	r := Of(Source{Contact: c, Root: "first", Barged: []Stretch{{From: after(20)}}})
	text, err := r.JSON(names)
	want := `"StateTransitions":[{"state":"SILENT_MONITOR","stateStartTimestamp":"2026-03-01T09:30:05Z","stateEndTimestamp":"2026-03-01T09:30:20Z"},` +
		`{"state":"BARGE","stateStartTimestamp":"2026-03-01T09:30:20Z","stateEndTimestamp":"2026-03-01T09:31:05Z"}]`
	if err != nil || !strings.Contains(string(text), want) {
		t.Errorf("error %v, got\n%s\nwant in it\n%s", err, text, want)
	}
	c.InitiationMethod = chat.InitiatedByTransfer
	r = Of(Source{Contact: c, Root: "first"})
	if text, err = r.JSON(names); err != nil || !strings.Contains(string(text), `"StateTransitions":null`) {
		t.Errorf("error %v, got\n%s\nwant none of an agent", err, text)
	}
}
