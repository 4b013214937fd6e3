package flow

import (
	"encoding/json"
	"fmt"
	"slices"
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
	Required    bool    // it must be there
	form        *schema // nil: anything
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
	for _, e := range r.entries(fields, "InputParameters", "ReferenceName") {
		s.Inputs = append(s.Inputs, e.parameter())
	}
	for _, e := range r.entries(fields, "OutputParameters", "ReferenceName") {
		s.Outputs = append(s.Outputs, e.parameter())
	}
	for _, e := range r.entries(fields, "Transitions", "ReferenceName") {
		s.Results = append(s.Results, ModuleResult(e))
	}
	s.Inputs = append(s.Inputs, r.described(fields, "input")...)
	s.Outputs = append(s.Outputs, r.described(fields, "resultData")...)
	s.Results = append(s.Results, r.transitions(fields)...)
	return s, r.faults
}

// maxModuleResults is how many results of its own a module can have.
// spec: Flow modules, custom branches.
const maxModuleResults = 8

// described reads what goes in or comes out in the form that stands beside a
// content: a schema of an object [I].
func (r *settingsReader) described(fields map[string]json.RawMessage, name string) []ModuleParameter {
	if absent(fields[name]) {
		return nil
	}
	around, ok := object(fields[name])
	if !ok {
		r.fault("%s must be an object", name)
		return nil
	}
	if absent(around["schema"]) {
		return nil
	}
	s := r.schema(around["schema"], name+".schema")
	if !s.takes("object") {
		r.fault("%s.schema must be of the type object", name)
	}
	var out []ModuleParameter
	for _, key := range sortedKeys(s.properties) {
		out = append(out, ModuleParameter{Name: key, Required: slices.Contains(s.required, key), form: s.properties[key]})
	}
	for _, key := range s.required {
		if _, ok := s.properties[key]; !ok {
			r.fault("%s.schema requires %q, which is not among its properties", name, key)
		}
	}
	return out
}

// transitions reads the results in the form that stands beside a content [I].
func (r *settingsReader) transitions(fields map[string]json.RawMessage) []ModuleResult {
	if absent(fields["transitions"]) {
		return nil
	}
	around, ok := object(fields["transitions"])
	if !ok {
		r.fault("transitions must be an object")
		return nil
	}
	entries := r.entries(around, "results", "name")
	if n := len(entries); n > maxModuleResults {
		r.fault("results: there are %d, more than %d", n, maxModuleResults)
	}
	var out []ModuleResult
	for _, e := range entries {
		out = append(out, ModuleResult(e))
	}
	return out
}

// namedEntry is what the lists of Settings have in common.
type namedEntry struct{ Name, DisplayName, Description string }

func (e namedEntry) parameter() ModuleParameter {
	return ModuleParameter{Name: e.Name, DisplayName: e.DisplayName, Description: e.Description}
}

type settingsReader struct{ faults []string }

func (r *settingsReader) fault(format string, args ...any) {
	r.faults = append(r.faults, "Settings: "+fmt.Sprintf(format, args...))
}

// entries reads one of the lists, whose entries have their names in a member.
// Exported modules name an entry by ReferenceName [I].
func (r *settingsReader) entries(fields map[string]json.RawMessage, list, member string) []namedEntry {
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
		e := namedEntry{textOf(fields, member), textOf(fields, "DisplayName"), textOf(fields, "Description")}
		if e.Description == "" {
			e.Description = textOf(fields, "description")
		}
		switch {
		case e.Name == "":
			r.fault("%s: entry %d must have a %s, a text", list, i+1, member)
		case seen[e.Name]:
			r.fault("%s: %s %q is used more than once", list, member, e.Name)
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

// settings finds the faults of a module's Settings, those beside it and its own.
func (l *linter) settings() {
	_, faults := ParseSettings(l.module.Settings)
	_, own := ParseSettings(l.doc.Settings)
	faults = append(faults, own...)
	for _, f := range faults {
		l.add("", "%s", f)
	}
}
