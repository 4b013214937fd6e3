package flow_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/flowtest"
)

// Limits are about what was given: neither escapes nor quotes that are added here
// count, which made markup six times as long.
func TestLimitsCountWhatWasGiven(t *testing.T) {
	// fill is an object of so many bytes, full of what is escaped for HTML.
	fill := func(n int) string { return `{"a":"` + strings.Repeat("<&>", n)[:n-8] + `"}` }
	// numbers has many short values that become text.
	numbers := func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n-20; i++ {
			fmt.Fprintf(&b, `"%d":%d,`, i, i%10)
		}
		return "{" + b.String() + `"z":"` + strings.Repeat("z", n-b.Len()-8) + `"}`
	}
	function := flow.InvokeFunction{ARN: "l", Seconds: 8, Parameters: []byte("{}")}
	for _, kind := range []string{"STRING_MAP", "JSON"} {
		p := fmt.Sprintf(`{"LambdaFunctionARN": "l", "ResponseValidation": {"ResponseType": %q}}`, kind)
		for name, make := range map[string]func(int) string{"markup": fill, "numbers": numbers} {
			if got := len(make(flow.MaxFunctionResponse)); got != flow.MaxFunctionResponse {
				t.Fatalf("%s: got %d bytes, want %d", name, got, flow.MaxFunctionResponse)
			}
			try(t, "InvokeLambdaFunction", []trial{
				{name: kind + " as long as can be, " + name, parameters: p, wake: answered(make(flow.MaxFunctionResponse)), command: function, branch: "next"},
				{name: kind + " longer, " + name, parameters: p, wake: answered(make(flow.MaxFunctionResponse + 1)), command: function, branch: onError,
					note: "the function's answer has 32769 bytes, more than 32768"},
			})
		}
	}
	data := func(n int) string { return `{"ViewResource": {"Id": "v"}, "ViewData": ` + fill(n) + `}` }
	try(t, "ShowView", []trial{
		{name: "a view's data", parameters: data(flow.MaxViewData), wake: flow.Timeout{}, branch: "on TimeLimitExceeded",
			commands: []flow.Command{flow.ShowView{ViewID: "v", Data: []byte(fill(flow.MaxViewData))}, flow.Listen{Seconds: 400}}},
		{name: "more of it", parameters: data(flow.MaxViewData + 1), branch: onError, note: "ViewData has 16385 bytes, more than 16384"},
	})
	attributes := func(n int) string {
		return `{"LambdaFunctionARN": "l", "LambdaInvocationAttributes": ` + fill(n) + `}`
	}
	try(t, "InvokeLambdaFunction", []trial{
		{name: "attributes", parameters: attributes(flow.MaxValue), wake: answered("{}"), branch: "next",
			command: flow.InvokeFunction{ARN: "l", Seconds: 8, Parameters: []byte(fill(flow.MaxValue))}},
	})
	list := `["` + strings.Repeat("<", flow.MaxValue-4) + `"]`
	try(t, "Loop", []trial{
		{name: "a list", parameters: `{"LoopCount": ` + list + `}`, conditions: []string{"Equals ContinueLooping"}, branch: "if Equals ContinueLooping"},
	})
}

// What the docs promise a bot holds, whichever part of the answer is long, and what
// is kept of it stays bounded.
func TestABotMayAnswerAtLength(t *testing.T) {
	long := strings.Repeat("<", flow.MaxBotAnswer)
	one := map[string]string{"a": long}
	for name, c := range map[string]struct {
		answer flow.BotAnswer
		fits   bool
	}{
		"one message":          {flow.BotAnswer{Messages: []flow.BotMessage{{Content: long}}}, true},
		"a hundred messages":   {flow.BotAnswer{Messages: slices.Repeat([]flow.BotMessage{{Content: long[:2600]}}, 100)}, true},
		"one more":             {flow.BotAnswer{Messages: slices.Repeat([]flow.BotMessage{{Content: "a"}}, 101)}, false},
		"attributes":           {flow.BotAnswer{SessionAttributes: one}, true},
		"slots":                {flow.BotAnswer{Slots: one}, true},
		"another meaning":      {flow.BotAnswer{Interpretations: []flow.Interpretation{{}, {Intent: "b", Slots: one}}}, true},
		"state":                {flow.BotAnswer{State: []byte(long), SessionAttributes: one}, true},
		"more than it may say": {flow.BotAnswer{SessionAttributes: map[string]string{"a": strings.Repeat(long, 8)}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := parse(t, branching(t, "ConnectParticipantWithLexBot", `{"PromptId": "p", "LexV2Bot": {"AliasArn": "b"}}`))
			host := flowtest.Host{Bot: func(flow.AskBot) flow.Input { return flow.BotAnswered{Answer: c.answer} }}
			r := flowtest.Start(t, host, doc, flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow})
			r.Resume(said("hello"))
			state, err := r.Step.State.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if _, listens := r.Last().(flow.Listen); listens != c.fits {
				t.Errorf("got %T last, and trace %+v, want it to go on: %v", r.Last(), r.Trace, c.fits)
			}
			if len(state) > 16*flow.MaxBotAnswer {
				t.Errorf("got a state of %d bytes", len(state))
			}
		})
	}
}

// A state is as long as what is in it.
func TestAStateKeepsMarkupAsItIs(t *testing.T) {
	text := strings.Repeat("<&>", 1000)
	doc := parse(t, branching(t, "UpdateFlowAttributes", `{"FlowAttributes": {"a": "`+text+`"}}`))
	step, err := flow.Advance(doc, flow.NewState(flow.Beginning{FlowID: "f", Type: flow.TypeContactFlow}), flow.Start{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	data := []byte(snapshot(t, step.State))
	if !strings.Contains(string(data), text) || strings.HasSuffix(string(data), "\n") || !json.Valid(data) {
		t.Errorf("got %s", data)
	}
	if got := slices.Collect(maps.Values(step.State.Attributes)); !slices.Equal(got, []string{text}) {
		t.Errorf("got attributes %q", got)
	}
}
