package view

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// nested is a view with a container, a card that takes its heading from the data, and
// a button.
const nested = `{"Head":{"Title":"T","Configuration":{"Layout":{"Columns":["10","2"]}}},"Body":[
	{"_id":"box","Type":"Container","Props":{},"Content":[
		{"_id":"card","Type":"Card","Props":{"Heading":"$.CardHeading","Text":"Dear $.Customer.Name, $.Customer.Title","Action":"CardSelected"},"Content":[]}]},
	{"_id":"button","Type":"Button","Props":{"Action":"Skip"},"Content":["Skip"]}]}`

func TestTemplates(t *testing.T) {
	both := []string{"CardSelected", "Skip"}
	one := func(component string) string { return `{"Body":[` + component + `]}` }
	for _, tc := range []struct {
		name, template string
		actions        []string
		saves          bool
		fault          string // "" for none
	}{
		{"a view", nested, both, true, ""},
		{"a text in the body", one(`"hello"`), both, true, ""},
		{"a dynamic action", one(`{"Type":"Button","Props":{"Action":"$.Which"}}`), both, true, ""},
		{"no JSON", `{`, both, false, "one JSON object"},
		{"a list", `[]`, both, false, "one JSON object"},
		{"null", `null`, both, false, "one JSON object"},
		{"more than one", `{}{}`, both, false, "one JSON object"},
		{"no body", `{}`, both, true, "Body must be a list"},
		{"an empty body", `{"Body":[]}`, both, true, "Body must be a list"},
		{"a head that is none", `{"Head":1,"Body":["a"]}`, both, true, "Head must be an object"},
		{"no component", one(`7`), both, true, "Body[0] must be a component"},
		{"no type", one(`{"Props":{}}`), both, true, "Body[0] must have a Type"},
		{"bad props", one(`{"Type":"Card","Props":[]}`), both, true, "Props must be an object"},
		{"bad content", one(`{"Type":"Card","Content":{}}`), both, true, "Content must be a list"},
		{"a fault within", one(`{"Type":"Card","Content":["a",{}]}`), both, true, "Body[0].Content[1] must have a Type"},
		{"an id twice", one(`{"Type":"Card","_id":"a"},{"Type":"Card","_id":"a"}`), both, true, `"a" is used more than once`},
		{"an action that is not listed", nested, []string{"Skip"}, true, `"CardSelected" is not among`},
		{"no actions", one(`"hello"`), nil, true, "there must be an action"},
		{"an action twice", nested, []string{"Skip", "Skip"}, true, "twice"},
		{"too large", one(`"` + strings.Repeat("a", MaxContent) + `"`), both, false, "the limit is 400000"},
		{"too many actions", nested, slices.Repeat([]string{"a"}, MaxActions+1), false, "the limit is 1000"},
	} {
		if _, err := New(tc.template, tc.actions, true); (err == nil) != (tc.fault == "") || err != nil && !strings.Contains(err.Error(), tc.fault) {
			t.Errorf("%s, published: got %v, want %q", tc.name, err, tc.fault)
		}
		if _, err := New(tc.template, tc.actions, false); (err == nil) != tc.saves {
			t.Errorf("%s, saved: got %v, want it saved: %t", tc.name, err, tc.saves)
		}
	}
}

func TestSchemaOfATemplate(t *testing.T) {
	c, err := New(nested, []string{"CardSelected", "Skip"}, true)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"CardHeading":{},"Customer":{}},"required":["CardHeading","Customer"]}`
	if c.InputSchema != want {
		t.Errorf("got %s, want %s", c.InputSchema, want)
	}
}

func TestHashIsOfTemplateAndActions(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range []Content{{Template: "a"}, {Template: "b"}, {Template: "a", Actions: []string{"x"}}, {Template: "a", Actions: []string{"x", "y"}}, {Template: "a", Actions: []string{"xy"}}} {
		if h := c.Hash(); seen[h] || len(h) != 64 {
			t.Errorf("%v: got %s, want one of its own", c, h)
		} else {
			seen[h] = true
		}
	}
	if (Content{InputSchema: "a"}).Hash() != (Content{InputSchema: "b"}).Hash() {
		t.Errorf("the schema counts, want it to follow from the rest")
	}
}

// Each standard view is a view itself, and its data is checked.
func TestStandardViews(t *testing.T) {
	for _, tc := range []struct {
		id, data string
		actions  []string
		missing  string
	}{
		{"cards", `{"Heading":"Which?","CardsPerRow":"3","Cards":[{"Summary":{"Id":"a"}}],"NoMatchFound":{"Label":"None"}}`,
			[]string{"ActionSelected", "Back", "NoMatchFound"}, "Cards"},
		{"confirmation", `{"Heading":"Done","Graphic":{"Include":true},"Next":{"Label":"Go on"}}`, []string{"Next"}, "Next"},
		{"detail", `{"Sections":"hello","Actions":["a"],"Back":{"Label":"Back"},"AttributeBar":[{"Label":"a","Value":"b"}]}`,
			[]string{"ActionSelected", "Back"}, "Sections"},
		{"form", `{"Sections":[{"Type":"FormSection"}],"Wizard":[],"Next":{"Label":"Send"}}`, []string{"Back", "Next", "Step"}, "Sections"},
		{"list", `{"Items":[{"Heading":"a","Id":"1"}]}`, []string{"ActionSelected", "Back"}, "Items"},
	} {
		s, ok := FindStandard(tc.id)
		if !ok || !slices.Equal(s.Actions, tc.actions) {
			t.Errorf("%s: got actions %q, want %q", tc.id, s.Actions, tc.actions)
			continue
		}
		if _, err := New(s.Template, s.Actions, true); err != nil {
			t.Errorf("%s: got %v, want a view", tc.id, err)
		}
		var taken, stated schema
		for text, into := range map[string]*schema{s.InputSchema: &stated} {
			if err := json.Unmarshal([]byte(text), into); err != nil {
				t.Fatal(err)
			}
		}
		made, _ := New(s.Template, s.Actions, true)
		if err := json.Unmarshal([]byte(made.InputSchema), &taken); err != nil {
			t.Fatal(err)
		}
		for name := range stated.Properties {
			if _, ok := taken.Properties[name]; !ok {
				t.Errorf("%s: input %s is not in the template", tc.id, name)
			}
		}
		for name := range taken.Properties {
			if _, ok := stated.Properties[name]; !ok {
				t.Errorf("%s: the template takes %s, which is no input", tc.id, name)
			}
		}
		if err := s.Check(json.RawMessage(tc.data)); err != nil {
			t.Errorf("%s: got %v, want the data taken", tc.id, err)
		}
		if err := s.Check(nil); err == nil || !strings.Contains(err.Error(), tc.missing+" is missing") {
			t.Errorf("%s: got %v, want %s missing", tc.id, err, tc.missing)
		}
	}
	if len(Standards()) != 5 {
		t.Errorf("got %d standard views, want 5", len(Standards()))
	}
	if _, ok := FindStandard("none"); ok {
		t.Errorf("found a view that does not exist")
	}
}

func TestDataIsChecked(t *testing.T) {
	c := Content{InputSchema: `{"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"type":"object","required":["id"]}},"n":{"type":["number","string"]},"b":{"type":"boolean"}}}`}
	for data, fault := range map[string]string{
		`{"a":[{"id":1}],"more":7}`:               "",
		`{"a":"[{\"id\":1}]","n":"x","b":"true"}`: "",
		`{"a":[],"b":null}`:                       "",
		`{"a":null}`:                              "a is missing",
		`{}`:                                      "a is missing",
		`{"a":"text"}`:                            "a must be an array",
		`{"a":{}}`:                                "a must be an array",
		`{"a":[7]}`:                               "a[0] must be an object",
		`{"a":[{"id":1},{}]}`:                     "a[1].id is missing",
		`{"a":[],"n":true}`:                       "n must be a number or a string",
		`{"a":[],"b":"maybe"}`:                    "b must be a boolean",
		`[]`:                                      "a JSON object",
		`{`:                                       "a JSON object",
		`{"a":"` + strings.Repeat("x", MaxData) + `"}`: "the limit is 16384",
	} {
		if err := c.Check(json.RawMessage(data)); (err == nil) != (fault == "") || err != nil && !strings.Contains(err.Error(), fault) {
			t.Errorf("%.40s: got %v, want %q", data, err, fault)
		}
	}
}
