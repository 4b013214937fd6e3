package legacy

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func file(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAnOldExportBecomesACleanDocument(t *testing.T) {
	for _, name := range []string{"basic-chat", "basic-chat-disconnect", "survey", "front-desk"} {
		t.Run(name, func(t *testing.T) {
			f, err := Read(file(t, name+".legacy.json"))
			if err != nil || len(f.Problems) > 0 {
				t.Fatalf("got %v and problems %v, want none", err, f.Problems)
			}
			if _, problems := flow.Check(f.Content, f.Type, nil); len(problems) > 0 {
				t.Errorf("got findings %v, want none", problems)
			}
		})
	}
}

func TestWhatTheExportSaysOfItselfIsKept(t *testing.T) {
	f, err := Convert(file(t, "basic-chat.legacy.json"))
	if err != nil {
		t.Fatal(err)
	}
	if f.Name != "Basic Chat" || f.Type != flow.TypeContactFlow || !strings.Contains(f.Description, "persistent") {
		t.Errorf("got name %q, type %s, description %q", f.Name, f.Type, f.Description)
	}
	var doc struct {
		Version, StartAction string
		Metadata             struct {
			EntryPointPosition struct{ X, Y int }
			Name, Status, Hash string
			ActionMetadata     map[string]struct {
				Position    struct{ X, Y int }
				ContactFlow struct{ Text string }
				Parameters  json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(f.Content), &doc); err != nil {
		t.Fatal(err)
	}
	m := doc.Metadata
	if doc.Version != flow.Version || doc.StartAction != "greet" || m.EntryPointPosition.X != 20 || m.Name != "Basic Chat" || m.Status != "published" {
		t.Errorf("got %+v, want what the export says", doc)
	}
	if len(m.ActionMetadata) != 7 {
		t.Errorf("got metadata of %d actions, want 7", len(m.ActionMetadata))
	}
	hook := m.ActionMetadata["hook"]
	if hook.Position.X != 10 || hook.Position.Y != 20 || hook.ContactFlow.Text != "Basic Chat Disconnect Flow" {
		t.Errorf("got %+v, want the position and the designer's data", hook)
	}
	want := `{"EventHooks":{"CustomerRemaining":{"displayName":"Basic Chat Disconnect Flow"}}}`
	if string(hook.Parameters) != want {
		t.Errorf("got names %s, want %s", hook.Parameters, want)
	}
}

func TestReadingLeavesTheLanguageAsItIs(t *testing.T) {
	content := file(t, "survey.json")
	f, err := Read(content)
	if err != nil {
		t.Fatal(err)
	}
	if f.Content != content || f.Name != "Survey" || f.Type != flow.TypeContactFlow {
		t.Errorf("got name %q, type %s, content changed %t", f.Name, f.Type, f.Content != content)
	}
	for content, want := range map[string]flow.Type{
		`{"Version":"2019-10-30"}`:                             "",
		`{"Metadata":{"type":"agentWhisper"}}`:                 flow.TypeAgentWhisper,
		`{"Metadata":{"type":"QUEUE_TRANSFER"}}`:               flow.TypeQueueTransfer,
		`{"Metadata":{"type":7}}`:                              "",
		`{"Settings":{"Transitions":[]},"Metadata":{}}`:        flow.TypeModule,
		`{"modules":[],"type":"customerQueue","metadata":{}}`:  flow.TypeCustomerQueue,
		`{"modules":[],"metadata":{"type":"outboundWhisper"}}`: flow.TypeOutboundWhisper,
	} {
		if f, err := Read(content); err != nil || f.Type != want {
			t.Errorf("%s: got type %q and %v, want %q", content, f.Type, err, want)
		}
	}
}

func TestWhatIsNoExportIsRefused(t *testing.T) {
	for content, want := range map[string]string{
		``:                             "flow content must be one JSON object",
		`[]`:                           "flow content must be one JSON object",
		`{"modules":7}`:                "modules must be a list, not number",
		`{"modules":{}}`:               "read the old export: modules must be a list, not object",
		`{"modules":[],"metadata":[]}`: "metadata must be an object, not array",
		`{"modules":[],"start":{}}`:    "start must be text, not object",
		`{"modules":["a","b"]}`:        "its modules are no modules of a flow",
		`{"modules":[],"version":"2"}`: `version "2" of the old export is not known`,
	} {
		if _, err := Read(content); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", content, err, want)
		}
	}
}

// What the reader says is about the file, not about the program that reads it.
func TestAModuleOfAnotherShapeIsToldInItsWords(t *testing.T) {
	f, err := Convert(`{"modules":[{"id":"a","type":"Disconnect"},{"id":7},{"branches":{}},{"parameters":[{"name":[]}]},[]]}`)
	if err != nil {
		t.Fatal(err)
	}
	const shape = "the module is not of the shape of a module: "
	for i, want := range []string{"id must be text, not number", "branches must be a list, not object", "parameters.name must be text, not array", "it must be an object, not array"} {
		if i >= len(f.Problems) || f.Problems[i].Message != shape+want {
			t.Errorf("got problems %v, want one of %q", f.Problems, want)
		}
	}
}

func TestWhatCannotBeConvertedIsNamed(t *testing.T) {
	f, err := Convert(`{"version":1,"start":"a","type":"telepathy","modules":[
		"words", {"type":"Warp","branches":[{"condition":"Success","transition":"a"}]}, {"id":"a","type":"Disconnect","branches":[{"condition":"Maybe","transition":"a"}]}
	]}`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	lost := 0
	for _, p := range f.Problems {
		got = append(got, fmt.Sprintf("module %q (%s): %s", p.Module, p.ModuleType, p.Message))
		if p.Lost {
			lost++
		}
	}
	for i, want := range []string{
		`module "" (flow): the flow type "telepathy" is not known`,
		`module "#1" (unreadable): the module is not of the shape of a module`,
		`module "#2" (Warp): the block type is not known; it was taken over with its own names`,
		`module "a" (Disconnect): the branch Maybe is not known and was left out`,
	} {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Fatalf("got %q, want %s as number %d", got, want, i)
		}
	}
	if lost != 3 {
		t.Errorf("got %d losses of %q, want 3", lost, got)
	}
	_, problems := flow.Check(f.Content, flow.TypeContactFlow, nil)
	if len(problems) != 2 || problems[1].String() != `action "#1": Type "Warp" is unknown` {
		t.Errorf("got findings %v, want that the linter refuses the block", problems)
	}
}

func TestReferences(t *testing.T) {
	for _, test := range []struct{ namespace, key, want string }{
		{"User Defined", "tier", "$.Attributes.tier"},
		{"User Defined", "two words", "$.Attributes['two words']"},
		{"User Defined", "$.External.done", "$.External.done"},
		{"External", "a.b", "$.External.a.b"},
		{"System", "Customer Number", "$.CustomerEndpoint.Address"},
		{"System", "Dialed Number", "$.SystemEndpoint.Address"},
		{"System", "Stored customer input", "$.StoredCustomerInput"},
		{"System", "Queue.OutboundCallerId.Address", "$.Queue.OutboundCallerId.Address"},
		{"System", "InitialContactId", "$.InitialContactId"},
		{"Lex.Slots", "a.b", "$.Lex.Slots['a.b']"},
		{"Lex", "IntentName", "$.Lex.IntentName"},
		{"Lex.SessionAttributes", "k", "$.Lex.SessionAttributes.k"},
		{"Media Streams", "Customer.Audio.StreamARN", "$.MediaStreams.Customer.Audio.StreamARN"},
		{"Queue Metrics", "Queue.Size", "$.Metrics.Queue.Size"},
		{"Agent", "UserName", "$.Agent.UserName"},
		{"Views", "Action", "$.Views.Action"},
		{"Segment Attributes", "connect:Subtype", "$.SegmentAttributes['connect:Subtype']"},
	} {
		if got := reference(test.namespace, test.key); got != test.want {
			t.Errorf("%s of %s: got %s, want %s", test.key, test.namespace, got, test.want)
		}
	}
}

// Whatever is read, the conversion does not fail on the way, tells the same
// twice, and what it writes can be parsed.
func FuzzConvert(f *testing.F) {
	for _, name := range []string{"basic-chat", "basic-chat-disconnect", "survey", "front-desk"} {
		f.Add(file(f, name+".legacy.json"))
	}
	for kind := range table {
		m, err := json.Marshal(map[string]any{"modules": []any{map[string]any{"id": "a", "type": kind}}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(m))
	}
	f.Add(`{"modules":[{"id":"a","type":"CheckQueueStatus","branches":[{"condition":"CheckQueueTime","conditionValue":{},"transition":"a"}]}]}`)
	f.Fuzz(func(t *testing.T, content string) {
		got, err := Convert(content)
		if err != nil {
			return
		}
		doc, err := flow.Parse(got.Content)
		if err != nil {
			t.Fatalf("the result does not parse: %v", err)
		}
		doc.Lint(flow.TypeContactFlow, nil)
		if Is(got.Content) {
			t.Errorf("the result is an old export: %s", got.Content)
		}
		if again, _ := Convert(content); again.Content != got.Content {
			t.Errorf("got %s and then %s", got.Content, again.Content)
		}
	})
}
