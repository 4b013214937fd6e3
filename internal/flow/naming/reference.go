package naming

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// parameters are those that refer to a resource, by the path inside Parameters;
// * is any one member. spec: the actions of the Flow language, one page each.
var parameters = map[string]flow.Resource{
	"QueueId":            flow.ResourceQueue,
	"AgentId":            flow.ResourceAgent,
	"ContactFlowId":      flow.ResourceFlow,
	"ContactFlowArn":     flow.ResourceFlow,
	"EventHooks.*":       flow.ResourceFlow,
	"FlowModuleId":       flow.ResourceModule,
	"HoursOfOperationId": flow.ResourceHours,
	"ViewResource.Id":    flow.ResourceView,
}

// reference is one place of a content that refers to a resource.
type reference struct {
	action     flow.ActionID
	path       []string // inside Parameters
	kind       flow.Resource
	value      string
	start, end int // of the JSON string in the content, quotes included
}

// parameter is the path as one name.
func (r reference) parameter() string { return strings.Join(r.path, ".") }

// references finds every place. The content must be one JSON object.
func references(content string) ([]reference, error) {
	s := scanner{content: content, decoder: json.NewDecoder(strings.NewReader(content)), ids: map[string]flow.ActionID{}}
	if err := s.value(nil); err != nil {
		return nil, fmt.Errorf("flow content: %w", err)
	}
	for i := range s.found {
		s.found[i].action = s.ids[s.owners[i]]
		if s.found[i].action == "" {
			n, _ := strconv.Atoi(s.owners[i]) // the scanner wrote it
			s.found[i].action = flow.ActionID(fmt.Sprintf("#%d", n+1))
		}
	}
	return s.found, nil
}

// scanner walks a content and knows where in it each string stands, which
// decoding into values would forget.
type scanner struct {
	content string
	decoder *json.Decoder
	ids     map[string]flow.ActionID // by the action's position
	found   []reference
	owners  []string // of found: the action's position
}

func (s *scanner) value(path []string) error {
	before := int(s.decoder.InputOffset())
	token, err := s.decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		return s.inside(token, path)
	case string:
		end := int(s.decoder.InputOffset())
		// Only blanks, a colon or a comma can stand before the quote.
		s.text(path, token, before+strings.IndexByte(s.content[before:end], '"'), end)
	}
	return nil
}

// inside walks the members of an object or a list.
func (s *scanner) inside(open json.Delim, path []string) error {
	for i := 0; s.decoder.More(); i++ {
		name := strconv.Itoa(i)
		if open == '{' {
			token, err := s.decoder.Token()
			if err != nil {
				return err
			}
			name, _ = token.(string) // the decoder lets nothing else be a name
		}
		if err := s.value(append(path[:len(path):len(path)], name)); err != nil {
			return err
		}
	}
	_, err := s.decoder.Token()
	return err
}

// text takes note of a string: an identifier of an action, or a reference.
func (s *scanner) text(path []string, value string, start, end int) {
	if len(path) < 3 || path[0] != "Actions" {
		return
	}
	if len(path) == 3 && path[2] == "Identifier" {
		s.ids[path[1]] = flow.ActionID(value)
		return
	}
	if path[2] != "Parameters" {
		return
	}
	inner := path[3:]
	kind, ok := parameters[strings.Join(inner, ".")]
	if !ok && len(inner) == 2 {
		kind, ok = parameters[inner[0]+".*"]
	}
	if ok {
		s.found = append(s.found, reference{path: inner, kind: kind, value: value, start: start, end: end})
		s.owners = append(s.owners, path[1])
	}
}
