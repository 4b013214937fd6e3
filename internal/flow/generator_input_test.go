package flow_test

import (
	"strconv"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// input is an answer that fits the command.
func (g *generator) input(c flow.Command, docs map[flow.ID]*flow.Document) flow.Input {
	if g.IntN(10) == 0 {
		return flow.Result{Error: pick(g, flow.ErrorNoMatchingError, flow.ErrorQueueAtCapacity, flow.ErrorParticipantNotFound)}
	}
	switch c := c.(type) {
	case flow.Wait:
		if len(c.Events) > 0 && g.IntN(2) == 0 {
			return flow.Occurred{Event: pick(g, c.Events...)}
		}
		return flow.Timeout{}
	case flow.Listen:
		return g.speech()
	case flow.SignIn:
		return pick[flow.Input](g, flow.SignedIn{}, flow.SignedIn{OptedOut: true}, flow.Timeout{})
	case flow.AskBot:
		return g.botAnswer(c)
	case flow.InvokeFunction:
		return flow.FunctionAnswered{Payload: []byte(pick(g,
			`{"s": "gold", "list": ["a", {"b": "ü"}]}`, `{"s": "gold", "n": 1.50}`, `["a"]`, `{`, "", `{"list": []}`, `{"s": "\u0000"}`, `{"s": "\\u0000"}`))}
	case flow.Consult:
		return flow.Consulted{Answer: []byte(pick(g,
			`{"Customer": {"ProfileId": "p1", "FirstName": "ü", "Attributes": {"x": 1.50}}}`, `{"Customer": {"ProfileId": "p2", "FirstName": {}}}`,
			`{"DataTables": {"q": {"a": "gold"}}, "DataTableList": {"primaryKeyGroups": {"default": [{"a": "\\u0000"}]}}}`,
			`{}`, ``, `[]`, `{"Error": "NoneFoundError"}`, `{"Error": "\u0000"}`))}
	case flow.ReadMetrics:
		return flow.Fetched{Data: []byte(pick(g, metrics, `{}`, `[]`, ``, `{"Queue": {"Name": "\u0000"}}`))}
	case flow.CheckHours:
		return flow.Result{Value: pick(g, "True", "False")}
	case flow.ReadMetric:
		return flow.Result{Value: strconv.Itoa(g.IntN(100))}
	case flow.ShowView:
		return flow.Result{Value: pick(g, "", "View")}
	case flow.LoadFlow:
		return g.load(c.FlowID, "", flow.TypeContactFlow, docs)
	case flow.LoadModule:
		return g.load(c.ModuleID, "content of "+string(c.ModuleID), "", docs)
	case flow.LoadContent:
		return g.load(c.FlowID, c.Content, "", docs)
	}
	return flow.Result{}
}

func (g *generator) load(id flow.ID, content string, t flow.Type, docs map[flow.ID]*flow.Document) flow.Input {
	doc, found := docs[id]
	if !found {
		return flow.Result{Error: flow.ErrorNoMatchingError}
	}
	return flow.Loaded{FlowID: id, Content: content, Type: t, Document: doc}
}

// speech is something that the customer may do when a flow listens.
func (g *generator) speech() flow.Input {
	switch g.IntN(6) {
	case 0:
		return flow.Timeout{}
	case 1:
		return flow.Heard{ContentType: response, Text: pick(g,
			`{"templateType":"ViewResource","action":"gold","data":{"a":["<ü>"]}}`,
			`{"templateType":"ViewResource","action":"lead","viewName":"Other"}`,
			`{"templateType":"ViewResource","action":"go\u0000ld","data":"{\"a\": \"\\u0000\"}"}`,
			`{"action":"SHOW_MORE","data":{"nextIndex":5}}`, `{"title":"One"}`, `{`)}
	}
	return said(pick(g, "a bill", " ", "gold", "\xff", "\x00"))
}

func (g *generator) botAnswer(c flow.AskBot) flow.Input {
	a := flow.BotAnswer{
		Intent:       pick(g, "gold", "lead", ""),
		IntentState:  pick(g, "Fulfilled", "InProgress", "Failed", ""),
		DialogAction: pick(g, "Close", "ElicitSlot", "ElicitIntent", ""),
		State:        []byte(pick(g, "", "s", string(c.State)+"+")),
	}
	for range g.IntN(3) {
		a.Messages = append(a.Messages, flow.BotMessage{
			ContentType: pick(g, "PlainText", "CustomPayload", "SSML"), Content: pick(g, "Which?", `{"templateType":"Panel"}`, "", "ü", "\x00"),
		})
	}
	if g.IntN(2) == 0 {
		a.Slots = map[string]string{"a": "1", "b": ""}
		a.SessionAttributes = map[string]string{"a": "2"}
		a.Interpretations = []flow.Interpretation{{Intent: a.Intent, Score: 0.5, Sentiment: "MIXED"}, {Intent: "lead", Score: 0.25}}
	}
	return flow.BotAnswered{Answer: a}
}
