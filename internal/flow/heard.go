package flow

import (
	"encoding/json"
	"strings"
)

// Content types of a chat. spec: SendMessage ContentType.
const (
	contentPlain       = "text/plain"
	contentInteractive = "application/vnd.amazonaws.connect.message.interactive"
	contentResponse    = "application/vnd.amazonaws.connect.message.interactive.response"
)

// heard is what the customer said as a bot gets it. The response to an interactive
// message is the title that was chosen, or else the name of the action; one that
// carries more, as those do that page through a list, is passed on whole, since
// the bot needs it [I]. client: amazon-connect-chat-interface, InteractiveMessage.
func heard(in Heard) string {
	if in.ContentType != contentResponse {
		return strings.TrimSpace(in.Text)
	}
	r, ok := readResponse(in.Text)
	if !ok {
		return strings.TrimSpace(in.Text)
	}
	for _, name := range []string{"selectionText", "title"} {
		if text := textOf(r.fields, name); text != "" {
			return text
		}
		if text := textOf(r.data, name); text != "" {
			return text
		}
	}
	delete(r.data, "actionName")
	if r.action != "" && len(r.data) == 0 {
		return r.action
	}
	return strings.TrimSpace(in.Text)
}

// response is what a client sends for an interactive message.
type response struct {
	fields map[string]json.RawMessage
	action string
	data   map[string]json.RawMessage
	raw    json.RawMessage // data
}

func readResponse(text string) (response, bool) {
	fields, ok := object(cleanJSON([]byte(text)))
	if !ok {
		return response{}, false
	}
	r := response{fields: fields, action: textOf(fields, "action"), raw: fields["data"]}
	if nested := textOf(fields, "data"); nested != "" {
		r.raw = cleanJSON([]byte(nested)) // JSON within JSON
	}
	r.data, ok = object(r.raw)
	if !ok {
		r.raw = json.RawMessage("{}")
	}
	if content, ok := object(r.data["content"]); ok {
		r.data = content
	}
	return r, true
}
