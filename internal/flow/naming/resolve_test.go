package naming

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

const here = "arn:aws:connect:local-1:000000000000:instance/i"

func instance() *Index {
	return NewIndex([]Resource{
		{flow.ResourceQueue, "q1", here + "/queue/q1", "BasicQueue"},
		{flow.ResourceQueue, "q2", here + "/queue/q2", "Second line"},
		{flow.ResourceQueue, "q3", here + "/queue/q3", "Twins"},
		{flow.ResourceQueue, "q4", here + "/queue/q4", "Twins"},
		{flow.ResourceFlow, "f1", here + "/contact-flow/f1", "Basic Chat Disconnect Flow"},
		{flow.ResourceFlow, "f2", here + "/contact-flow/f2", "Basic Chat"},
		{flow.ResourceModule, "m1", here + "/flow-module/m1", "Survey"},
		{flow.ResourceAgent, "a1", here + "/agent/a1", "mary"},
		{flow.ResourceHours, "h1", here + "/operating-hours/h1", "Basic Hours"},
		{flow.ResourceView, "v1", here + "/view/v1", "Card"},
	})
}

// one is a document with one action and its metadata.
func one(parameters, metadata string) string {
	return `{"Version":"2019-10-30","StartAction":"a",  "Metadata":{"ActionMetadata":{"a":` + metadata + `}},` +
		`"Actions":[{"Identifier":"a","Type":"X","Parameters":` + parameters + `,"Transitions":{}}]}`
}

const far = "arn:aws:connect:us-east-1:123456789012:instance/other"

func TestReferencesBecomeThoseOfTheInstance(t *testing.T) {
	for _, test := range []struct{ name, parameters, metadata, want string }{
		{"its own id stays", `{"QueueId":"q1"}`, `{}`, `{"QueueId":"q1"}`},
		{"its own ARN stays, whatever it is called", `{"QueueId":"` + here + `/queue/q1"}`, `{"queue":{"text":"Second line"}}`, `{"QueueId":"` + here + `/queue/q1"}`},
		{"a name in the place of the id", `{"QueueId":"BasicQueue"}`, `{}`, `{"QueueId":"` + here + `/queue/q1"}`},
		{"a foreign ARN with a display name", `{"QueueId":"` + far + `/queue/x"}`, `{"parameters":{"QueueId":{"displayName":"Second line"}}}`, `{"QueueId":"` + here + `/queue/q2"}`},
		{"a foreign ARN with an older name", `{"QueueId":"` + far + `/queue/x"}`, `{"queue":{"text":"Second line"}}`, `{"QueueId":"` + here + `/queue/q2"}`},
		{"a foreign id with a name", `{"QueueId":"0000-1111"}`, `{"queue":{"text":"BasicQueue"}}`, `{"QueueId":"` + here + `/queue/q1"}`},
		{"a foreign ARN whose id is known here", `{"QueueId":"` + far + `/queue/q2"}`, `{}`, `{"QueueId":"` + here + `/queue/q2"}`},
		{"the name wins over a foreign ARN's id", `{"QueueId":"` + far + `/queue/q2"}`, `{"queue":{"text":"BasicQueue"}}`, `{"QueueId":"` + here + `/queue/q1"}`},
		{"a placeholder with a name", `{"ContactFlowId":"{{flows.Basic}}"}`, `{"ContactFlow":{"text":"Basic Chat"}}`, `{"ContactFlowId":"` + here + `/contact-flow/f2"}`},
		{"a hook", `{"EventHooks":{"CustomerRemaining":"` + far + `/contact-flow/x"}}`, `{"parameters":{"EventHooks":{"CustomerRemaining":{"displayName":"Basic Chat Disconnect Flow"}}}}`, `{"EventHooks":{"CustomerRemaining":"` + here + `/contact-flow/f1"}}`},
		{"an agent", `{"AgentId":"mary"}`, `{"queue":{"text":"mary"}}`, `{"AgentId":"` + here + `/agent/a1"}`},
		{"a module's version", `{"FlowModuleId":"` + here + `/flow-module/m1:2"}`, `{}`, `{"FlowModuleId":"` + here + `/flow-module/m1:2"}`},
		{"a module", `{"FlowModuleId":"1-2-3"}`, `{"contactFlowModuleName":"Survey"}`, `{"FlowModuleId":"` + here + `/flow-module/m1"}`},
		{"hours", `{"HoursOfOperationId":"Basic Hours"}`, `{}`, `{"HoursOfOperationId":"` + here + `/operating-hours/h1"}`},
		{"a view", `{"ViewResource":{"Id":"Card","Version":"1"}}`, `{}`, `{"ViewResource":{"Id":"` + here + `/view/v1","Version":"1"}}`},
		{"a managed view stays", `{"ViewResource":{"Id":"arn:aws:connect:us-east-1:aws:view/detail:1"}}`, `{}`, `{"ViewResource":{"Id":"arn:aws:connect:us-east-1:aws:view/detail:1"}}`},
		{"a dynamic one stays", `{"QueueId":"$.Attributes.queue"}`, `{"queue":"x"}`, `{"QueueId":"$.Attributes.queue"}`},
		{"nothing stays nothing", `{"QueueId":"","AgentId":7}`, `{}`, `{"QueueId":"","AgentId":7}`},
		{"other texts stay", `{"Text":"BasicQueue","LexV2Bot":{"AliasArn":"x"}}`, `{}`, `{"Text":"BasicQueue","LexV2Bot":{"AliasArn":"x"}}`},
		{"metadata of another shape", `{"QueueId":"q1"}`, `[{"parameters":7}]`, `{"QueueId":"q1"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, missing, err := Resolve(one(test.parameters, test.metadata), instance())
			if err != nil || len(missing) > 0 {
				t.Fatalf("got %v and unresolved %v, want none", err, missing)
			}
			if want := one(test.want, test.metadata); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestWhatAnInstanceDoesNotHaveIsTold(t *testing.T) {
	for _, test := range []struct{ name, parameters, metadata, want string }{
		{"a queue by name", `{"QueueId":"Third line"}`, `{}`, `parameter QueueId: this instance has no queue "Third line"`},
		{
			"a queue by ARN and name", `{"QueueId":"` + far + `/queue/x"}`, `{"queue":{"text":"Third line"}}`,
			`parameter QueueId: this instance has no queue of the name "Third line" (` + far + `/queue/x)`,
		},
		{"a queue by ARN alone", `{"QueueId":"` + far + `/queue/x"}`, `{}`, `parameter QueueId: this instance has no queue "` + far + `/queue/x"`},
		{"a flow with a queue's name", `{"EventHooks":{"CustomerQueue":"BasicQueue"}}`, `{}`, `parameter EventHooks.CustomerQueue: this instance has no flow "BasicQueue"`},
		{"one name of two", `{"QueueId":"Twins"}`, `{}`, `parameter QueueId: this instance has more than one queue of the name "Twins"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			content := one(test.parameters, test.metadata)
			got, missing, err := Resolve(content, instance())
			if err != nil || len(missing) != 1 {
				t.Fatalf("got %v and unresolved %v, want one", err, missing)
			}
			if got != content {
				t.Errorf("got %s, want the content unchanged", got)
			}
			if m := missing[0]; m.Action != "a" || m.String() != test.want {
				t.Errorf("got %s: %s, want a: %s", m.Action, m, test.want)
			}
		})
	}
}

func TestWhatCannotBeListedIsLeftAlone(t *testing.T) {
	content := one(`{"QueueId":"none","AgentId":"none"}`, `{}`)
	got, missing, err := Resolve(content, NewIndex(nil, flow.ResourceAgent))
	if err != nil || got != content || len(missing) != 1 || missing[0].Kind != flow.ResourceQueue {
		t.Errorf("got %s, unresolved %v and %v, want only the queue unresolved", got, missing, err)
	}
}

func TestOnlyReferencesChangeInAContent(t *testing.T) {
	content := "{ \"Actions\" : [ {\"Parameters\":{ \"QueueId\" :\n \"Basic\\u0051ueue\" , \"n\": 1.50e1 }} , {\"Identifier\":\"b\",\"Parameters\":{\"QueueId\":\"none\"}} ] }"
	got, missing, err := Resolve(content, instance())
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(content, `"Basic\u0051ueue"`, `"`+here+`/queue/q1"`, 1); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(missing) != 1 || missing[0].Action != "b" {
		t.Errorf("got unresolved %v, want that of b", missing)
	}
	if _, missing, _ = Resolve(`{"Actions":[{"Parameters":{"QueueId":"none"}}]}`, instance()); len(missing) != 1 || missing[0].Action != "#1" {
		t.Errorf("got unresolved %v, want it named by its position", missing)
	}
	for _, broken := range []string{``, `[]`, `{`, `{"a":}`} {
		if _, _, err := Resolve(broken, instance()); err == nil {
			t.Errorf("%s: got no error", broken)
		}
		if _, err := Describe(broken, instance(), About{}); err == nil {
			t.Errorf("describe %s: got no error", broken)
		}
	}
}

// exported reads one of the exports of the package legacy.
func exported(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "legacy", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheNamesThatADocumentLeavesWithBringItIntoAnother(t *testing.T) {
	home := instance()
	resolved, missing, err := Resolve(exported(t, "basic-chat.json"), home)
	if err != nil || len(missing) > 0 {
		t.Fatalf("got %v and unresolved %v", err, missing)
	}
	left, err := Describe(resolved, home, About{Name: "Greeting", Description: "d", Type: "contactFlow", Status: "saved"})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"displayName": "BasicQueue"`, `"displayName": "Basic Chat Disconnect Flow"`, `"name": "Greeting"`, `"status": "saved"`,
		`"type": "contactFlow"`, `"entryPointPosition"`, `"Annotations"`,
	} {
		if !strings.Contains(left, want) {
			t.Errorf("got %s, want %s in it", left, want)
		}
	}
	if order := []int{strings.Index(left, `"Version"`), strings.Index(left, `"StartAction"`), strings.Index(left, `"Metadata"`), strings.Index(left, `"Actions"`)}; !slices.IsSorted(order) {
		t.Errorf("got members at %v, want them in the designer's order", order)
	}
	other := NewIndex([]Resource{
		{flow.ResourceQueue, "z9", "arn:z9", "BasicQueue"},
		{flow.ResourceFlow, "z8", "arn:z8", "Basic Chat Disconnect Flow"},
	})
	arrived, missing, err := Resolve(left, other)
	if err != nil || len(missing) > 0 {
		t.Fatalf("got %v and unresolved %v", err, missing)
	}
	for _, want := range []string{`"arn:z9"`, `"arn:z8"`} {
		if !strings.Contains(arrived, want) {
			t.Errorf("got no %s in %s", want, arrived)
		}
	}
}

func TestDescribingNamesEveryKind(t *testing.T) {
	content := one(`{"QueueId":"q1","AgentId":"a1","ContactFlowId":"f2","FlowModuleId":"m1","HoursOfOperationId":"h1","ViewResource":{"Id":"v1"}}`, `{"position":{"x":1.50}}`)
	got, err := Describe(content, instance(), About{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"BasicQueue", "mary", "Basic Chat", "Survey", "Basic Hours", "Card", "1.50"} {
		if !strings.Contains(got, want) {
			t.Errorf("got no %s in %s", want, got)
		}
	}
}

func TestUses(t *testing.T) {
	content := one(`{"QueueId":"q1","ContactFlowId":"`+here+`/contact-flow/f2","AgentId":"nobody"}`, `{}`)
	used := Uses(content, instance())
	if len(used) != 2 || used[0].Name != "BasicQueue" || used[1].Name != "Basic Chat" {
		t.Errorf("got %v, want the queue and the flow", used)
	}
	if used := Uses("no JSON", instance()); used != nil {
		t.Errorf("got %v of no JSON", used)
	}
}

// Whatever is read, what is written parses and has nothing new to resolve.
func FuzzResolve(f *testing.F) {
	for _, name := range []string{"basic-chat.json", "survey.json", "basic-chat-disconnect.json"} {
		f.Add(exported(f, name))
	}
	f.Add(one(`{"QueueId":"BasicQueue"}`, `{"parameters":{"QueueId":{"displayName":"\ud800"}}}`))
	f.Fuzz(func(t *testing.T, content string) {
		once, missing, err := Resolve(content, instance())
		if err != nil {
			return
		}
		if _, err := flow.Parse(once); err != nil {
			t.Fatalf("the result does not parse: %v", err)
		}
		twice, again, err := Resolve(once, instance())
		if err != nil || twice != once || len(again) != len(missing) {
			t.Errorf("got %s and then %s, %v", once, twice, err)
		}
		described, err := Describe(once, instance(), About{Name: "n"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := flow.Parse(described); err != nil {
			t.Fatalf("the description does not parse: %v", err)
		}
	})
}
