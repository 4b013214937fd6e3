package naming

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// About is what an export says of a flow.
type About struct {
	Name        string
	Description string
	Type        string // as the designer calls it
	Status      string // published or saved
	Settings    string // those beside the content of a module, "" for none
}

// Describe writes into the metadata of a content what the flow is called and what
// the resources are called that it refers to. The rest of the metadata and all
// other members stay. It fails only when the content is not one JSON object.
func Describe(content string, ix *Index, about About) (string, error) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal([]byte(content), &doc); err != nil || doc == nil {
		return "", fmt.Errorf("flow content must be one JSON object")
	}
	found, err := references(content)
	if err != nil {
		return "", err
	}
	metadata := object(doc["Metadata"])
	actions := asObject(metadata["ActionMetadata"])
	for _, r := range found {
		if own, ok := ix.Reference(r.kind, r.value); ok && own.Name != "" {
			fields := asObject(actions[string(r.action)])
			r.describe(fields, own)
			actions[string(r.action)] = fields
		}
	}
	if len(actions) > 0 {
		metadata["ActionMetadata"] = actions
	}
	for name, value := range map[string]string{
		"name": about.Name, "description": about.Description, "type": about.Type, "status": about.Status,
	} {
		metadata[name] = value
	}
	if about.Settings != "" {
		metadata["settings"] = about.Settings
	}
	raw, err := json.Marshal(metadata)
	if err != nil {
		return "", fmt.Errorf("write the metadata: %w", err)
	}
	return assemble(doc, raw)
}

// describe puts a resource's name where the parameter's name is kept, and where
// older readers look for it.
func (r reference) describe(fields map[string]any, own Resource) {
	place := asObject(fields["parameters"])
	fields["parameters"] = place
	for _, step := range r.path {
		inner := asObject(place[step])
		place[step] = inner
		place = inner
	}
	place["displayName"] = own.Name
	places := hints[r.kind]
	switch {
	case len(places) == 0:
	case r.kind == flow.ResourceModule:
		fields[places[0]] = own.Name
	case r.kind == flow.ResourceFlow && len(r.path) == 1:
		fields["ContactFlow"] = map[string]any{"id": own.ARN, "text": own.Name}
	default:
		fields[places[0]] = map[string]any{"id": own.ARN, "text": own.Name}
	}
}

// order is that of the designer's own exports.
var order = []string{"Version", "StartAction", "Metadata", "Actions", "Settings"}

// assemble writes the document with its new metadata, indented as people read it.
func assemble(doc map[string]json.RawMessage, metadata json.RawMessage) (string, error) {
	doc["Metadata"] = metadata
	var b strings.Builder
	for _, name := range append(slices.Clone(order), slices.Sorted(maps.Keys(doc))...) {
		value, ok := doc[name]
		if !ok {
			continue
		}
		delete(doc, name)
		quoted, err := json.Marshal(name)
		if err != nil { // a string can always be written
			return "", err
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.Write(quoted)
		b.WriteByte(':')
		b.Write(value)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, []byte("{"+b.String()+"}"), "", "  "); err != nil {
		return "", fmt.Errorf("write the document: %w", err)
	}
	out.WriteByte('\n')
	return out.String(), nil
}
