package flow

import (
	"encoding/json"
	"fmt"
)

// Settings are what a module tells those who call it: what it takes, what it gives
// back and by which named results it ends. spec: CreateContactFlowModule Settings.
type Settings struct {
	Inputs  []ModuleParameter
	Outputs []ModuleParameter
	// Results are the branches of the action that invokes the module, besides
	// those for errors.
	Results []ModuleResult
}

// ModuleParameter is one value that goes into a module or comes out of it.
type ModuleParameter struct {
	Name        string // the segment after $.Modules.Input or $.Modules.ResultData
	DisplayName string
	Description string
}

// ModuleResult is a named way to leave a module.
type ModuleResult struct {
	Name        string // what the caller's conditions compare with
	DisplayName string
	Description string
}

// ParseSettings reads the Settings of a module, and every fault it finds in them.
// Absent and empty ones are valid. What is not known here is let be: newer exports
// carry more.
func ParseSettings(raw json.RawMessage) (Settings, []string) {
	var s Settings
	if absent(raw) {
		return s, nil
	}
	fields, ok := object(raw)
	if !ok {
		return s, []string{"Settings must be an object"}
	}
	var r settingsReader
	for _, e := range r.entries(fields, "InputParameters") {
		s.Inputs = append(s.Inputs, ModuleParameter(e))
	}
	for _, e := range r.entries(fields, "OutputParameters") {
		s.Outputs = append(s.Outputs, ModuleParameter(e))
	}
	for _, e := range r.entries(fields, "Transitions") {
		s.Results = append(s.Results, ModuleResult(e))
	}
	return s, r.faults
}

// namedEntry is what the lists of Settings have in common.
type namedEntry struct{ Name, DisplayName, Description string }

type settingsReader struct{ faults []string }

func (r *settingsReader) fault(format string, args ...any) {
	r.faults = append(r.faults, "Settings: "+fmt.Sprintf(format, args...))
}

// entries reads one of the lists. Exported modules name an entry by ReferenceName
// [I].
func (r *settingsReader) entries(fields map[string]json.RawMessage, list string) []namedEntry {
	var items []json.RawMessage
	if raw := fields[list]; absent(raw) {
		return nil
	} else if json.Unmarshal(raw, &items) != nil {
		r.fault("%s must be a list", list)
		return nil
	}
	out := make([]namedEntry, 0, len(items))
	seen := map[string]bool{}
	for i, raw := range items {
		fields, ok := object(raw)
		if !ok {
			r.fault("%s: entry %d must be an object", list, i+1)
			continue
		}
		e := namedEntry{textOf(fields, "ReferenceName"), textOf(fields, "DisplayName"), textOf(fields, "Description")}
		switch {
		case e.Name == "":
			r.fault("%s: entry %d must have a ReferenceName, a text", list, i+1)
		case seen[e.Name]:
			r.fault("%s: ReferenceName %q is used more than once", list, e.Name)
		}
		seen[e.Name] = true
		out = append(out, e)
	}
	return out
}

// textOf is a member that is a text, "" otherwise.
func textOf(fields map[string]json.RawMessage, name string) string {
	var s string
	if json.Unmarshal(fields[name], &s) != nil {
		return ""
	}
	return s
}

// settings finds the faults of a module's own Settings.
func (l *linter) settings() {
	_, faults := ParseSettings(l.doc.Settings)
	for _, f := range faults {
		l.add("", "%s", f)
	}
}
