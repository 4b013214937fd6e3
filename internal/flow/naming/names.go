package naming

import (
	"encoding/json"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// names are what a document's metadata calls the resources, by action.
type names map[flow.ActionID]map[string]any

func readNames(metadata json.RawMessage) names {
	var m struct {
		ActionMetadata map[flow.ActionID]json.RawMessage
	}
	_ = json.Unmarshal(metadata, &m) // metadata of another shape names nothing
	all := make(names, len(m.ActionMetadata))
	for id, raw := range m.ActionMetadata {
		var fields map[string]any
		if json.Unmarshal(raw, &fields) == nil {
			all[id] = fields
		}
	}
	return all
}

// hints are the older places where the designer keeps the name of the one
// resource that an action has.
var hints = map[flow.Resource][]string{
	flow.ResourceQueue:  {"queue"},
	flow.ResourceAgent:  {"queue"},
	flow.ResourceFlow:   {"contactFlow", "ContactFlow"},
	flow.ResourceModule: {"contactFlowModuleName"},
	flow.ResourceHours:  {"hours", "hoursOfOperation"},
}

// of is the name of what a reference refers to; empty when nobody tells it.
func (n names) of(r reference) string {
	fields := n[r.action]
	here, _ := fields["parameters"].(map[string]any)
	for _, step := range r.path {
		here, _ = here[step].(map[string]any)
	}
	if name, _ := here["displayName"].(string); name != "" {
		return name
	}
	for _, hint := range hints[r.kind] {
		switch v := fields[hint].(type) {
		case string:
			return v
		case map[string]any:
			if name, _ := v["text"].(string); name != "" {
				return name
			}
		}
	}
	return ""
}
