package keeper

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/rejoin-chat/rejoin/internal/outside"
	"github.com/rejoin-chat/rejoin/internal/strictyaml"
)

// Tables are data tables of a file. They can be read; writing is refused.
type Tables struct{ tables map[string]*table }

// table is one table of a file.
type table struct {
	key     []string // primary attributes
	columns []string // the others
	rows    []row
	version string // another one whenever the table has changed
}

// row has values by attribute. One that is left out has none.
type row map[string]string

// LoadTables reads a file of tables. The error is one line that names the file.
func LoadTables(path string) (*Tables, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err // which names the file
	}
	doc, err := strictyaml.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t := &Tables{tables: make(map[string]*table)}
	doc.Root().Mapping().Each(func(key, value strictyaml.Node) {
		if name := key.Text(); name == "" || len(name) > 500 {
			key.Fail("a data table has a name, an id or an ARN of 1 to 500 characters")
		}
		t.tables[key.Text()] = readTable(value)
	})
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return t, nil
}

func readTable(n strictyaml.Node) *table {
	if !n.Given() {
		n.Fail("a data table has key, columns and rows")
		return &table{}
	}
	m := n.Mapping()
	t := &table{key: names(m.Need("key")), columns: names(m.Need("columns"))}
	known := make(map[string]bool)
	for _, name := range append(append([]string(nil), t.key...), t.columns...) {
		if known[name] {
			n.Fail("the attribute %q is named twice", name)
		}
		known[name] = true
	}
	seen := make(map[string]bool)
	for _, item := range m.Need("rows").Items() {
		r := t.readRow(item, known)
		id, _ := json.Marshal(r.values(t.key))
		if seen[string(id)] {
			item.Fail("there is a row with this key already")
		}
		seen[string(id)] = true
		t.rows = append(t.rows, r)
	}
	m.End()
	content, _ := json.Marshal([]any{t.key, t.columns, t.rows})
	sum := sha256.Sum256(content)
	t.version = hex.EncodeToString(sum[:8])
	return t
}

// names reads one name of an attribute, or a list of them.
func names(n strictyaml.Node) []string {
	items := []strictyaml.Node{n}
	if n.IsList() {
		items = n.Items()
	}
	var out []string
	for _, item := range items {
		if name := item.Text(); name != "" && len(name) <= 127 {
			out = append(out, name)
		} else if n.Given() {
			item.Fail("an attribute has a name of 1 to 127 characters")
		}
	}
	if n.Given() && len(out) == 0 {
		n.Fail("want the name of an attribute, or a list of them")
	}
	return out
}

func (t *table) readRow(n strictyaml.Node, known map[string]bool) row {
	r := make(row)
	n.Mapping().Each(func(key, value strictyaml.Node) {
		if !known[key.Text()] {
			key.Fail("the table has no attribute %q: it is neither in key nor in columns", key.Text())
		}
		if value.Given() {
			r[key.Text()] = value.Text()
		}
	})
	for _, name := range t.key {
		if r[name] == "" {
			n.Fail("the row has no %s, which is in the key", name)
		}
	}
	return r
}

func (r row) values(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = r[name]
	}
	return out
}

// asked are the parameters of the actions on tables.
type asked struct {
	DataTableID string `json:"DataTableId"`
	Queries     []struct {
		QueryName     string
		Attributes    []string
		PrimaryValues []struct{ AttributeName, Value string }
	}
	PrimaryKeyGroups []struct {
		PrimaryKeyGroupName string
		PrimaryValues       []struct{ Name, Value string }
	}
}

// Ask answers from the file.
func (t *Tables) Ask(_ context.Context, r Request) ([]byte, error) {
	var in asked
	if err := json.Unmarshal(r.Parameters, &in); err != nil {
		return nil, outside.ErrMalformed // which shows nothing of it
	}
	found, ok := t.find(in.DataTableID)
	if !ok {
		return nil, fmt.Errorf("the data table: %w", outside.ErrUnknown) // its name may come from a customer
	}
	switch r.Action {
	case "EvaluateDataTableValues":
		return found.evaluate(in)
	case "ListDataTableValues":
		return found.list(in)
	}
	return nil, fmt.Errorf("%w: data tables of a file can only be read", outside.ErrRefused)
}

// find takes the table of that very name, or the one whose id an ARN ends in:
// arn:…:instance/ID/data-table/ID[:ALIAS].
func (t *Tables) find(name string) (*table, bool) {
	if found, ok := t.tables[name]; ok {
		return found, true
	}
	_, id, isARN := strings.Cut(name, "/data-table/")
	if !isARN || !strings.HasPrefix(name, "arn:") {
		return nil, false
	}
	id, _, _ = strings.Cut(id, ":")
	found, ok := t.tables[id]
	return found, ok
}

// at finds the row with these primary values, which have to be all of the key; nil
// if there is none.
func (t *table) at(values row) (row, error) {
	for _, name := range t.key {
		if _, ok := values[name]; !ok || len(values) != len(t.key) {
			return nil, fmt.Errorf("%w: the primary attributes of the data table are %s", outside.ErrRefused, strings.Join(t.key, ", "))
		}
	}
	for _, r := range t.rows {
		same := true
		for name, value := range values {
			same = same && r[name] == value
		}
		if same {
			return r, nil
		}
	}
	return nil, nil
}

func (t *table) evaluate(in asked) ([]byte, error) {
	out := make(map[string]row)
	for _, q := range in.Queries {
		values := make(row)
		for _, v := range q.PrimaryValues {
			values[v.AttributeName] = v.Value
		}
		found, err := t.at(values)
		if err != nil {
			return nil, err
		}
		out[q.QueryName] = make(row)
		for _, name := range q.Attributes {
			if value, ok := found[name]; ok {
				out[q.QueryName][name] = value
			}
		}
	}
	return json.Marshal(map[string]any{"DataTables": out})
}

// cell and record are a row as a list has it. spec: Data Table block, accessing
// retrieved data for List.
type cell struct {
	Name  string `json:"attributeName"`
	Value string `json:"attributeValue"`
}

type record struct {
	Keys       []cell `json:"primaryKeys"`
	Attributes []cell `json:"attributes"`
}

func (t *table) list(in asked) ([]byte, error) {
	groups := make(map[string][]record)
	for _, g := range in.PrimaryKeyGroups {
		values := make(row)
		for _, v := range g.PrimaryValues {
			values[v.Name] = v.Value
		}
		found, err := t.at(values)
		if err != nil {
			return nil, err
		}
		groups[g.PrimaryKeyGroupName] = []record{}
		if found != nil {
			groups[g.PrimaryKeyGroupName] = []record{t.record(found)}
		}
	}
	if len(in.PrimaryKeyGroups) == 0 {
		all := make([]record, len(t.rows))
		for i, r := range t.rows {
			all[i] = t.record(r)
		}
		groups["default"] = all
	}
	return json.Marshal(map[string]any{"DataTableList": map[string]any{
		"dataTableId": in.DataTableID, "lockVersion": map[string]string{"dataTable": t.version}, "primaryKeyGroups": groups,
	}})
}

func (t *table) record(r row) record { return record{cells(r, t.key), cells(r, t.columns)} }

func cells(r row, names []string) []cell {
	out := []cell{}
	for _, name := range names {
		if value, ok := r[name]; ok {
			out = append(out, cell{name, value})
		}
	}
	return out
}
