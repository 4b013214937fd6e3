package flowadmin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/flow/naming"
)

// ImportOptions say what to make of files.
type ImportOptions struct {
	Name     string    // instead of what the export says; for one file only
	Type     flow.Type // instead of what the export says
	SaveOnly bool      // publish nothing
	DryRun   bool      // change nothing
}

// Import brings files into the instance. A flow of the same name gets a new
// content, others are created. What cannot run here is only saved, and what the
// service does not take at all is left out; findings tell why. A line on out tells
// what became of each file, also when the import ends early. The error is about the
// server or the files as a whole.
func (c *Client) Import(ctx context.Context, out io.Writer, files []File, o ImportOptions) ([]Finding, error) {
	in, err := c.look(ctx)
	if err != nil {
		return nil, err
	}
	m := &importing{client: c, instance: in, options: o}
	for _, file := range files {
		m.entries = append(m.entries, newEntry(file, o))
	}
	if err := m.checkNames(); err != nil {
		return nil, err
	}
	if err := m.plan(ctx); err != nil {
		return nil, err
	}
	if o.DryRun {
		for _, e := range m.entries {
			m.announce(e)
		}
		return m.findings(), m.report(out)
	}
	err = m.write(ctx)
	return m.findings(), errors.Join(err, m.report(out))
}

// importing is one import under way.
type importing struct {
	client   *Client
	instance *instance
	options  ImportOptions
	entries  []*entry
}

// entry is one file on its way into the instance.
type entry struct {
	file        string
	name        string
	description string
	kind        flow.Resource // a flow or a module
	flowType    flow.Type
	told        bool   // the type is that of the file or of who calls, not presumed
	content     string // with the references of where it comes from
	settings    string // those that stand beside a module's content, "" for none

	own      naming.Resource // what the instance calls it, once it is there
	exists   bool            // it was there before
	active   bool            // something of it is published
	settled  bool            // its own content is, or cannot be
	findings []Finding
	outcome  string
}

// newEntry reads a file.
func newEntry(file File, o ImportOptions) *entry {
	f, findings := read(file)
	e := &entry{
		file: file.Name, name: f.Name, description: f.Description, kind: flow.ResourceFlow,
		flowType: typeOf(f, o.Type), content: f.Content, findings: findings,
		told: o.Type != "" || f.Type != "",
	}
	if o.Name != "" {
		e.name = o.Name
	}
	if e.name == "" {
		base := filepath.Base(file.Name)
		e.name = strings.TrimSuffix(base, filepath.Ext(base))
	}
	if e.flowType == flow.TypeModule {
		e.kind, e.settings = flow.ResourceModule, besideIn(e.content)
	}
	return e
}

// besideIn are the Settings that an export keeps in the metadata, as they have no
// place in the content.
func besideIn(content string) string {
	doc, err := flow.Parse(content)
	if err != nil {
		return ""
	}
	var metadata struct {
		Settings string `json:"settings"`
	}
	_ = json.Unmarshal(doc.Metadata, &metadata) // metadata of another shape tells none
	return metadata.Settings
}

// checkNames refuses files that would overwrite each other.
func (m *importing) checkNames() error {
	if m.options.Name != "" && len(m.entries) > 1 {
		return errors.New("--name is for one file")
	}
	seen := map[string]string{}
	for _, e := range m.entries {
		if e.content == "" {
			continue
		}
		k := string(e.kind) + " " + e.name
		if other, twice := seen[k]; twice {
			return fmt.Errorf("%s and %s are both called %q", other, e.file, e.name)
		}
		seen[k] = e.file
	}
	return nil
}

func (m *importing) findings() []Finding {
	var all []Finding
	for _, e := range m.entries {
		all = append(all, e.findings...)
	}
	return all
}

func (m *importing) report(out io.Writer) error {
	for _, e := range m.entries {
		if e.outcome == "" {
			continue
		}
		if _, err := fmt.Fprintf(out, "%s: %s\n", e.file, e.outcome); err != nil {
			return err
		}
	}
	return nil
}

func (e *entry) fail(action, format string, args ...any) {
	e.findings = append(e.findings, Finding{e.file, action, fmt.Sprintf(format, args...), SeverityError})
}

// sound reports whether nothing is known that keeps the entry from running.
func (e *entry) sound() bool { return e.content != "" && !Failed(e.findings) }
