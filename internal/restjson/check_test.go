package restjson_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

func TestChecks(t *testing.T) {
	letters := restjson.NewPattern(`[a-z]+|\d`)
	for _, test := range []struct {
		rule  string
		check func(*restjson.Violations)
		want  string // empty when the value is valid
	}{
		{"a present member", func(v *restjson.Violations) { v.Required("A", true) }, ""},
		{"an absent member", func(v *restjson.Violations) { v.Required("A", false) }, "A is required"},
		{"enough characters", func(v *restjson.Violations) { v.MinChars("éé", 2) }, ""},
		{"too few characters, though enough bytes", func(v *restjson.Violations) { v.MinChars("é", 2) }, " must have at least 2 characters"},
		{"as many characters as bytes allow", func(v *restjson.Violations) { v.MaxChars("ééé", 3) }, ""},
		{"too many characters", func(v *restjson.Violations) { v.MaxChars("éééé", 3) }, " must have at most 3 characters"},
		{"too few items", func(v *restjson.Violations) { v.MinItems(0, 1) }, " must have at least 1 item"},
		{"too many items", func(v *restjson.Violations) { v.MaxItems(2, 1) }, " must have at most 1 item"},
		{"too few entries", func(v *restjson.Violations) { v.MinEntries(0, 1) }, " must have at least 1 entry"},
		{"too many entries", func(v *restjson.Violations) { v.MaxEntries(2, 1) }, " must have at most 1 entry"},
		{"the bounds themselves", func(v *restjson.Violations) { v.Min(2, 2); v.Max(2, 2); v.MinFloat(.5, .5); v.MaxFloat(.5, .5) }, ""},
		{"too small", func(v *restjson.Violations) { v.Min(1, 2) }, " must be at least 2"},
		{"too large", func(v *restjson.Violations) { v.Max(3, 2) }, " must be at most 2"},
		{"a fraction too small", func(v *restjson.Violations) { v.MinFloat(.4, .5) }, " must be at least 0.5"},
		{"a fraction too large", func(v *restjson.Violations) { v.MaxFloat(5.5, 5) }, " must be at most 5"},
		{"a value of the enum", func(v *restjson.Violations) { v.Enum("B", []string{"A", "B"}) }, ""},
		{"no value of the enum", func(v *restjson.Violations) { v.Enum("b", []string{"A", "B"}) }, " must be one of A, B"},
		{"a pattern matches the whole", func(v *restjson.Violations) { v.Pattern("abc", letters); v.Pattern("7", letters) }, ""},
		{"a pattern does not match a part", func(v *restjson.Violations) { v.Pattern("a7", letters) }, ` must match [a-z]+|\d`},
		{"the dot of a pattern matches a line break", func(v *restjson.Violations) { v.Pattern("a\nb", restjson.NewPattern(`.*\S.*`)) }, ""},
		{"one member of a union", func(v *restjson.Violations) { v.Union("A, B", true, false) }, ""},
		{"no member of a union", func(v *restjson.Violations) { v.Union("A, B", false, false) }, " must have exactly one of A, B"},
		{"two members of a union", func(v *restjson.Violations) { v.Union("A, B", true, true) }, " must have exactly one of A, B"},
	} {
		t.Run(test.rule, func(t *testing.T) {
			var v restjson.Violations
			test.check(&v)
			if got := v.String(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestPathsLeadToTheValue(t *testing.T) {
	short := func(v *restjson.Violations, s string) { v.MaxChars(s, 1) }
	list := func(v *restjson.Violations, l []string) { restjson.Items(v, l, short) }
	timer := func(v *restjson.Violations, s []string) {
		v.Required("TimerValue", s != nil)
		restjson.List(v, "Names", s, list)
	}
	var v restjson.Violations
	restjson.Member(&v, "Details", new("xx"), short)
	restjson.Member(&v, "Absent", nil, short)
	restjson.List(&v, "Timers", [][]string{nil, {"x", "yy"}}, func(v *restjson.Violations, l [][]string) {
		restjson.Items(v, l, timer)
	})
	restjson.Map(&v, "Attributes", map[string]string{"b b": "xx", "a": "xx", "c": "x"}, func(v *restjson.Violations, m map[string]string) {
		restjson.Entries(v, m, short, short)
	})
	want := []string{"Details", "Timers[0].TimerValue", "Timers[1].Names[1]", `Attributes["a"]`, `Attributes["b b"]`, `Attributes["b b"]`}
	var got []string
	for _, one := range v {
		got = append(got, one.Path)
	}
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("got paths %q, want %q", got, want)
	}
}

func TestValidInputsCostNothing(t *testing.T) {
	check := func(v *restjson.Violations, s string) { v.MinChars(s, 1); v.MaxChars(s, 100) }
	text, list := new("some text"), []string{"a", "b"}
	var v restjson.Violations
	allocations := testing.AllocsPerRun(100, func() {
		restjson.Member(&v, "A", text, check)
		restjson.Items(&v, list, check)
	})
	if allocations != 0 {
		t.Errorf("got %v allocations, want none", allocations)
	}
}

func TestMessagesDoNotGrowWithWhatIsSent(t *testing.T) {
	var many restjson.Violations
	for range 5_000 {
		restjson.Entries(&many, map[string]string{strings.Repeat("k", 40_000): ""}, nil,
			func(v *restjson.Violations, _ string) { v.Required("Value", false) })
	}
	if got := len(many.String()); got > 4_000 {
		t.Errorf("got a message of %d characters, want a short one", got)
	}
	if !strings.HasSuffix(many.String(), "and 4980 more") {
		t.Errorf("got the end %q, want how many are left out", many.String()[len(many.String())-30:])
	}
}
