package strictyaml

import (
	"testing"
	"time"
)

// read asks a file for the settings that the tests know.
func read(data string) (string, error) {
	d, err := Parse([]byte(data))
	if err != nil {
		return "", err
	}
	m := d.Root().Mapping()
	text := m.Need("name").Text()
	m.Get("count").Int(1, 0, 5)
	m.Get("on").Bool()
	m.Get("for").Duration(time.Second, 0, time.Hour)
	for _, item := range m.Get("list").Items() {
		item.Text()
	}
	m.Get("any").JSON()
	m.End()
	return text, d.Err()
}

func TestFaultsNameTheirLine(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"nothing", "", "line 1: the file is empty"},
		{"no mapping", "- a", "line 1: want keys and values"},
		{"a key is missing", "count: 1", "line 1: name is missing"},
		{"a key is unknown", "name: x\n\nnmae: y", `line 3: there is no setting "nmae" here, want one of name, count, on, for, list, any`},
		{"a key is given twice", "name: x\nname: y", `line 2: "name" is given twice`},
		{"a deep key is given twice", "name: x\nany:\n  a: 1\n  a: 2", `line 4: "a" is given twice`},
		{"no text", "name: [x]", "line 1: want a text"},
		{"no number", "name: x\ncount: many", "line 2: want a whole number from 0 to 5"},
		{"too large a number", "name: x\ncount: 6", "line 2: want a whole number from 0 to 5"},
		{"no truth", "name: x\non: perhaps", "line 2: want true or false"},
		{"a quoted truth", "name: x\non: \"true\"", "line 2: want true or false"},
		{"no duration", "name: x\nfor: 5", "line 2: want a duration from 0s to 1h0m0s, such as 5m"},
		{"no list", "name: x\nlist: y", "line 2: want a list"},
		{"an alias", "name: &a x\nany: *a", "line 1: anchors and aliases are not supported"},
		{"a merge", "name: x\nany:\n  <<: {a: 1}", "line 3: want a plain key"},
		{"a text that cannot be stored", "name: \"a\\0\"", "line 1: a text cannot have the character U+0000"},
		{"two documents", "name: x\n---\nname: y", "line 2: a second document begins, want one"},
		{"no YAML", "name: x\n  count: [", "line 2: mapping values are not allowed in this context"},
		{"the first of several", "count: 9\nwhat: x\nname: {}", "line 1: want a whole number from 0 to 5"},
		{"nothing for JSON", "name: x\nany: {1: .nan}", "line 2: want what JSON can say"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := read(tt.data); err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestWhatIsNotGivenIsTheDefault(t *testing.T) {
	d, err := Parse([]byte("a: ~"))
	if err != nil {
		t.Fatalf("Parse: %v", err)
	}
	m := d.Root().Mapping()
	for _, key := range []string{"a", "b"} {
		n := m.Get(key)
		if n.Given() || n.Text() != "" || n.Bool() || n.Int(7, 0, 9) != 7 || n.Duration(time.Hour, 0, 0) != time.Hour || n.Items() != nil || n.JSON() != nil {
			t.Errorf("%s: got something, want the defaults", key)
		}
		n.Mapping().End()
	}
	if m.End(); d.Err() != nil {
		t.Errorf("got %v, want none", d.Err())
	}
}

// FuzzParse holds that no file makes the reader panic.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"name: x", "a: &a [*a]", "? [a]\n: b", "name: !!binary x", "any: !!timestamp 2001-01-01", "\xff", "--- x\n...\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, data string) {
		_, _ = read(data)
	})
}
