package startchat

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
)

// members is a JSON object whose names are compared without regard to case.
type members struct {
	values map[string]json.RawMessage // by lower-case name, without nulls
	err    error                      // the first member that could not be read
}

// parse reads a body, whatever content type it was announced with: a browser
// that says text/plain spares itself a preflight. An empty body asks for a chat
// with everything by default.
func parse(body []byte) (*request, error) {
	var object map[string]json.RawMessage
	if len(bytes.TrimSpace(body)) > 0 {
		if !utf8.Valid(body) || holdsNUL(body) || json.Unmarshal(body, &object) != nil {
			return nil, serialization("the body must be a JSON object in UTF-8, without the character U+0000")
		}
	}
	m := members{values: map[string]json.RawMessage{}}
	// In order of the names, so that the same body always reads the same.
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if value := object[name]; string(value) != "null" {
			m.values[strings.ToLower(name)] = value
		}
	}
	r := m.request()
	return r, m.err
}

func (m *members) request() *request {
	var details connect.ParticipantDetails
	m.read("ParticipantDetails", &details)
	r := &request{
		instanceID:    m.text("InstanceId"),
		contactFlowID: m.text("ContactFlowId"),
		customerName:  m.text("customerName"),
		username:      m.text("Username"),
		customerID:    m.text("CustomerId"),
		clientToken:   m.text("ClientToken"),
		relatedID:     m.text("RelatedContactId"),
		attributes:    m.attributes(),
		contentTypes:  m.list("SupportedMessagingContentTypes"),
		duration:      m.number("ChatDurationInMinutes"),
		initial:       m.initial(),
		persistent:    m.persistent(),
		disconnectOn:  m.list("DisconnectOnCustomerExit"),
	}
	if r.instanceID == "" {
		r.instanceID = m.text("ConnectInstanceId")
	}
	if details.DisplayName != nil {
		r.displayName = *details.DisplayName
	}
	m.read("ParticipantConfiguration", &r.configuration)
	m.read("SegmentAttributes", &r.segment)
	if _, claimed := r.segment[authentication]; claimed {
		m.fail("SegmentAttributes", authentication+" is for those who sign their requests to say")
	}
	return r
}

// read reads a member into a value; an absent one leaves it alone.
func (m *members) read(name string, into any) {
	raw, given := m.values[strings.ToLower(name)]
	if given && json.Unmarshal(raw, into) != nil {
		m.fail(name, "does not have the type that StartChatContact gives it")
	}
}

func (m *members) fail(name, problem string) {
	if m.err == nil {
		m.err = invalid(name + ": " + problem)
	}
}

func (m *members) text(name string) string {
	var s string
	m.read(name, &s)
	return s
}

// number reads a whole number, which forms send as a string.
func (m *members) number(name string) *int32 {
	raw, given := m.values[strings.ToLower(name)]
	if !given || string(raw) == `""` {
		return nil
	}
	n, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 32)
	if err != nil {
		m.fail(name, "must be a whole number")
		return nil
	}
	return new(int32(n))
}

// list reads a list of strings, or one string with commas. An empty one says
// nothing.
func (m *members) list(name string) []string {
	raw, given := m.values[strings.ToLower(name)]
	if !given {
		return nil
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return slices.DeleteFunc(list, func(s string) bool { return s == "" })
	}
	for item := range strings.SplitSeq(m.text(name), ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// attributes reads an object, or a string that holds one.
// client: amazon-connect-chatjs README.md
func (m *members) attributes() map[string]string {
	const name = "Attributes"
	raw, given := m.values["attributes"]
	var inner string
	if json.Unmarshal(raw, &inner) == nil {
		raw = []byte(inner)
	}
	if !given || len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		m.fail(name, "must be a JSON object, or a string that holds one")
		return nil
	}
	out := make(map[string]string, len(object))
	for k, v := range object {
		s, ok := scalar(v)
		if !ok {
			m.fail(name, "values must be strings")
		} else if string(v) != "null" {
			out[k] = s
		}
	}
	return out
}

// scalar is the text of a string, a number or a boolean.
func scalar(raw json.RawMessage) (string, bool) {
	var s string
	switch {
	case json.Unmarshal(raw, &s) == nil:
		return s, true
	case raw[0] == '{' || raw[0] == '[':
		return "", false
	}
	return string(raw), true
}

// initial reads the initial message: an object, or its plain text.
func (m *members) initial() *connect.ChatMessage {
	const name = "InitialMessage"
	var plain string
	if json.Unmarshal(m.values["initialmessage"], &plain) == nil {
		if plain == "" {
			return nil
		}
		return &connect.ChatMessage{ContentType: new("text/plain"), Content: &plain}
	}
	var message *connect.ChatMessage
	m.read(name, &message)
	return message
}

// persistent reads the past to continue. Front ends send the object with every
// request and fill it only when there is a past, so one that is not complete says
// nothing.
// client: amazon-connect-chat-ui-examples cloudformationTemplates/startChatContactAPI/js/startChatContact.js
func (m *members) persistent() *connect.PersistentChat {
	var p connect.PersistentChat
	m.read("PersistentChat", &p)
	if p.RehydrationType == nil || p.SourceContactId == nil || *p.RehydrationType == "" || *p.SourceContactId == "" {
		return nil
	}
	return &p
}

// holdsNUL reports whether JSON text holds the character U+0000, which databases
// cannot keep in text: it can only stand there as an escape.
func holdsNUL(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return false
		}
		if bytes.HasPrefix(text[i:], []byte(`\u0000`)) {
			return true
		}
		text = text[min(i+2, len(text)):] // past what is escaped, a backslash for instance
	}
}
