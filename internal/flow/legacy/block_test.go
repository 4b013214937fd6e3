package legacy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// blockCase is a block of the old export and the action that it is.
type blockCase struct {
	name       string
	block      string // type, or type/target
	parameters string // "Name=value", "Name.key=value", "Name=key@Namespace", separated by "; "
	branches   string // "Condition>target" or "Condition:operator:value>target", separated by blanks

	action string // type
	want   string // parameters as JSON
	paths  string // ">target" next, "=operand>target" or "operator:operand>target" a condition, "!error>target"

	problems []string
}

// module writes the block as an export does.
func (c blockCase) module(t *testing.T) string {
	t.Helper()
	m := map[string]any{"id": "it", "metadata": map[string]any{"position": map[string]any{"x": 1, "y": 2}}}
	kind, target, targeted := strings.Cut(c.block, "/")
	m["type"] = kind
	if targeted {
		m["target"] = target
	}
	parameters := []any{}
	for _, text := range fields(c.parameters, "; ") {
		name, value, _ := strings.Cut(text, "=")
		name, key, keyed := strings.Cut(name, ".")
		p := map[string]any{"name": name, "value": value, "namespace": nil}
		if keyed {
			p["key"] = key
		}
		if key, namespace, dynamic := strings.Cut(value, "@"); dynamic {
			p["value"], p["namespace"] = key, namespace
		}
		if value, resource, named := strings.Cut(value, "|"); named {
			p["value"], p["resourceName"] = value, resource
		}
		parameters = append(parameters, p)
	}
	m["parameters"] = parameters
	branches := []any{}
	for _, text := range fields(c.branches, " ") {
		condition, to, _ := strings.Cut(text, ">")
		b := map[string]any{"transition": to}
		parts := strings.Split(condition, ":")
		b["condition"] = parts[0]
		if len(parts) == 3 {
			b["conditionType"], b["conditionValue"] = parts[1], parts[2]
		}
		branches = append(branches, b)
	}
	m["branches"] = branches
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func fields(s, separator string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, separator)
}

// paths writes transitions as the cases do.
func paths(t flow.Transitions) string {
	var out []string
	if t.NextAction != "" {
		out = append(out, ">"+string(t.NextAction))
	}
	for _, c := range t.Conditions {
		out = append(out, fmt.Sprintf("%s:%s>%s", c.Operator, c.Operand, c.NextAction))
	}
	for _, e := range t.Errors {
		out = append(out, fmt.Sprintf("!%s>%s", e.ErrorType, e.NextAction))
	}
	return strings.ReplaceAll(strings.Join(out, " "), string(flow.OpEquals)+":", "=")
}

func (c blockCase) run(t *testing.T) {
	t.Helper()
	f, err := Convert(`{"modules":[` + c.module(t) + `],"version":"1","type":"contactFlow","start":"it","metadata":{}}`)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := flow.Parse(f.Content)
	if err != nil {
		t.Fatal(err)
	}
	a, ok := doc.Action("it")
	if !ok {
		t.Fatalf("got no action of the module's id in %s", f.Content)
	}
	if string(a.Type) != c.action {
		t.Errorf("got type %s, want %s", a.Type, c.action)
	}
	if got, want := sorted(t, a.Parameters), sorted(t, json.RawMessage(c.want)); got != want {
		t.Errorf("got parameters %s, want %s", got, want)
	}
	if got := paths(a.Transitions); got != c.paths {
		t.Errorf("got transitions %s, want %s", got, c.paths)
	}
	var problems []string
	for _, p := range f.Problems {
		problems = append(problems, p.Message)
	}
	if !slices.Equal(problems, c.problems) {
		t.Errorf("got problems %q, want %q", problems, c.problems)
	}
}

// sorted is a value as JSON with its members in order.
func sorted(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var back any
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if data, err = json.Marshal(back); err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func runBlocks(t *testing.T, cases []blockCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.block+" "+c.name, c.run)
	}
}
