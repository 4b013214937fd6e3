package keeper

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/outside"
)

const opening = `
opening:
  key: [branch, day]
  columns: [text, queue]
  rows:
    - {branch: city, day: "1", text: 9 to 6, queue: Care}
    - {branch: city, day: "2", text: closed}
0d6e5f6e-0000-4000-8000-000000000001:
  key: k
  columns: [v]
  rows: [{k: a, v: 1.50}]
`

func tables(t *testing.T, content string) (*Tables, string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tables.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := LoadTables(path)
	return read, path, err
}

func TestTablesAnswer(t *testing.T) {
	read, _, err := tables(t, opening)
	if err != nil {
		t.Fatal(err)
	}
	evaluate := func(table, values string) string {
		return `{"DataTableId":"` + table + `","Queries":[{"QueryName":"q","Attributes":["text","queue","none"],"PrimaryValues":[` + values + `]}]}`
	}
	const first, second = `{"AttributeName":"branch","Value":"city"},`, `{"AttributeName":"day","Value":"2"}`
	const version = `"lockVersion":{"dataTable":"`
	for _, tt := range []struct {
		name, action, parameters, want string
		err                            error
	}{
		{"a row", "EvaluateDataTableValues", evaluate("opening", first+`{"AttributeName":"day","Value":"1"}`), `{"DataTables":{"q":{"queue":"Care","text":"9 to 6"}}}`, nil},
		{"a row with a gap", "EvaluateDataTableValues", evaluate("opening", first+second), `{"DataTables":{"q":{"text":"closed"}}}`, nil},
		{"no row", "EvaluateDataTableValues", evaluate("opening", first+`{"AttributeName":"day","Value":"9"}`), `{"DataTables":{"q":{}}}`, nil},
		{"half a key", "EvaluateDataTableValues", evaluate("opening", second), "", outside.ErrRefused},
		{"another key", "EvaluateDataTableValues", evaluate("opening", second+`,{"AttributeName":"text","Value":"closed"}`), "", outside.ErrRefused},
		{"no table", "EvaluateDataTableValues", evaluate("nowhere", second), "", outside.ErrUnknown},
		{"an ARN", "ListDataTableValues", `{"DataTableId":"arn:aws:connect:eu-central-1:123456789012:instance/i/data-table/0d6e5f6e-0000-4000-8000-000000000001:$LATEST"}`, `"primaryKeyGroups":{"default":[{"primaryKeys":[{"attributeName":"k","attributeValue":"a"}],"attributes":[{"attributeName":"v","attributeValue":"1.50"}]}]}`, nil},
		{"all rows", "ListDataTableValues", `{"DataTableId":"opening"}`, version, nil},
		{"a group", "ListDataTableValues", `{"DataTableId":"opening","PrimaryKeyGroups":[{"PrimaryKeyGroupName":"g","PrimaryValues":[{"Name":"branch","Value":"city"},{"Name":"day","Value":"2"}]}]}`, `"primaryKeyGroups":{"g":[{"primaryKeys":[{"attributeName":"branch","attributeValue":"city"},{"attributeName":"day","attributeValue":"2"}],"attributes":[{"attributeName":"text","attributeValue":"closed"}]}]}`, nil},
		{"an empty group", "ListDataTableValues", `{"DataTableId":"opening","PrimaryKeyGroups":[{"PrimaryKeyGroupName":"g","PrimaryValues":[{"Name":"branch","Value":"x"},{"Name":"day","Value":"2"}]}]}`, `"primaryKeyGroups":{"g":[]}`, nil},
		{"half a key of a group", "ListDataTableValues", `{"DataTableId":"opening","PrimaryKeyGroups":[{"PrimaryKeyGroupName":"g","PrimaryValues":[{"Name":"branch","Value":"x"}]}]}`, "", outside.ErrRefused},
		{"writing", "UpsertDataTableValues", `{"DataTableId":"opening"}`, "", outside.ErrRefused},
		{"nothing", "ListDataTableValues", ``, "", outside.ErrMalformed},
	} {
		got, err := Ask(t.Context(), read, Request{Action: tt.action, Parameters: []byte(tt.parameters)})
		if !errors.Is(err, tt.err) || !strings.Contains(string(got), tt.want) {
			t.Errorf("%s: got %s and %v, want %s and %v", tt.name, got, err, tt.want, tt.err)
		}
		if err != nil && strings.Contains(err.Error(), "nowhere") {
			t.Errorf("%s: got %v, want nothing of what was asked in it", tt.name, err)
		}
	}
}

func TestFaultsOfTablesNameFileAndLine(t *testing.T) {
	for _, tt := range []struct{ content, want string }{
		{"", "line 1: the file is empty"},
		{"a: {}", "line 1: key is missing"},
		{"a:\n  key: k\n  columns: v\n  row: []", "line 2: rows is missing"},
		{"a:\n  key: k\n  columns: [v]\n  rows: []\n  time: x", `line 5: there is no setting "time" here, want one of key, columns, rows`},
		{"a:\n  key: k\n  columns: [k]\n  rows: []", `line 2: the attribute "k" is named twice`},
		{"a:\n  key: []\n  columns: [v]\n  rows: []", "line 2: want the name of an attribute, or a list of them"},
		{"a:\n  key: k\n  columns: [v]\n  rows:\n    - {v: x}", "line 5: the row has no k, which is in the key"},
		{"a:\n  key: k\n  columns: [v]\n  rows:\n    - {k: x, w: y}", `line 5: the table has no attribute "w": it is neither in key nor in columns`},
		{"a:\n  key: k\n  columns: [v]\n  rows:\n    - {k: x}\n    - {k: x}", "line 6: there is a row with this key already"},
		{"a:\n  key: k\n  columns: [v]\n  rows:\n    - {k: x, v: [1]}", "line 5: want a text"},
		{"a:\n", "line 1: a data table has key, columns and rows"},
	} {
		_, path, err := tables(t, tt.content)
		if want := path + ": " + tt.want; err == nil || err.Error() != want {
			t.Errorf("%q: got  %v\nwant %s", tt.content, err, want)
		}
	}
	if _, err := LoadTables("/nowhere/tables.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want that there is no file", err)
	}
}
