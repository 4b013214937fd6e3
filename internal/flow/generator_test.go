package flow_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// generator makes valid documents and fitting inputs.
type generator struct{ *rand.Rand }

func pick[T any](g *generator, of ...T) T { return of[g.IntN(len(of))] }

func (g *generator) env() flow.Values {
	return flow.Values{
		"$.Attributes.n": strconv.Itoa(g.IntN(120)), "$.Attributes.s": pick(g, "gold", "silver", ""),
		"$.Attributes['two words']": "2", "$.Attributes.flow": pick(g, "f0", "f1", "f2", "gone"), "$.Attributes.raw": pick(g, "\xffü", "\x00", `["\u0000"]`),
		"$.Attributes.module": pick(g, "m0", "m1", "m2", "gone"), "$.LanguageCode": pick(g, "", "de-DE"),
		"$.Media.InitialMessage": pick(g, "", "a bill"),
	}
}

// check makes a document of actions of these kinds, which lints clean.
func (g *generator) check(t *testing.T, as flow.Type, kinds []kind) *flow.Document {
	t.Helper()
	content := marshal(t, g.document(kinds))
	doc, problems := flow.Check(content, as, nil)
	if len(problems) > 0 {
		t.Fatalf("generated %s %s has problems %v", as, content, problems)
	}
	return doc
}

// document has 2 to 25 actions, every branch of which leads to any of them.
func (g *generator) document(kinds []kind) object {
	n := 2 + g.IntN(24)
	name := func() string { return fmt.Sprint("a", g.IntN(n)) }
	var actions []object
	for i := range n {
		kind := pick(g, kinds...)
		t := object{}
		if kind.follows {
			t["NextAction"] = name()
		}
		var conditions, errors []object
		for _, c := range kind.conditions {
			conditions = append(conditions, object{
				"NextAction": name(), "Condition": object{"Operator": c[0], "Operands": []string{c[1]}},
			})
		}
		for _, e := range kind.errors {
			errors = append(errors, object{"NextAction": name(), "ErrorType": e})
		}
		if conditions != nil {
			t["Conditions"] = conditions
		}
		if errors != nil {
			t["Errors"] = errors
		}
		actions = append(actions, object{
			"Identifier": fmt.Sprint("a", i), "Type": kind.name, "Parameters": pick(g, kind.parameters...), "Transitions": t,
		})
	}
	return object{"Version": flow.Version, "StartAction": name(), "Metadata": object{}, "Actions": actions}
}
