package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// traceable is a flow with an attribute whose name a function decides, a bot, a
// function, something that cannot be done, and a wait.
const traceable = `{
  "Version": "2019-10-30", "StartAction": "bot",
  "Actions": [
    {"Identifier": "bot", "Type": "ConnectParticipantWithLexBot",
     "Parameters": {"Text": "Hello, what is it?", "LexV2Bot": {"AliasArn": "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID"}},
     "Transitions": {"NextAction": "end",
       "Conditions": [{"NextAction": "function", "Condition": {"Operator": "Equals", "Operands": ["Order"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingCondition"}, {"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "function", "Type": "InvokeLambdaFunction",
     "Parameters": {"LambdaFunctionARN": "arn:aws:lambda:eu-central-1:123456789012:function:orders", "InvocationTimeLimitSeconds": "8",
       "LambdaInvocationAttributes": {"order": "$.Lex.Slots.number"}, "ResponseValidation": {"ResponseType": "STRING_MAP"}},
     "Transitions": {"NextAction": "attribute", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "attribute", "Type": "UpdateContactAttributes",
     "Parameters": {"TargetContact": "Current", "Attributes": {"$.Lex.IntentName": "$.External.state"}},
     "Transitions": {"NextAction": "case", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "case", "Type": "CreateCase", "Parameters": {},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "wait", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeoutSeconds": "1"},
     "Transitions": {"Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// tracedLine is a line of `rejoin flow trace --json`.
type tracedLine struct {
	Time                                                    time.Time
	OffsetMs                                                int64
	Flow, FlowName, Action, Type, Result, Error, Next, Note string
	Inputs                                                  map[string]string
}

// trace runs `rejoin flow trace` with the settings of `rejoin env`.
func trace(t *testing.T, s *rejoin.Server, args ...string) string {
	t.Helper()
	var env []string
	for name, value := range s.Settings {
		env = append(env, name+"="+value)
	}
	r, err := rejoin.Run(t.Context(), env, append([]string{"flow", "trace"}, args...)...)
	must(t, err)
	if r.Code != 0 || r.Stderr != "" {
		t.Fatalf("got exit code %d: %s%s", r.Code, r.Stdout, r.Stderr)
	}
	return r.Stdout
}

// What a flow did is told line by line, while the chat goes on and after it, and to
// nobody without the API key.
func TestFlowTraceOfAChat(t *testing.T) {
	t.Parallel()
	s := shop(t, new(orders))
	flow := flowID(t, s, "traceable", traceable)
	p := arrive(t, s, withFlow(flow))
	contact := p.Details.ContactID
	if out := trace(t, s, contact); !regexp.MustCompile(`\Aflow traceable \d+: ` + flow + `\nnow in traceable \d+  bot  ConnectParticipantWithLexBot  .*\n\z`).MatchString(out) {
		t.Errorf("got %q before any action was over, want where the flow is", out)
	}
	p.Say("Where is my order?")
	awaitText(p, "Which number has it?")
	p.Say("it is 4711")
	var lines []tracedLine
	for line := range strings.Lines(trace(t, s, "--json", "--follow", contact)) { // until the chat has ended
		var l tracedLine
		must(t, json.Unmarshal([]byte(line), &l))
		lines = append(lines, l)
	}
	p.Await(0, "onEnded", nil)

	const bot, function = "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID", "arn:aws:lambda:eu-central-1:123456789012:function:orders"
	want := []string{
		"bot ConnectParticipantWithLexBot LexV2Bot.AliasArn=" + bot + " Text=Hello, what is it?: Order, function",
		`function InvokeLambdaFunction InvocationTimeLimitSeconds=8 LambdaFunctionARN=` + function + ` LambdaInvocationAttributes={"order":"4711"} ResponseValidation.ResponseType=STRING_MAP: , attribute`,
		"attribute UpdateContactAttributes Attributes.Order=on its way TargetContact=Current: , case",
		"case CreateCase: NoMatchingError, wait",
		"wait Wait TimeoutSeconds=1: WaitCompleted, end",
		"end DisconnectParticipant: , ",
	}
	var got []string
	last := int64(0)
	for _, l := range lines {
		line := l.Action + " " + l.Type
		for _, name := range slices.Sorted(maps.Keys(l.Inputs)) {
			line += " " + name + "=" + l.Inputs[name]
		}
		got = append(got, fmt.Sprintf("%s: %s%s, %s", line, l.Result, l.Error, l.Next))
		if l.Flow != flow || !strings.HasPrefix(l.FlowName, "traceable") || l.OffsetMs < last || l.Time.IsZero() || l.Error != "" && l.Note == "" {
			t.Errorf("got %+v after %d ms, want the flow, a later time and the reason of an error", l, last)
		}
		last = l.OffsetMs
	}
	wantSame(t, "trace", got, want)
	if wait := lines[4].OffsetMs - lines[3].OffsetMs; wait < 1000 {
		t.Errorf("got a wait of %d ms, want a second", wait)
	}
	table := regexp.MustCompile(`(?m)^\S+Z +\S+s +traceable \d+ +wait +Wait +TimeoutSeconds=1 +WaitCompleted +end$`)
	if out := trace(t, s, contact); !table.MatchString(out) || strings.Count(out, "\n") != len(want)+2 {
		t.Errorf("got\n%s\nwant a table", out)
	}

	path := s.URL + "/rejoin/contacts/" + s.InstanceID() + "/" + contact + "/flow-trace"
	for name, value := range map[string]string{"": "", "X-Amz-Bearer": p.Details.ParticipantToken, "Authorization": "Bearer " + p.Details.ParticipantToken} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		must(t, err)
		if name != "" {
			r.Header.Set(name, value)
		}
		answer, err := http.DefaultClient.Do(r)
		must(t, err)
		answer.Body.Close()
		if answer.StatusCode/100 != 4 {
			t.Errorf("with %q: got status %d, want it refused", name, answer.StatusCode)
		}
	}
}
