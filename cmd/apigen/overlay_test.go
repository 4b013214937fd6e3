package main

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestMergeRules(t *testing.T) {
	for _, test := range []struct {
		rule, model, overlay, want string
	}{
		{"objects merge", `{"A":{"x":1}}`, `{"A":{"y":2}}`, `{"A":{"x":1,"y":2}}`},
		{"null removes", `{"A":{"x":1,"y":2}}`, `{"A":{"x":null}}`, `{"A":{"y":2}}`},
		{"plus appends", `{"A":{"enum":["X"]}}`, `{"A":{"enum+":["Y"]}}`, `{"A":{"enum":["X","Y"]}}`},
		{"plus begins a list", `{"A":{}}`, `{"A":{"required+":["Y"]}}`, `{"A":{"required":["Y"]}}`},
		{"scalars replace", `{"A":{"max":1}}`, `{"A":{"max":2}}`, `{"A":{"max":2}}`},
		{"lists replace", `{"A":{"enum":["X"]}}`, `{"A":{"enum":["Z"]}}`, `{"A":{"enum":["Z"]}}`},
		{"new shapes arrive whole", `{}`, `{"A":{"type":"string"}}`, `{"A":{"type":"string"}}`},
	} {
		t.Run(test.rule, func(t *testing.T) {
			model := document{"shapes": object(t, test.model)}
			f := fragment{name: "f", doc: document{"why": "a test", "shapes": object(t, test.overlay)}}
			if err := f.applyTo(model); err != nil {
				t.Fatal(err)
			}
			if got, want := model["shapes"], any(object(t, test.want)); !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestMergeRefuses(t *testing.T) {
	for _, test := range []struct {
		what, overlay, want string
	}{
		{"no reason", `{"shapes":{}}`, "says not why"},
		{"an unknown section", `{"why":"x","shape":{}}`, `unknown section "shape"`},
		{"a section that is no object", `{"why":"x","shapes":[]}`, "shapes is not an object"},
		{"what the model says already", `{"why":"x","shapes":{"A":{"max":1}}}`, "shapes.A.max: the model says so already"},
		{"to add an item twice", `{"why":"x","shapes":{"A":{"enum+":["X"]}}}`, "shapes.A.enum+: the model lists X already"},
		{"to append what is no list", `{"why":"x","shapes":{"A":{"enum+":"X"}}}`, "shapes.A.enum+: not a list"},
		{"to remove nothing", `{"why":"x","shapes":{"A":{"min":null}}}`, "shapes.A.min: nothing to remove"},
	} {
		t.Run(test.what, func(t *testing.T) {
			model := document{"shapes": object(t, `{"A":{"max":1,"enum":["X"]}}`)}
			err := fragment{name: "f", doc: object(t, test.overlay)}.applyTo(model)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}
