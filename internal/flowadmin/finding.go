package flowadmin

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/legacy"
)

// Severity says what a finding means for publishing.
type Severity string

// An error keeps a flow from being published; a warning tells of something that
// somebody should look at.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Finding is something about a file. Its JSON form is what --format json writes.
type Finding struct {
	File     string   `json:"file"`
	Action   string   `json:"action"` // empty when it is about the whole flow
	Message  string   `json:"message"`
	Severity Severity `json:"severity"`
}

// String is the finding as one line: file, action and message.
func (f Finding) String() string {
	line := f.File + ": "
	if f.Action != "" {
		line += f.Action + ": "
	}
	if f.Severity == SeverityWarning {
		line += "warning: "
	}
	return line + f.Message
}

// Failed reports whether a finding is an error.
func Failed(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == SeverityError })
}

// WriteText writes a line for each finding.
func WriteText(w io.Writer, findings []Finding) error {
	for _, f := range findings {
		if _, err := fmt.Fprintln(w, f); err != nil {
			return err
		}
	}
	return nil
}

// WriteJSON writes a line with one JSON object for each finding.
func WriteJSON(w io.Writer, findings []Finding) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	for _, f := range findings {
		if err := e.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

// File is the content of a flow and what it is called in findings.
type File struct {
	Name    string
	Content string
}

// typeOf is the type that a flow has: what is asked for, what its export says, or
// an inbound flow.
func typeOf(f legacy.Flow, asked flow.Type) flow.Type {
	for _, t := range []flow.Type{asked, f.Type} {
		if t != "" {
			return t
		}
	}
	return flow.TypeContactFlow
}

// read reads a file of either format and tells what was lost on the way.
func read(file File) (legacy.Flow, []Finding) {
	f, err := legacy.Read(file.Content)
	if err != nil {
		return legacy.Flow{}, []Finding{{File: file.Name, Message: err.Error(), Severity: SeverityError}}
	}
	var findings []Finding
	for _, p := range f.Problems {
		severity := SeverityWarning
		if p.Lost {
			severity = SeverityError
		}
		findings = append(findings, Finding{file.Name, string(p.Module), p.ModuleType + ": " + p.Message, severity})
	}
	return f, findings
}

func ofProblems(file string, problems []flow.Problem, s Severity) []Finding {
	var findings []Finding
	for _, p := range problems {
		findings = append(findings, Finding{file, string(p.Action), p.Message, s})
	}
	return findings
}

// advise warns of what can be published and may not be what its author meant.
func (e *entry) advise() []Finding {
	doc, err := flow.Parse(e.content)
	if err != nil {
		return nil // that is an error of its own
	}
	return ofProblems(e.file, doc.Advise(e.flowType), SeverityWarning)
}
