package flow_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// afterAction runs an action, with these inputs whenever it parks, and tells what
// references stand for when it has succeeded.
func afterAction(t *testing.T, action flow.ActionType, parameters string, env flow.Values, wakes []flow.Input, paths []string) []string {
	t.Helper()
	tree := object{}
	for i, p := range paths {
		tree[strings.Repeat("i", i+1)] = p
	}
	end := object{"Identifier": "read", "Type": "UpdateContactAttributes", "Parameters": object{"Attributes": tree}}
	first := object{"Identifier": "it", "Type": action, "Parameters": jsonObject(t, parameters), "Transitions": object{"NextAction": "read"}}
	doc := parse(t, marshal(t, object{"Version": flow.Version, "StartAction": "it", "Actions": []object{first, end}}))
	r := flowtest.Start(t, flowtest.Host{Env: env, Metrics: metrics}, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
	for _, in := range wakes {
		r.Resume(in)
	}
	for _, c := range r.Commands {
		set, ok := c.(flow.UpdateAttributes)
		if !ok {
			continue
		}
		out := make([]string, len(paths))
		for i := range paths {
			out[i] = set.Attributes[strings.Repeat("i", i+1)]
		}
		return out
	}
	t.Fatalf("got commands %#v, want the action to succeed; trace %+v", r.Commands, r.Trace)
	return nil
}

// metrics is what the test's host knows of a queue.
const metrics = `{"Queue": {"Name": "Care", "Size": 2, "OldestContactAge": null}, "Agents": {"Online": {"Count": 1}}}`
