package flow

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The form of Settings that stands beside a content.
func TestSettingsBesideAModule(t *testing.T) {
	s, faults := ParseSettings(json.RawMessage(`{
		"input":{"schema":{"type":"object","properties":{"b":{"type":"number"},"a":{}},"required":["b"]}},
		"resultData":{"schema":{"properties":{"out":{}}}},
		"transitions":{"results":[{"name":"good","description":"well"},{"name":"bad"}]}}`))
	if len(faults) > 0 {
		t.Fatalf("got faults %q", faults)
	}
	if len(s.Inputs) != 2 || s.Inputs[0].Name != "a" || s.Inputs[0].Required || !s.Inputs[1].Required {
		t.Errorf("got inputs %+v, want a, and b, which is required", s.Inputs)
	}
	if len(s.Outputs) != 1 || s.Outputs[0].Name != "out" {
		t.Errorf("got outputs %+v, want out", s.Outputs)
	}
	if want := []ModuleResult{{Name: "good", Description: "well"}, {Name: "bad"}}; !slices.Equal(s.Results, want) {
		t.Errorf("got results %+v, want %+v", s.Results, want)
	}
	many := make([]string, maxModuleResults+1)
	for i := range many {
		many[i] = fmt.Sprintf(`{"name":"r%d"}`, i)
	}
	for settings, want := range map[string]string{
		`{"input":7}`:                                                           "input must be an object",
		`{"input":{}}`:                                                          "",
		`{"input":{"schema":7}}`:                                                "input.schema must be an object",
		`{"input":{"schema":{"type":"array"}}}`:                                 "input.schema must be of the type object",
		`{"input":{"schema":{"type":"text"}}}`:                                  `there is no type "text"`,
		`{"input":{"schema":{"type":7}}}`:                                       "type must be the name of a type",
		`{"input":{"schema":{"properties":[]}}}`:                                "properties must be an object",
		`{"input":{"schema":{"properties":{"a":1}}}}`:                           "input.schema.a must be an object",
		`{"input":{"schema":{"required":"a"}}}`:                                 "required must be a list of names",
		`{"input":{"schema":{"required":["a"]}}}`:                               `requires "a", which is not among its properties`,
		`{"resultData":{"schema":{"properties":{"a":{"items":{"type":"x"}}}}}}`: `resultData.schema.a[]: there is no type "x"`,
		`{"transitions":[]}`:                                                    "transitions must be an object",
		`{"transitions":{}}`:                                                    "",
		`{"transitions":{"results":{}}}`:                                        "results must be a list",
		`{"transitions":{"results":[{"name":"a"},{"name":"a"}]}}`:               `name "a" is used more than once`,
		`{"transitions":{"results":[` + strings.Join(many, ",") + `]}}`:         "there are 9, more than 8",
	} {
		_, faults := ParseSettings(json.RawMessage(settings))
		if all := strings.Join(faults, "; "); !strings.Contains(all, want) || (want == "") != (all == "") {
			t.Errorf("%s: got faults %q, want %q", settings, faults, want)
		}
	}
}
