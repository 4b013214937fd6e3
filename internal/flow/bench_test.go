package flow_test

import (
	"os"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// BenchmarkActions runs flow-control actions that need no host: two nested
// loops with a comparison and an attribute in them.
func BenchmarkActions(b *testing.B) {
	doc := document(b, "busy", flow.TypeContactFlow)
	env := flow.Values{"$.Attributes.tier": "gold"}
	st := flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow, Seed: 1})
	actions := 0
	b.ReportAllocs()
	for b.Loop() {
		step, err := flow.Advance(doc, st, flow.Start{}, env)
		if err != nil {
			b.Fatal(err)
		}
		actions += len(step.Trace)
	}
	b.ReportMetric(float64(actions)/b.Elapsed().Seconds(), "actions/s")
}

// BenchmarkStoredSteps runs a disconnect flow as a host does: every command is
// answered, and the state goes through JSON each time.
func BenchmarkStoredSteps(b *testing.B) {
	doc := document(b, "async_disconnect", flow.TypeContactFlow)
	env := flow.Values{"$.Attributes.lastAgentArn": "arn:agent"}
	inputs := []flow.Input{
		flow.Start{}, flow.Result{}, flow.Occurred{Event: flow.EventCustomerReturned}, flow.Result{}, flow.Result{},
	}
	steps := 0
	b.ReportAllocs()
	for b.Loop() {
		st := flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
		for _, in := range inputs {
			data, err := st.Encode()
			if err != nil {
				b.Fatal(err)
			}
			if st, err = flow.ParseState(data); err != nil {
				b.Fatal(err)
			}
			step, err := flow.Advance(doc, st, in, env)
			if err != nil {
				b.Fatal(err)
			}
			st = step.State
			steps++
		}
	}
	b.ReportMetric(float64(steps)/b.Elapsed().Seconds(), "steps/s")
}

// BenchmarkCheck parses and lints, as publishing does.
func BenchmarkCheck(b *testing.B) {
	content, err := os.ReadFile("testdata/async_disconnect.json")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, problems := flow.Check(string(content), flow.TypeContactFlow, nil); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
