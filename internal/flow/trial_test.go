package flow_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// trial runs one action whose every branch leads to an action named after the
// branch: "next", "on <error>", "if <operator> <operand>".
type trial struct {
	name       string
	parameters string    // JSON
	conditions []string  // "<operator> <operand>"
	kind       flow.Type // CONTACT_FLOW if empty
	env        flow.Values
	answer     flow.Result // to the action's command
	wake       flow.Input  // when it parks
	wakes      []flow.Input

	modules map[flow.ID]flow.Loaded

	command  flow.Command   // nil: it asks for nothing
	commands []flow.Command // all of several
	branch   string         // where it goes; empty: the command is the end
	note     string         // part of the trace's note
}

func try(t *testing.T, action flow.ActionType, trials []trial) {
	t.Helper()
	for _, c := range trials {
		t.Run(c.name, func(t *testing.T) { c.run(t, action) })
	}
}

func (c trial) run(t *testing.T, action flow.ActionType) {
	t.Helper()
	kind := c.kind
	if kind == "" {
		kind = flow.TypeContactFlow
	}
	doc := parse(t, branching(t, action, c.parameters, c.conditions...))
	host := script(c.env, c.answer)
	host.Modules, host.Metrics = c.modules, metrics
	r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: kind})
	if c.wake != nil {
		c.wakes = append(c.wakes, c.wake)
	}
	for _, in := range c.wakes {
		r.Resume(in)
	}
	want := c.commands
	if c.command != nil {
		want = append(want, c.command)
	}
	if c.branch != "" {
		want = append(want, flow.End{Reason: flow.EndFinished, Action: flow.ActionID(c.branch)})
	}
	got := r.Commands
	if c.modules != nil {
		got = slices.DeleteFunc(slices.Clone(got), loads)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got commands\n%#v, want\n%#v", got, want)
	}
	if len(r.Trace) == 0 || !strings.Contains(r.Trace[0].Note, c.note) {
		t.Errorf("got trace %+v, want a note with %q", r.Trace, c.note)
	}
}

// loads reports whether a command is about the documents of modules.
func loads(c flow.Command) bool {
	switch c.(type) {
	case flow.LoadModule, flow.LoadContent:
		return true
	}
	return false
}

func parse(t testing.TB, content string) *flow.Document {
	t.Helper()
	doc, err := flow.Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// object is a JSON object.
type object = map[string]any

// everyError lists the errors that branching gives a branch.
var everyError = []flow.ErrorName{
	flow.ErrorNoMatchingCondition, flow.ErrorQueueAtCapacity,
	flow.ErrorParticipantNotFound, flow.ErrorInputTimeLimitExceeded, flow.ErrorTimeLimitExceeded,
	flow.ErrorChannelMismatch, flow.ErrorMultipleFound, flow.ErrorNoneFound, flow.ErrorInFlightRedactionConfigurationFailed, flow.ErrorNoMatchingError,
}

// branching is a document whose first action, "it", is the one given.
func branching(t testing.TB, action flow.ActionType, parameters string, conditions ...string) string {
	t.Helper()
	if parameters == "" {
		parameters = "{}"
	}
	targets := []string{"next"}
	var ifs, errs []object
	for _, condition := range conditions {
		operator, operand, _ := strings.Cut(condition, " ")
		targets = append(targets, "if "+condition)
		ifs = append(ifs, object{
			"NextAction": "if " + condition,
			"Condition":  object{"Operator": operator, "Operands": []string{operand}},
		})
	}
	for _, name := range everyError {
		targets = append(targets, "on "+string(name))
		errs = append(errs, object{"NextAction": "on " + name, "ErrorType": name})
	}
	actions := []object{{
		"Identifier": "it", "Type": action, "Parameters": json.RawMessage(parameters),
		"Transitions": object{"NextAction": "next", "Conditions": ifs, "Errors": errs},
	}}
	for _, id := range targets {
		actions = append(actions, object{"Identifier": id, "Type": "EndFlowExecution", "Parameters": object{}, "Transitions": object{}})
	}
	return marshal(t, object{"Version": flow.Version, "StartAction": "it", "Metadata": object{}, "Actions": actions})
}

// jsonObject reads a JSON object.
func jsonObject(t testing.TB, text string) (o object) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
