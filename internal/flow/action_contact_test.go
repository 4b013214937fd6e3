package flow_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

const onError = "on NoMatchingError"

func TestMessageParticipant(t *testing.T) {
	try(t, "MessageParticipant", []trial{
		{
			name: "text is sent", parameters: `{"Text": "Hello"}`,
			command: flow.SendMessage{Text: "Hello"}, branch: "next",
		},
		{
			name: "references in text are resolved", parameters: `{"Text": "Hello $.Attributes.name!"}`,
			env:     flow.Values{"$.Attributes.name": "Ann"},
			command: flow.SendMessage{Text: "Hello Ann!"}, branch: "next",
		},
		{
			name: "an unresolved reference is empty", parameters: `{"Text": "Hello $.Attributes.name!"}`,
			command: flow.SendMessage{Text: "Hello !"}, branch: "next",
		},
		{
			name: "SSML is sent as it is", parameters: `{"SSML": "<speak>Hi $.Channel</speak>"}`,
			env:     flow.Values{"$.Channel": "CHAT"},
			command: flow.SendMessage{Text: "<speak>Hi CHAT</speak>"}, branch: "next",
		},
		{name: "a prompt has no effect", parameters: `{"PromptId": "p"}`, branch: "next", note: "no effect"},
		{
			name:       "media have no effect",
			parameters: `{"Media": {"Uri": "s3://a", "SourceType": "S3", "MediaType": "Audio"}}`,
			branch:     "next", note: "no effect",
		},
		{
			name: "it may be sent in a whisper", kind: flow.TypeAgentWhisper, parameters: `{"Text": "Psst"}`,
			command: flow.SendMessage{Text: "Psst"}, branch: "next",
		},
		{
			name: "a failed message takes the error branch", parameters: `{"Text": "Hello"}`, answer: broken,
			command: flow.SendMessage{Text: "Hello"}, branch: onError,
		},
		{name: "text that comes out empty is an error", parameters: `{"Text": "$.Attributes.name"}`, branch: onError, note: "Text"},
		{name: "blank text is an error", parameters: `{"Text": " $.Attributes.name "}`, branch: onError, note: "Text"},
		{name: "nothing to say is an error", branch: onError, note: "exactly one"},
		{name: "two things to say are an error", parameters: `{"Text": "a", "SSML": "b"}`, branch: onError, note: "exactly one"},
		{name: "text of another type is an error", parameters: `{"Text": {}}`, branch: onError, note: "must be text"},
		{
			name: "too long a text is an error", parameters: `{"Text": "$.Attributes.long"}`,
			env:    flow.Values{"$.Attributes.long": strings.Repeat("ü", flow.MaxMessageLength+1)},
			branch: onError, note: "characters",
		},
		{
			name: "it is not allowed in a hold flow", kind: flow.TypeCustomerHold, parameters: `{"Text": "Hello"}`,
			branch: onError, note: "not allowed",
		},
	})
}

func TestUpdateContactAttributes(t *testing.T) {
	set := func(target flow.Target, attributes map[string]string) flow.Command {
		return flow.UpdateAttributes{Target: target, Attributes: attributes}
	}
	try(t, "UpdateContactAttributes", []trial{
		{
			name:       "values are resolved",
			parameters: `{"TargetContact": "Current", "Attributes": {"tier": "gold", "from": "q $.Queue.Name", "none": "$.External.x"}}`,
			env:        flow.Values{"$.Queue.Name": "Sales"},
			command:    set(flow.TargetCurrent, map[string]string{"tier": "gold", "from": "q Sales", "none": ""}),
			branch:     "next",
		},
		{
			name: "a number counts as its text", parameters: `{"Attributes": {"n": 1.50}}`,
			command: set(flow.TargetCurrent, map[string]string{"n": "1.50"}), branch: "next",
		},
		{
			name: "the related contact", parameters: `{"TargetContact": "Related", "Attributes": {"a": "b"}}`,
			command: set(flow.TargetRelated, map[string]string{"a": "b"}), branch: "next",
		},
		{
			name: "too many bytes are the host's error", parameters: `{"Attributes": {"a": "b"}}`, answer: broken,
			command: set(flow.TargetCurrent, map[string]string{"a": "b"}), branch: onError,
		},
		{
			name:       "text that grows out of all bounds",
			parameters: `{"Attributes": {"a": "` + strings.Repeat("$.Attributes.long", 20_000) + `"}}`,
			env:        flow.Values{"$.Attributes.long": strings.Repeat("l", 30_000)},
			branch:     onError, note: "more than 32768 bytes",
		},
		{name: "attributes are required", parameters: `{}`, branch: onError, note: "Attributes"},
		{name: "attributes are an object", parameters: `{"Attributes": ["a"]}`, branch: onError, note: "object"},
		{name: "values are text", parameters: `{"Attributes": {"a": true}}`, branch: onError, note: "text"},
		{name: "a name holds no dot", parameters: `{"Attributes": {"a.b": "c"}}`, branch: onError, note: "name"},
		{name: "a name holds no dollar", parameters: `{"Attributes": {"$a": "c"}}`, branch: onError, note: "name"},
		{
			name:       "names are resolved",
			parameters: `{"Attributes": {"$.Attributes.key": "1", "seen by $.Queue.Name": "$.Attributes.key", "plain": "2"}}`,
			env:        flow.Values{"$.Queue.Name": "Sales", "$.Attributes.key": "tier"},
			command:    set(flow.TargetCurrent, map[string]string{"tier": "1", "seen by Sales": "tier", "plain": "2"}),
			branch:     "next",
		},
		{name: "a name that comes out empty", parameters: `{"Attributes": {"a": "b", "$.Attributes.key": "c"}}`, branch: onError, note: `what "$.Attributes.key" comes out as: `},
		{
			name: "a name that comes out with a dot", parameters: `{"Attributes": {"$.Attributes.key": "c"}}`,
			env: flow.Values{"$.Attributes.key": "a.b"}, branch: onError, note: "nor hold $ or a dot",
		},
		{
			name: "two names that come out alike", parameters: `{"Attributes": {"$.Attributes.key": "c", "tier": "d"}}`,
			env: flow.Values{"$.Attributes.key": "tier"}, branch: onError, note: `comes out as a name that is there already`,
		},
		{
			name:       "a name that grows out of all bounds",
			parameters: `{"Attributes": {"$.Attributes.key$.Attributes.key": "c"}}`,
			env:        flow.Values{"$.Attributes.key": strings.Repeat("l", 30_000)},
			branch:     onError, note: "more than 32768 bytes",
		},
		{
			name: "an unknown target", parameters: `{"TargetContact": "Other", "Attributes": {"a": "b"}}`,
			branch: onError, note: "Current or Related",
		},
	})
}

func TestUpdateContactData(t *testing.T) {
	text := func(s string) *string { return &s }
	try(t, "UpdateContactData", []trial{
		{
			name: "every member",
			parameters: `{"TargetContact": "Related", "Name": "Chat with $.Attributes.who", "Description": "d",
				"LanguageCode": "de-DE", "CustomerId": "c1", "WisdomSessionArn": "w",
				"References": {"order": {"Type": "URL", "Value": "https://example.com/$.Attributes.who"}}}`,
			env: flow.Values{"$.Attributes.who": "Ann"},
			command: flow.UpdateData{
				Target: flow.TargetRelated, Name: text("Chat with Ann"), Description: text("d"),
				LanguageCode: text("de-DE"), CustomerID: text("c1"), WisdomSessionARN: text("w"),
				References: map[string]flow.ContactReference{"order": {Type: "URL", Value: "https://example.com/Ann"}},
			},
			branch: "next",
		},
		{
			name: "members that are absent stay as they are", parameters: `{"Description": ""}`,
			command: flow.UpdateData{Target: flow.TargetCurrent, Description: text("")}, branch: "next",
		},
		{
			name: "the host refuses", parameters: `{"Name": "n"}`, answer: broken,
			command: flow.UpdateData{Target: flow.TargetCurrent, Name: text("n")}, branch: onError,
		},
		{name: "a member of another type", parameters: `{"Name": []}`, branch: onError, note: "Name"},
		{
			name: "too long a name", parameters: `{"Name": "` + strings.Repeat("n", 513) + `"}`,
			branch: onError, note: "characters",
		},
		{
			name: "a reference that is too long", parameters: `{"References": {"a": {"Type": "URL", "Value": "$.Attributes.long$.Name"}}}`,
			env: flow.Values{"$.Attributes.long": strings.Repeat("l", 32_769)}, branch: onError, note: "bytes",
		},
		{name: "references of another type", parameters: `{"References": "x"}`, branch: onError, note: "References"},
		{name: "a reference without a value", parameters: `{"References": {"a": {"Type": "URL"}}}`, branch: onError, note: "Value"},
		{name: "an unknown target", parameters: `{"TargetContact": "x"}`, branch: onError, note: "TargetContact"},
	})
}

func TestUpdateContactEventHooks(t *testing.T) {
	remaining := flow.SetEventHook{Hook: flow.HookCustomerRemaining, FlowID: "arn:flow"}
	trials := []trial{
		{
			name: "a reference gives the flow", parameters: `{"EventHooks": {"CustomerRemaining": "$.Attributes.flow"}}`,
			env: flow.Values{"$.Attributes.flow": "arn:flow"}, command: remaining, branch: "next",
		},
		{
			name: "the host knows no such flow", parameters: `{"EventHooks": {"CustomerRemaining": "arn:flow"}}`,
			answer: broken, command: remaining, branch: onError,
		},
		{
			name: "a reference without a value", parameters: `{"EventHooks": {"CustomerRemaining": "$.Attributes.flow"}}`,
			branch: onError, note: "no value",
		},
		{
			name: "two hooks at once", parameters: `{"EventHooks": {"CustomerRemaining": "a", "AgentHold": "b"}}`,
			branch: onError, note: "exactly one",
		},
		{name: "no hook", parameters: `{"EventHooks": {}}`, branch: onError, note: "exactly one"},
		{name: "an unknown hook", parameters: `{"EventHooks": {"Lunch": "a"}}`, branch: onError, note: "Lunch"},
		{name: "no parameter", branch: onError, note: "EventHooks"},
	}
	for _, hook := range []flow.Hook{
		flow.HookCustomerQueue, flow.HookCustomerRemaining, flow.HookAgentWhisper, flow.HookCustomerWhisper,
		flow.HookAgentHold, flow.HookCustomerHold, flow.HookDefaultAgentUI, flow.HookDisconnectAgentUI,
		flow.HookPauseContact, flow.HookResumeContact,
	} {
		trials = append(trials, trial{
			name: string(hook), parameters: `{"EventHooks": {"` + string(hook) + `": "f1"}}`,
			command: flow.SetEventHook{Hook: hook, FlowID: "f1"}, branch: "next",
		})
	}
	try(t, "UpdateContactEventHooks", trials)
}

func TestUpdateContactTargetQueue(t *testing.T) {
	try(t, "UpdateContactTargetQueue", []trial{
		{
			name: "a queue", parameters: `{"QueueId": "arn:queue"}`,
			command: flow.SetTargetQueue{QueueID: "arn:queue"}, branch: "next",
		},
		{
			name: "an agent by reference", parameters: `{"AgentId": "$.Attributes['last agent']"}`,
			env:     flow.Values{"$.Attributes['last agent']": "arn:agent"},
			command: flow.SetTargetQueue{AgentID: "arn:agent"}, branch: "next",
		},
		{
			name: "the host knows no such queue", parameters: `{"QueueId": "q"}`, answer: broken,
			command: flow.SetTargetQueue{QueueID: "q"}, branch: onError,
		},
		{name: "a reference without a value", parameters: `{"AgentId": "$.Attributes.agent"}`, branch: onError, note: "no value"},
		{
			name: "a reference with an empty value", parameters: `{"QueueId": "$.Attributes.queue"}`,
			env: flow.Values{"$.Attributes.queue": ""}, branch: onError, note: "no value",
		},
		{name: "neither", branch: onError, note: "exactly one"},
		{name: "both", parameters: `{"QueueId": "q", "AgentId": "a"}`, branch: onError, note: "exactly one"},
		{name: "an empty id", parameters: `{"QueueId": ""}`, branch: onError, note: "QueueId"},
		{
			name: "a transfer flow", kind: flow.TypeQueueTransfer, parameters: `{"QueueId": "q"}`,
			command: flow.SetTargetQueue{QueueID: "q"}, branch: "next",
		},
		{
			name: "a queue flow may not", kind: flow.TypeCustomerQueue, parameters: `{"QueueId": "q"}`,
			branch: onError, note: "not allowed",
		},
	})
}

func TestTransferContactToQueue(t *testing.T) {
	try(t, "TransferContactToQueue", []trial{
		{name: "a full queue", answer: flow.Result{Error: flow.ErrorQueueAtCapacity}, command: flow.TransferToQueue{}, branch: "on QueueAtCapacity"},
		{name: "no queue", answer: broken, command: flow.TransferToQueue{}, branch: onError},
		{name: "an error of another name", answer: flow.Result{Error: "Other"}, command: flow.TransferToQueue{}, branch: onError},
		{name: "a whisper may not", kind: flow.TypeAgentWhisper, branch: onError, note: "not allowed"},
	})
	d := document(t, "async_inbound", flow.TypeContactFlow)
	st := flow.State{
		Version: flow.StateVersion, FlowID: "f", Type: flow.TypeContactFlow,
		Action: "transfer", Await: flow.AwaitResult,
	}
	step, err := flow.Advance(d, st, succeeds, nil)
	if want := (flow.End{Reason: flow.EndQueued, Action: "transfer"}); err != nil || step.Command != want {
		t.Errorf("got %#v, %v on success, want %#v", step.Command, err, want)
	}
}

func TestCreatePersistentContactAssociation(t *testing.T) {
	segment := flow.Associate{RehydrationType: flow.RehydrateFromSegment, SourceContactID: "c1"}
	try(t, "CreatePersistentContactAssociation", []trial{
		{
			name: "static", parameters: `{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "c1"}`,
			command: segment, branch: "next",
		},
		{
			name:       "by reference, in any flow type",
			kind:       flow.TypeCustomerWhisper,
			parameters: `{"RehydrationType": "$.Attributes.how", "SourceContactId": "$.Attributes.source"}`,
			env:        flow.Values{"$.Attributes.how": "ENTIRE_PAST_SESSION", "$.Attributes.source": "c0"},
			command:    flow.Associate{RehydrationType: flow.RehydrateEntirePastSession, SourceContactID: "c0"},
			branch:     "next",
		},
		{
			name: "the session is linked already", parameters: `{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "c1"}`,
			answer: broken, command: segment, branch: onError,
		},
		{
			name: "the source has no value", parameters: `{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "$.Attributes.source"}`,
			branch: onError, note: "no value",
		},
		{
			name: "too long a source", parameters: `{"RehydrationType": "FROM_SEGMENT", "SourceContactId": "` + strings.Repeat("c", 257) + `"}`,
			branch: onError, note: "characters",
		},
		{
			name: "an unknown type by reference", parameters: `{"RehydrationType": "$.Attributes.how", "SourceContactId": "c1"}`,
			env: flow.Values{"$.Attributes.how": "ALL"}, branch: onError, note: "RehydrationType",
		},
		{name: "no type", parameters: `{"SourceContactId": "c1"}`, branch: onError, note: "RehydrationType is missing"},
		{name: "no source", parameters: `{"RehydrationType": "FROM_SEGMENT"}`, branch: onError, note: "SourceContactId is missing"},
	})
}
