package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// exported is an export of the package legacy, by its name without .json.
func exported(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "internal", "flow", "legacy", "testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// written is a file with a content, in a folder of its own.
func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// sends is a flow that goes over to another one of the language's name.
func sends(name, to string) string {
	return `{"Version":"2019-10-30","StartAction":"go","Metadata":{"name":"` + name + `","type":"contactFlow"},"Actions":[
		{"Identifier":"go","Type":"TransferToFlow","Parameters":{"ContactFlowId":"` + to + `"},"Transitions":{"Errors":[{"NextAction":"end","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"end","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
}

func TestFlowLintNeedsNoServer(t *testing.T) {
	warp := `{"modules":[{"id":"a","type":"Warp"}],"start":"b"}`
	returning := `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"TransferContactToQueue","Transitions":{"Errors":[{"NextAction":"b","ErrorType":"QueueAtCapacity"},{"NextAction":"b","ErrorType":"NoMatchingError"}]}},{"Identifier":"b","Type":"EndFlowExecution"}]}`
	for _, test := range []struct {
		name   string
		args   []string
		stdin  string
		code   int
		stdout string
		stderr string
	}{
		{"both formats, without a fault", []string{exported(t, "basic-chat"), exported(t, "basic-chat.legacy"), exported(t, "survey.legacy")}, "", 0, "", ""},
		{
			"faults as text", []string{"-"}, warp, 1,
			"-: a: warning: Warp: the block type is not known; it was taken over with its own names\n-: StartAction \"b\" does not exist\n-: a: Type \"Warp\" is unknown\n", "",
		},
		{
			"faults as JSON, options last", []string{"-", "--format", "json"}, `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"<x>"}]}`, 1,
			`{"file":"-","action":"a","message":"Type \"<x>\" is unknown","severity":"error"}` + "\n", "",
		},
		{"no flow", []string{"-"}, "hello", 1, "-: flow content must be one JSON object\n", ""},
		{"the type that the file leaves open", []string{"-"}, returning, 0, "", ""},
		{"another type", []string{"--type", "agentWhisper", "-"}, returning, 1, "-: a: TransferContactToQueue is not allowed in a flow of type AGENT_WHISPER\n", ""},
		{"no file", nil, "", 2, "", "rejoin: name at least one file, or - for standard input\n"},
		{"a file that is not there", []string{"none.json"}, "", 2, "", "rejoin: open none.json: no such file or directory\n"},
		{"an unknown type", []string{"--type", "SONG", "-"}, "", 2, "", "rejoin: flow: invalid value \"SONG\" for flag -type: there is no such flow type\n"},
		{"an unknown format", []string{"--format", "xml", "-"}, "", 2, "", "rejoin: flow: invalid value \"xml\" for flag -format: want text or json\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := program(t, append([]string{"flow", "lint"}, test.args...)...)
			c.Stdin = strings.NewReader(test.stdin)
			if got := run(t, c); got != (result{test.code, test.stdout, test.stderr}) {
				t.Errorf("got code %d, stdout %q, stderr %q, want %d, %q, %q", got.code, got.stdout, got.stderr, test.code, test.stdout, test.stderr)
			}
		})
	}
}

func TestFlowTellsHowItIsCalled(t *testing.T) {
	for _, test := range []struct {
		args   []string
		code   int
		output string
	}{
		{[]string{"help"}, 0, "Usage: rejoin flow COMMAND"},
		{[]string{"import", "--help"}, 0, "Usage: rejoin flow import [OPTIONS] FILE..."},
		{[]string{"export", "-h"}, 0, "Usage: rejoin flow export [OPTIONS] NAME|ID|ARN"},
		{[]string{"trace", "-h"}, 0, "Usage: rejoin flow trace [OPTIONS] CONTACT"},
		{nil, 2, "Usage: rejoin flow COMMAND"},
		{[]string{"fly"}, 2, `flow: unknown command "fly"`},
		{[]string{"import"}, 2, "name at least one file"},
		{[]string{"import", "--save", "--publish", "x"}, 2, "exclude each other"},
		{[]string{"export"}, 2, "name one flow"},
		{[]string{"export", "a", "b"}, 2, "name one flow"},
		{[]string{"export", "a", "--data", "nowhere"}, 1, "no server has its data in nowhere"},
		{[]string{"trace"}, 2, "name one contact"},
		{[]string{"trace", "a", "b"}, 2, "name one contact"},
		{[]string{"trace", "a", "--data", "nowhere"}, 1, "no server has its data in nowhere"},
		{[]string{"import", "--data", "nowhere", exported(t, "survey")}, 1, "no server has its data in nowhere"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			t.Parallel()
			got := run(t, program(t, append([]string{"flow"}, test.args...)...))
			if got.code != test.code || !strings.Contains(got.stdout+got.stderr, test.output) {
				t.Errorf("got code %d, stdout %q, stderr %q, want %d and %s", got.code, got.stdout, got.stderr, test.code, test.output)
			}
		})
	}
}

// installation is a server with a data folder, and the commands that work on it.
type installation struct {
	*running
	dir string
}

func install(t *testing.T) installation {
	t.Helper()
	dir := t.TempDir()
	return installation{serving(t, program(t, "serve", "--listen", "127.0.0.1:0", "--data", dir)), dir}
}

func (i installation) flow(t *testing.T, args ...string) result {
	t.Helper()
	return run(t, program(t, append(append([]string{"flow"}, args...), "--data", i.dir)...))
}

// imported is the id of a flow in what an import says.
func imported(t *testing.T, got result, outcome string) string {
	t.Helper()
	found := regexp.MustCompile(regexp.QuoteMeta(outcome) + `: ([0-9a-f-]{36})\n`).FindStringSubmatch(got.stdout)
	if found == nil {
		t.Fatalf("got code %d, stdout %q, stderr %q, want %s", got.code, got.stdout, got.stderr, outcome)
	}
	return found[1]
}

// The pair of the asynchronous chat, in the old format: the first names the
// second and a queue by name only.
func TestAChatRunsThroughAnImportedFlow(t *testing.T) {
	i := install(t)
	pair := []string{exported(t, "basic-chat.legacy"), exported(t, "basic-chat-disconnect.legacy")}
	dry := i.flow(t, append([]string{"import", "--dry-run"}, pair...)...)
	if dry.code != 0 || !strings.Contains(dry.stdout, `would create the flow "Basic Chat", published`) {
		t.Fatalf("dry: got code %d, %q, %q", dry.code, dry.stdout, dry.stderr)
	}
	got := i.flow(t, append([]string{"import"}, pair...)...)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got code %d, %q, %q, want 0", got.code, got.stdout, got.stderr)
	}
	id := imported(t, got, `created the flow "Basic Chat", published`)
	imported(t, got, `updated the flow "Basic Chat Disconnect Flow", published`)

	talk := func(says string, args ...string) result {
		c := program(t, append([]string{"chat", "--flow", id, "--endpoint", "http://" + i.where(t)}, args...)...)
		c.Stdin = strings.NewReader(says)
		return run(t, c)
	}
	said := talk("Where is my parcel?\n")
	contact := regexp.MustCompile(`contact ([0-9a-f-]{36})`).FindStringSubmatch(said.stdout + said.stderr)
	if said.code != 0 || contact == nil {
		t.Fatalf("the chat: got code %d, %s%s", said.code, said.stdout, said.stderr)
	}
	// What was said there is the past of the next chat.
	again := talk("", "--rejoin", contact[1])
	for _, want := range []string{"Thank you for contacting us.", "Where is my parcel?"} {
		if again.code != 0 || !strings.Contains(again.stdout, want) {
			t.Errorf("got code %d, %s%s, want %s in the history", again.code, again.stdout, again.stderr, want)
		}
	}
}

func TestWhatCannotRunIsOnlySaved(t *testing.T) {
	i := install(t)
	lost := written(t, "lost.json", sends("Lost", "Nowhere"))
	follower := written(t, "follower.json", sends("Follower", "Lost"))
	got := i.flow(t, "import", lost, follower)
	if got.code != 1 {
		t.Errorf("got code %d, want 1", got.code)
	}
	if want := lost + `: go: parameter ContactFlowId: this instance has no flow "Nowhere"` + "\n" +
		follower + `: it refers to the flow "Lost", which is not published` + "\n"; got.stderr != want {
		t.Errorf("got %q, want %q", got.stderr, want)
	}
	imported(t, got, `created the flow "Lost", saved`)
	imported(t, got, `created the flow "Follower", saved`)

	whisper := i.flow(t, "import", "--type", "AGENT_WHISPER", "--name", "Lost", exported(t, "survey"))
	if whisper.code != 1 || !strings.Contains(whisper.stdout, "left alone") || !strings.Contains(whisper.stderr, "cannot become AGENT_WHISPER") {
		t.Errorf("another type: got code %d, %q, %q", whisper.code, whisper.stdout, whisper.stderr)
	}
	if got := i.flow(t, "import", lost, written(t, "twin.json", sends("Lost", "x"))); got.code != 1 || !strings.Contains(got.stderr, `are both called "Lost"`) {
		t.Errorf("two of one name: got code %d, %q", got.code, got.stderr)
	}
}

// A file that the API does not take leaves the others as they would be without it, in
// whichever order they come.
func TestAFileThatIsRefusedDoesNotHoldUpTheOthers(t *testing.T) {
	i := install(t)
	overlong := strings.Repeat("x", 200)
	bad := written(t, "bad.json", sends(overlong, "Sound"))
	const fault = ": the name has 200 characters, the limit is 127\n"
	for _, options := range [][]string{{"--dry-run"}, nil} {
		sound, follower := written(t, "sound.json", sends("Sound", "Sound")), written(t, "follower.json", sends("Follower", overlong))
		got := i.flow(t, append(append([]string{"import"}, options...), bad, sound, follower)...)
		want := bad + fault + follower + `: go: parameter ContactFlowId: this instance has no flow "` + overlong + `"` + "\n"
		if got.code != 1 || got.stderr != want || !strings.Contains(got.stdout, bad+": left alone\n") {
			t.Fatalf("%v: got code %d, %q and %q, want 1, that one file is left alone and %q", options, got.code, got.stdout, got.stderr, want)
		}
		if options == nil {
			imported(t, got, `created the flow "Sound", published`)
			imported(t, got, `created the flow "Follower", saved`)
		} else if !strings.Contains(got.stdout, `would create the flow "Sound", published`) || !strings.Contains(got.stdout, `would create the flow "Follower", saved`) {
			t.Errorf("a dry run: got %q", got.stdout)
		}
	}
}

func TestFlowsThatReferToEachOtherAreImportedTogether(t *testing.T) {
	i := install(t)
	got := i.flow(t, "import", written(t, "a.json", sends("Ping", "Pong")), written(t, "b.json", sends("Pong", "Ping")), written(t, "c.json", sends("Self", "Self")))
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got code %d, %q, %q, want 0", got.code, got.stdout, got.stderr)
	}
	ping, pong := imported(t, got, `created the flow "Ping", published`), imported(t, got, `created the flow "Pong", published`)
	for id, other := range map[string]string{ping: pong, pong: ping} {
		if out := i.flow(t, "export", id); out.code != 0 || !strings.Contains(out.stdout, "/contact-flow/"+other+`"`) {
			t.Errorf("%s: got %s%s, want the published content to name %s", id, out.stdout, out.stderr, other)
		}
	}
}

func TestAFlowLeavesOneInstallationForAnother(t *testing.T) {
	from, to := install(t), install(t)
	if got := from.flow(t, "import", exported(t, "basic-chat"), exported(t, "basic-chat-disconnect"), exported(t, "survey.legacy")); got.code != 0 {
		t.Fatalf("got code %d, %q", got.code, got.stderr)
	}
	folder := t.TempDir()
	var files []string
	for _, name := range []string{"Basic Chat", "Survey"} {
		file := filepath.Join(folder, name+".json")
		if got := from.flow(t, "export", name, "-o", file); got.code != 0 || got.stdout != "" {
			t.Fatalf("%s: got code %d, %q, %q", name, got.code, got.stdout, got.stderr)
		}
		files = append(files, file)
	}
	got := to.flow(t, append([]string{"import"}, files...)...)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got code %d, %q, %q, want 0", got.code, got.stdout, got.stderr)
	}
	id := imported(t, got, `created the flow "Basic Chat", published`)
	if out := to.flow(t, "export", "Survey"); !strings.Contains(out.stdout, "/contact-flow/"+id+`"`) {
		t.Errorf("got %s, want it to refer to the flow %s of this installation", out.stdout, id)
	}
}

func TestTheVariablesOfEnvPointAtTheServer(t *testing.T) {
	i := install(t)
	shell := run(t, program(t, "env", "--data", i.dir))
	c := program(t, "flow", "import", "--save", "--name", "Mine", "-")
	for line := range strings.Lines(shell.stdout) {
		c.Env = append(c.Env, strings.TrimSpace(strings.TrimPrefix(line, "export ")))
	}
	c.Stdin = strings.NewReader(sends("Yours", "$.Attributes.next"))
	imported(t, run(t, c), `created the flow "Mine", saved`)
}

func TestModulesAreImportedBesideFlows(t *testing.T) {
	i := install(t)
	module := written(t, "survey.json", `{"Version":"2019-10-30","StartAction":"a","Metadata":{"name":"Ask"},
		"Settings":{"InputParameters":[],"OutputParameters":[],"Transitions":[{"DisplayName":"Success","ReferenceName":"Success","Description":""},{"DisplayName":"Error","ReferenceName":"Error","Description":""}]},
		"Actions":[{"Identifier":"a","Type":"MessageParticipant","Parameters":{"Text":"How was it?"},"Transitions":{"NextAction":"b","Errors":[{"NextAction":"b","ErrorType":"NoMatchingError"}]}},
		{"Identifier":"b","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`)
	caller := written(t, "caller.json", `{"modules":[
		{"id":"a","type":"InvokeModule","parameters":[{"name":"FlowModuleId","value":"","resourceName":"Ask"}],"branches":[{"condition":"Success","transition":"b"},{"condition":"Error","transition":"b"}]},
		{"id":"b","type":"Disconnect"}],"version":"1","start":"a","metadata":{"name":"Asking","type":"contactFlow"}}`)
	got := i.flow(t, "import", caller, module)
	if got.code != 0 || got.stderr != "" {
		t.Fatalf("got code %d, %q, %q, want 0", got.code, got.stdout, got.stderr)
	}
	id := imported(t, got, `created the module "Ask", published`)
	imported(t, got, `created the flow "Asking", published`)
	var doc struct{ Metadata struct{ Name, Type string } }
	if out := i.flow(t, "export", id); json.Unmarshal([]byte(out.stdout), &doc) != nil || doc.Metadata.Name != "Ask" {
		t.Errorf("got %s%s, want the module", out.stdout, out.stderr)
	}
}
