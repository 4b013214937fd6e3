package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// shopBot is the file of a bot that finds out what a customer wants.
const shopBot = `
intents:
  Order:
    utterances: [where is my order]
    slots:
      number: {type: integer, ask: "Which number has it?"}
    say: Let me look.
`

// lookUpFlow has a bot ask for an order, a function look it up, and tells.
const lookUpFlow = `{
  "Version": "2019-10-30", "StartAction": "bot",
  "Actions": [
    {"Identifier": "bot", "Type": "ConnectParticipantWithLexBot",
     "Parameters": {"Text": "Hello, what is it?", "LexV2Bot": {"AliasArn": "arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID"}},
     "Transitions": {"NextAction": "sorry",
       "Conditions": [{"NextAction": "function", "Condition": {"Operator": "Equals", "Operands": ["Order"]}}],
       "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingCondition"}, {"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "function", "Type": "InvokeLambdaFunction",
     "Parameters": {"LambdaFunctionARN": "arn:aws:lambda:eu-central-1:123456789012:function:orders", "InvocationTimeLimitSeconds": "8",
       "LambdaInvocationAttributes": {"order": "$.Lex.Slots.number"}, "ResponseValidation": {"ResponseType": "STRING_MAP"}},
     "Transitions": {"NextAction": "tell", "Errors": [{"NextAction": "sorry", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "tell", "Type": "MessageParticipant", "Parameters": {"Text": "Order $.Lex.Slots.number is $.External.state"},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "sorry", "Type": "MessageParticipant", "Parameters": {"Text": "That did not work"},
     "Transitions": {"NextAction": "end", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`

// orders is a function behind a URL, which fails at first, and keeps the keys of
// its calls.
type orders struct {
	sync.Mutex
	keys []string
}

func (o *orders) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.Lock()
	defer o.Unlock()
	o.keys = append(o.keys, r.Header.Get("Idempotency-Key"))
	if len(o.keys) == 1 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	var event struct {
		Name    string
		Details struct {
			ContactData struct{ ContactId, Channel, InstanceARN string }
			Parameters  map[string]string
		}
	}
	body, err := io.ReadAll(r.Body)
	data := &event.Details.ContactData
	if err != nil || json.Unmarshal(body, &event) != nil || event.Name != "ContactFlowEvent" ||
		data.ContactId == "" || data.Channel != "CHAT" || data.InstanceARN == "" || event.Details.Parameters["order"] != "4711" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	_, _ = io.WriteString(w, `{"state":"on its way"}`)
}

// shop is a server with the bot, and with what answers as the function.
func shop(t *testing.T, function http.Handler) *rejoin.Server {
	t.Helper()
	service := httptest.NewServer(function)
	t.Cleanup(service.Close)
	folder := t.TempDir()
	for name, content := range map[string]string{
		"bot.yaml": shopBot,
		"integrations.yaml": "bots:\n  arn:aws:lex:eu-central-1:123456789012:bot-alias/VGKIKY0S9G/TSTALIASID: {builtin: bot.yaml}\n" +
			"functions:\n  arn:aws:lambda:eu-central-1:123456789012:function:orders: {http: {url: '" + service.URL + "'}}\n",
	} {
		must(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return rejoin.Start(t, rejoin.Options{Args: []string{"--integrations", filepath.Join(folder, "integrations.yaml")}})
}

// A flow hands the customer to a bot, and what that found out to a function.
func TestFlowTalksToABotAndAFunction(t *testing.T) {
	t.Parallel()
	function := new(orders)
	s := shop(t, function)
	p := arrive(t, s, withFlow(flowID(t, s, "look up", lookUpFlow)))
	p.Say("Where is my order?")
	awaitText(p, "Which number has it?")
	p.Say("it is 4711")
	awaitText(p, "Let me look.")
	awaitText(p, "Order 4711 is on its way")
	p.Await(0, "onEnded", nil)
	function.Lock()
	defer function.Unlock()
	if len(function.keys) != 2 || function.keys[0] == "" || function.keys[0] != function.keys[1] {
		t.Errorf("got calls with the keys %q, want two with one key", function.keys)
	}
}
