package flow_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

func to[T any](v T) *T { return &v }

func TestCheckHoursOfOperation(t *testing.T) {
	both := []string{"Equals True", "Equals False"}
	try(t, "CheckHoursOfOperation", []trial{
		{name: "open", parameters: `{"HoursOfOperationId": "h"}`, conditions: both, answer: flow.Result{Value: "True"},
			command: flow.CheckHours{HoursID: "h"}, branch: "if Equals True"},
		{name: "closed, of the target queue", conditions: both, answer: flow.Result{Value: "False"},
			command: flow.CheckHours{}, branch: "if Equals False"},
		{name: "there are none", conditions: both, answer: broken, command: flow.CheckHours{}, branch: onError},
		{name: "by reference", parameters: `{"HoursOfOperationId": "$.Attributes.h"}`, conditions: both, env: flow.Values{"$.Attributes.h": "arn:h"},
			answer: flow.Result{Value: "True"}, command: flow.CheckHours{HoursID: "arn:h"}, branch: "if Equals True"},
		{name: "a reference without a value", parameters: `{"HoursOfOperationId": "$.Attributes.h"}`, branch: onError, note: "no value"},
		{name: "a whisper may not", kind: flow.TypeAgentWhisper, branch: onError, note: "not allowed"},
	})
}

func TestCheckMetricData(t *testing.T) {
	try(t, "CheckMetricData", []trial{
		{name: "agents are there", parameters: `{"MetricType": "NumberOfAgentsAvailable"}`, conditions: []string{"NumberGreaterThan 0"},
			answer: flow.Result{Value: "2"}, command: flow.ReadMetric{Metric: flow.MetricAgentsAvailable}, branch: "if NumberGreaterThan 0"},
		{name: "nobody is there", parameters: `{"MetricType": "NumberOfAgentsStaffed"}`, conditions: []string{"NumberGreaterThan 0"},
			answer: flow.Result{Value: "0"}, command: flow.ReadMetric{Metric: flow.MetricAgentsStaffed}, branch: "on NoMatchingCondition"},
		{name: "conditions in order", parameters: `{"MetricType": "NumberOfContactsInQueue", "QueueId": "q"}`,
			conditions: []string{"NumberGreaterThan 10", "NumberGreaterOrEqualTo 5", "NumberLessThan 9"}, answer: flow.Result{Value: "7"},
			command: flow.ReadMetric{Metric: flow.MetricContactsInQueue, QueueID: "q"}, branch: "if NumberGreaterOrEqualTo 5"},
		{name: "an agent's queue", parameters: `{"MetricType": "OldestContactInQueueAgeSeconds", "AgentId": "$.Attributes.a"}`, env: flow.Values{"$.Attributes.a": "a"},
			conditions: []string{"NumberLessThan 60"}, answer: flow.Result{Value: "61"},
			command: flow.ReadMetric{Metric: flow.MetricOldestContactAge, AgentID: "a"}, branch: "on NoMatchingCondition"},
		{name: "there is no such queue", parameters: `{"MetricType": "NumberOfContactsInQueue", "QueueId": "q"}`, answer: broken,
			command: flow.ReadMetric{Metric: flow.MetricContactsInQueue, QueueID: "q"}, branch: onError},
		{name: "two queues", parameters: `{"MetricType": "NumberOfContactsInQueue", "QueueId": "q", "AgentId": "a"}`, branch: onError, note: "both"},
		{name: "an unknown metric", parameters: `{"MetricType": "Mood"}`, branch: onError, note: "MetricType must be"},
		{name: "no metric", branch: onError, note: "MetricType is missing"},
	})
}

func TestGetMetricData(t *testing.T) {
	try(t, "GetMetricData", []trial{
		{name: "of the target queue", command: flow.ReadMetrics{}, branch: "next"},
		{name: "of a queue and channel", parameters: `{"QueueId": "q", "QueueChannel": "Chat"}`, command: flow.ReadMetrics{QueueID: "q", Channel: "Chat"}, branch: "next"},
		{name: "of an agent", parameters: `{"AgentId": "a"}`, command: flow.ReadMetrics{AgentID: "a"}, branch: "next"},
		{name: "there is no such queue", answer: broken, command: flow.ReadMetrics{}, branch: onError},
		{name: "two queues", parameters: `{"QueueId": "q", "AgentId": "a"}`, branch: onError, note: "both"},
		{name: "an unknown channel", parameters: `{"QueueChannel": "Smoke"}`, branch: onError, note: "QueueChannel must be"},
	})
	got := afterAction(t, "GetMetricData", "{}", nil, nil, []string{
		"$.Metrics.Queue.Name", "$.Metrics.Queue.Size", "$.Metrics.Agents.Online.Count", "$.Metrics.Queue.OldestContactAge", "$.Metrics.Agents.Busy.Count",
	})
	if want := []string{"Care", "2", "1", "", ""}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMetricsThatAreNone(t *testing.T) {
	doc := parse(t, branching(t, "GetMetricData", "{}"))
	for _, in := range []flow.Input{flow.Result{}, flow.Fetched{Data: []byte("[]")}, flow.Fetched{}} {
		step := advance(t, doc, advance(t, doc, flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow}), flow.Start{}).State, in)
		if end, _ := step.Command.(flow.End); end.Action != onError {
			t.Errorf("%#v: got %#v, want %s", in, step.Command, onError)
		}
	}
}

func TestDequeueContactAndTransferToQueue(t *testing.T) {
	queue := func(c trial) trial { c.kind = flow.TypeCustomerQueue; return c }
	moved := flow.DequeueAndTransfer{QueueID: "q"}
	try(t, "DequeueContactAndTransferToQueue", []trial{
		queue(trial{name: "it moves", parameters: `{"QueueId": "q"}`, commands: []flow.Command{moved, flow.End{Reason: flow.EndQueued, Action: "it"}}}),
		queue(trial{name: "to an agent", parameters: `{"AgentId": "a"}`, commands: []flow.Command{flow.DequeueAndTransfer{AgentID: "a"}, flow.End{Reason: flow.EndQueued, Action: "it"}}}),
		queue(trial{name: "full", parameters: `{"QueueId": "q"}`, answer: flow.Result{Error: flow.ErrorQueueAtCapacity}, command: moved, branch: "on QueueAtCapacity"}),
		queue(trial{name: "no such queue", parameters: `{"QueueId": "q"}`, answer: broken, command: moved, branch: onError}),
		queue(trial{name: "neither", branch: onError, note: "exactly one of QueueId or AgentId"}),
		queue(trial{name: "both", parameters: `{"QueueId": "q", "AgentId": "a"}`, branch: onError, note: "exactly one of"}),
		{name: "an inbound flow may not", parameters: `{"QueueId": "q"}`, branch: onError, note: "not allowed"},
	})
}

func TestUpdateContactRoutingBehavior(t *testing.T) {
	try(t, "UpdateContactRoutingBehavior", []trial{
		{name: "priority", parameters: `{"QueuePriority": "1"}`, command: flow.SetRouting{Priority: to(1)}, branch: "next"},
		{name: "age", parameters: `{"QueueTimeAdjustmentSeconds": -30}`, command: flow.SetRouting{TimeAdjustmentSeconds: to(-30)}, branch: "next"},
		{name: "by reference", parameters: `{"QueuePriority": "$.Attributes.p"}`, env: flow.Values{"$.Attributes.p": "9"}, command: flow.SetRouting{Priority: to(9)}, branch: "next"},
		{name: "there is no error to raise", parameters: `{"QueuePriority": 5}`, answer: broken, command: flow.SetRouting{Priority: to(5)}, branch: "next", note: "could not"},
		{name: "nor for what cannot be read", parameters: `{"QueuePriority": 0}`, branch: "next", note: "QueuePriority must be"},
		{name: "nor for nothing", branch: "next", note: "exactly one of"},
	})
}

func TestTagContact(t *testing.T) {
	const six = `"a": "1", "b": "2", "c": "3", "d": "4", "e": "5", "f": "6"`
	try(t, "TagContact", []trial{
		{name: "tags", parameters: `{"Tags": {"team": "$.Attributes.t", "x": ""}}`, env: flow.Values{"$.Attributes.t": "care"},
			command: flow.SetTags{Tags: map[string]string{"team": "care", "x": ""}}, branch: "next"},
		{name: "too many for the contact", parameters: `{"Tags": {"a": "b"}}`, answer: broken, command: flow.SetTags{Tags: map[string]string{"a": "b"}}, branch: onError},
		{name: "too many at once", parameters: `{"Tags": {` + six + `, "g": "7"}}`, branch: onError, note: "1 to 6 entries"},
		{name: "none", parameters: `{"Tags": {}}`, branch: onError, note: "1 to 6 entries"},
		{name: "the system's", parameters: `{"Tags": {"aws:connect:x": "y"}}`, branch: onError, note: "the system's"},
		{name: "a long key", parameters: `{"Tags": {"` + strings.Repeat("k", 129) + `": "y"}}`, branch: onError, note: "1 to 128"},
		{name: "a long value", parameters: `{"Tags": {"a": "` + strings.Repeat("v", 257) + `"}}`, branch: onError, note: "more than 256"},
		{name: "no parameter", branch: onError, note: "Tags must be an object"},
	})
	for _, name := range []flow.ActionType{"UntagContact", "UnTagContact"} {
		try(t, name, []trial{
			{name: "keys", parameters: `{"TagKeys": ["a", "b"]}`, command: flow.RemoveTags{Keys: []string{"a", "b"}}, branch: "next"},
			{name: "it cannot be done", parameters: `{"TagKeys": ["a"]}`, answer: broken, command: flow.RemoveTags{Keys: []string{"a"}}, branch: onError},
			{name: "the system's", parameters: `{"TagKeys": ["AWS:x"]}`, branch: onError, note: "the system's"},
			{name: "none", parameters: `{"TagKeys": []}`, branch: onError, note: "missing"},
			{name: "another type", parameters: `{"TagKeys": "a"}`, branch: onError, note: "must be a list"},
		})
	}
}

func TestUpdateContactRecording(t *testing.T) {
	try(t, "UpdateContactRecordingBehavior", []trial{
		{name: "both", parameters: `{"RecordingBehavior": {"RecordedParticipants": ["Agent", "Customer"]}, "AnalyticsBehavior": {"Enabled": "True", "AnalyticsLanguage": "de-DE"}}`,
			command: flow.SetRecording{Participants: []string{"Agent", "Customer"}, Analytics: to(true)}, branch: "next"},
		{name: "nobody", parameters: `{"RecordingBehavior": {"RecordedParticipants": []}}`, command: flow.SetRecording{Participants: []string{}}, branch: "next"},
		{name: "there is no error to raise", parameters: `{}`, answer: broken, command: flow.SetRecording{}, branch: "next", note: "could not"},
		{name: "nor for what cannot be read", parameters: `{"RecordingBehavior": {"RecordedParticipants": ["Dog"]}}`, branch: "next", note: "Agent or Customer"},
		{name: "analytics that are none", parameters: `{"AnalyticsBehavior": {"Enabled": "Maybe"}}`, branch: "next", note: "True or False"},
	})
	const name = "UpdateContactRecordingAndAnalyticsBehavior"
	try(t, name, []trial{
		{name: "chat", parameters: `{"ChatBehavior": {"ChatAnalyticsBehavior": {"Enabled": "True", "AnalyticsModes": ["ContactLens"], "InFlightChatRedactionConfiguration": {"Enabled": "False"}}}}`,
			command: flow.SetRecording{Analytics: to(true)}, branch: "next"},
		{name: "off", parameters: `{"ChatBehavior": {"ChatAnalyticsBehavior": {"Enabled": false}}}`, command: flow.SetRecording{Analytics: to(false)}, branch: "next"},
		{name: "it cannot be done", parameters: `{"ChatBehavior": {}}`, answer: broken, command: flow.SetRecording{}, branch: onError},
		{name: "voice", parameters: `{"VoiceBehavior": {}}`, branch: "on ChannelMismatch"},
		{name: "screens", parameters: `{"ScreenRecordingBehavior": {}}`, branch: onError, note: "screens"},
		{name: "redaction in flight", parameters: `{"ChatBehavior": {"ChatAnalyticsBehavior": {"Enabled": "True", "InFlightChatRedactionConfiguration": {"Enabled": "True"}}}}`,
			branch: "on InFlightRedactionConfigurationFailed"},
		{name: "neither true nor false", parameters: `{"ChatBehavior": {"ChatAnalyticsBehavior": {"Enabled": 1}}}`, branch: onError, note: "True or False"},
		{name: "nothing", branch: onError, note: "exactly one of"},
		{name: "two", parameters: `{"ChatBehavior": {}, "VoiceBehavior": {}}`, branch: onError, note: "exactly one of"},
	})
	try(t, "UpdateContactMediaProcessing", []trial{
		{name: "off", parameters: `{"ChatProcessor": {"ProcessingEnabled": "False"}}`, branch: "next", note: "as they are"},
		{name: "on", parameters: `{"ChatProcessor": {"ProcessingEnabled": "True", "LambdaProcessorARN": "f"}}`, branch: onError, note: "not processed in flight"},
		{name: "neither", parameters: `{"ChatProcessor": {}}`, branch: onError, note: "missing"},
		{name: "another type", parameters: `{"ChatProcessor": {"ProcessingEnabled": "Perhaps"}}`, branch: onError, note: "True or False"},
	})
}

// levelOf is a routing condition as exports write it.
func levelOf(name, level string) object {
	return object{"AttributeCondition": object{"Name": name, "Value": "v", "ProficiencyLevel": level, "ComparisonOperator": "NumberGreaterOrEqualTo"}}
}

func criteria(t testing.TB, expressions ...object) string {
	t.Helper()
	var steps []object
	for _, e := range expressions {
		steps = append(steps, object{"Expiry": object{"DurationInSeconds": "30"}, "Expression": e})
	}
	return marshal(t, object{"RoutingCriteria": object{"Steps": steps}})
}

func TestUpdateContactRoutingCriteria(t *testing.T) {
	nested := func(depth int) object {
		e := levelOf("a", "1.0")
		for range depth - 1 {
			e = object{"AndExpression": []object{e}}
		}
		return e
	}
	var many []object
	for range 51 {
		many = append(many, levelOf("a", "1"))
	}
	one := flow.RoutingExpression{Condition: &flow.RoutingCondition{Name: "Language", Value: "v", Min: 4, Max: 5}}
	step := func(e flow.RoutingExpression) []flow.RoutingStep {
		return []flow.RoutingStep{{Seconds: 30, Expression: e}}
	}
	language := levelOf("Language", "4.0")
	dynamicText := marshal(t, jsonObject(t, criteria(t, language))["RoutingCriteria"])
	raw := func(e string) string {
		return `{"RoutingCriteria": {"Steps": [{"Expression": ` + e + `}]}}`
	}
	for _, name := range []flow.ActionType{"UpdateContactRoutingCriteria", "UpdateRoutingCriteria"} {
		try(t, name, []trial{
			{name: "one condition", parameters: criteria(t, language), command: flow.SetRoutingCriteria{Steps: step(one)}, branch: "next"},
			{name: "it cannot be done", parameters: criteria(t, language), answer: broken, command: flow.SetRoutingCriteria{Steps: step(one)}, branch: onError},
			{name: "all from one reference", parameters: `{"RoutingCriteria": "$.Attributes.c"}`, env: flow.Values{"$.Attributes.c": dynamicText},
				command: flow.SetRoutingCriteria{Steps: step(one)}, branch: "next"},
			{name: "values by reference", parameters: raw(`{"AttributeCondition": {"Name": "$.Attributes.n", "Value": "$.Attributes.v", "ProficiencyLevel": "$.Attributes.l", "ComparisonOperator": "NumberGreaterOrEqualTo"}}`),
				env:     flow.Values{"$.Attributes.n": "Language", "$.Attributes.v": "v", "$.Attributes.l": "4"},
				command: flow.SetRoutingCriteria{Steps: []flow.RoutingStep{{Expression: one}}}, branch: "next"},
			{name: "and, or, not, ranges and agents", branch: "next",
				parameters: raw(`{"OrExpression": [
					{"AndExpression": [{"NotAttributeCondition": {"Name": "Language", "Value": "v", "Range": {"MinProficiencyLevel": 2, "MaxProficiencyLevel": 3}, "ComparisonOperator": "Range"}}]},
					{"AttributeCondition": {"Name": "connect:Agent", "MatchCriteria": {"AgentsCriteria": {"AgentIds": ["a1"]}}, "ComparisonOperator": "Match"}}]}`),
				command: flow.SetRoutingCriteria{Steps: []flow.RoutingStep{{Expression: flow.RoutingExpression{Or: []flow.RoutingExpression{
					{And: []flow.RoutingExpression{{Not: &flow.RoutingCondition{Name: "Language", Value: "v", Min: 2, Max: 3}}}},
					{Condition: &flow.RoutingCondition{Name: "connect:Agent", AgentIDs: []string{"a1"}}},
				}}}}}},
			{name: "a reference without a value", parameters: `{"RoutingCriteria": "$.Attributes.c"}`, branch: onError, note: "must be an object"},
			{name: "text", parameters: `{"RoutingCriteria": "fast"}`, branch: onError, note: "must be an object"},
			{name: "nothing", branch: onError, note: "missing"},
			{name: "no steps", parameters: `{"RoutingCriteria": {}}`, branch: onError, note: "Steps must be a list"},
			{name: "no step", parameters: `{"RoutingCriteria": {"Steps": []}}`, branch: onError, note: "1 to 5 steps"},
			{name: "six steps", parameters: criteria(t, language, language, language, language, language, language), branch: onError, note: "1 to 5 steps"},
			{name: "too deep", parameters: criteria(t, nested(6)), branch: onError, note: "5 deep"},
			{name: "too many conditions", parameters: criteria(t, object{"OrExpression": many}), branch: onError, note: "51 conditions"},
			{name: "a step that is none", parameters: `{"RoutingCriteria": {"Steps": [1]}}`, branch: onError, note: "step 1 must be an object"},
			{name: "no expression", parameters: `{"RoutingCriteria": {"Steps": [{}]}}`, branch: onError, note: "must have an Expression"},
			{name: "two expressions", parameters: raw(`{"AndExpression": [], "OrExpression": []}`), branch: onError, note: "exactly one of"},
			{name: "an empty list", parameters: raw(`{"AndExpression": []}`), branch: onError, note: "list of expressions"},
			{name: "a condition that is none", parameters: raw(`{"AttributeCondition": 1}`), branch: onError, note: "must be an object"},
			{name: "an empty condition", parameters: raw(`{"AttributeCondition": {}}`), branch: onError, note: "must have a Name"},
			{name: "no value", parameters: raw(`{"AttributeCondition": {"Name": "a", "ComparisonOperator": "NumberGreaterOrEqualTo"}}`), branch: onError, note: "must have a Value"},
			{name: "a long name", parameters: criteria(t, levelOf(strings.Repeat("n", 101), "1")), branch: onError, note: "1 to 100"},
			{name: "another operator", parameters: raw(`{"AttributeCondition": {"Name": "a", "Value": "b", "ComparisonOperator": "Equals"}}`), branch: onError, note: "ComparisonOperator"},
			{name: "a level out of bounds", parameters: criteria(t, levelOf("a", "6")), branch: onError, note: "from 1 to 5"},
			{name: "an empty range", parameters: raw(`{"AttributeCondition": {"Name": "a", "Value": "b", "Range": {"MinProficiencyLevel": 3, "MaxProficiencyLevel": 2}}}`), branch: onError, note: "empty"},
			{name: "agents that have no names", parameters: raw(`{"AttributeCondition": {"Name": "a", "MatchCriteria": {"AgentsCriteria": {"AgentIds": [1]}}}}`), branch: onError, note: "AgentIds must be a list of texts"},
			{name: "agents from one reference without a value", parameters: raw(`{"AttributeCondition": {"Name": "a", "MatchCriteria": {"AgentsCriteria": {"AgentIds": "$.Attributes.ids"}}}}`), branch: onError, note: "AgentIds, a list"},
			{name: "agents that are none", parameters: raw(`{"AttributeCondition": {"Name": "a", "MatchCriteria": {}}}`), branch: onError, note: "AgentIds"},
			{name: "no duration", parameters: `{"RoutingCriteria": {"Steps": [{"Expiry": {"DurationInSeconds": "soon"}, "Expression": ` + marshal(t, language) + `}]}}`, branch: onError, note: "DurationInSeconds"},
		})
	}
	deepest := parse(t, branching(t, "UpdateContactRoutingCriteria", criteria(t, nested(5))))
	r := flowtest.Start(t, flowtest.Host{}, deepest, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	if _, ok := r.Commands[0].(flow.SetRoutingCriteria); !ok {
		t.Errorf("got %#v, want five levels taken", r.Commands)
	}
}

// TestRoutingCriteriaFromAFunction takes them as a structure, not as text.
func TestRoutingCriteriaFromAFunction(t *testing.T) {
	doc := parse(t, `{"Version": "2019-10-30", "StartAction": "one", "Actions": [
		{"Identifier": "one", "Type": "InvokeLambdaFunction",
		 "Parameters": {"LambdaFunctionARN": "f", "ResponseValidation": {"ResponseType": "JSON"}}, "Transitions": {"NextAction": "two"}},
		{"Identifier": "two", "Type": "UpdateContactRoutingCriteria", "Parameters": {"RoutingCriteria": "$.External.RoutingCriteria"}}]}`)
	host := flowtest.Host{Function: func(flow.InvokeFunction) flow.Input {
		return answered(criteria(t, levelOf("Language", "2")))
	}}
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	set, ok := r.Commands[1].(flow.SetRoutingCriteria)
	if data, _ := json.Marshal(set); !ok || len(set.Steps) != 1 || set.Steps[0].Expression.Condition.Min != 2 {
		t.Errorf("got %s, want the function's criteria", data)
	}
}

// Requests are read by the rules of the action, and every fault is told.
func TestRoutingCriteriaOfARequest(t *testing.T) {
	steps, err := flow.ReadRoutingSteps([]byte(`{"Steps": [
		{"Expiry": {"DurationInSeconds": 30}, "Expression": {"AttributeCondition": {"Name": "Tea", "Value": "Green", "ComparisonOperator": "Range", "Range": {"MinProficiencyLevel": 2.5, "MaxProficiencyLevel": 4}}}},
		{"Expression": {"OrExpression": [{"NotAttributeCondition": {"Name": "Tea", "Value": "Black", "ComparisonOperator": "NumberGreaterOrEqualTo", "ProficiencyLevel": 3}},
			{"AttributeCondition": {"ComparisonOperator": "Match", "MatchCriteria": {"AgentsCriteria": {"AgentIds": ["a"]}}}}]}}]}`))
	want := []flow.RoutingStep{
		{Seconds: 30, Expression: flow.RoutingExpression{Condition: &flow.RoutingCondition{Name: "Tea", Value: "Green", Min: 2.5, Max: 4}}},
		{Expression: flow.RoutingExpression{Or: []flow.RoutingExpression{
			{Not: &flow.RoutingCondition{Name: "Tea", Value: "Black", Min: 3, Max: 5}}, {Condition: &flow.RoutingCondition{AgentIDs: []string{"a"}}},
		}}},
	}
	if err != nil || !reflect.DeepEqual(steps, want) {
		t.Errorf("got %+v, %v, want %+v", steps, err, want)
	}
	for raw, faults := range map[string][]string{
		`[]`:            {"must be an object"},
		`{"Steps": []}`: {"1 to 5 steps"},
		`{"Steps": [{"Expression": {}}, {"Expiry": {"DurationInSeconds": 0}, "Expression": {"AttributeCondition": {"Name": "$.Attributes.x"}}}]}`: {"exactly one of", "DurationInSeconds of step 2", "must have a Value"},
	} {
		_, err := flow.ReadRoutingSteps([]byte(raw))
		for _, fault := range faults {
			if err == nil || !strings.Contains(err.Error(), fault) {
				t.Errorf("%s: got %v, want %q", raw, err, fault)
			}
		}
	}
}
