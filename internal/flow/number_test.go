package flow_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

func TestNumbersCompareExactly(t *testing.T) {
	for _, c := range []struct{ less, more string }{
		{"9007199254740992", "9007199254740993"},
		{"123456789012345678901234567890", "123456789012345678901234567891"},
		{"0.1", "0.10000000000000000001"},
		{"-9007199254740993", "-9007199254740992"},
		{"1e-999", "1e-998"},
		{"1e400", "1e401"},
		{"-.5", ".5"},
		{"5.", "+6"},
		{strings.Repeat("9", 255), "1" + strings.Repeat("0", 255)},
	} {
		for operator, want := range map[flow.Operator][2]bool{
			flow.OpNumberLessThan:         {true, false},
			flow.OpNumberLessOrEqualTo:    {true, true},
			flow.OpNumberGreaterThan:      {false, false},
			flow.OpNumberGreaterOrEqualTo: {false, true},
		} {
			if got := [2]bool{operator.Holds(c.less, c.more), operator.Holds(c.less, c.less)}; got != want {
				t.Errorf("%s of %s and %s, and of equals: got %v, want %v", operator, c.less, c.more, got, want)
			}
		}
	}
	for _, equal := range []string{"1.50", "+1.5", "15e-1", "0.15E1", "001.5"} {
		if !flow.OpNumberGreaterOrEqualTo.Holds(equal, "1.5") || !flow.OpNumberLessOrEqualTo.Holds(equal, "1.5") {
			t.Errorf("%s is not 1.5", equal)
		}
	}
	for _, none := range []string{
		"", " ", "x", "1/2", "0x10", "1_0", "Inf", "NaN", "1e", "e1", ".", "-", "+-1", "1e1000", "1e-1000", "1e99999999999", "1.2.3", "1e1.5", "0b1", "١",
		strings.Repeat("1", 257),
	} {
		if flow.OpNumberLessThan.Holds(none, "1e998") || flow.OpNumberGreaterOrEqualTo.Holds(none, "-1e998") || flow.OpNumberLessThan.Holds("-1e998", none) {
			t.Errorf("%q: got a number, want none", none)
		}
	}
}

// A whole number has one way to be written, in a document and in what a reference
// stands for.
func TestWholeNumbersAreWrittenInOneWay(t *testing.T) {
	const wrong = "TimeoutSeconds must be a whole number from 1 to 604800"
	for text, ok := range map[string]bool{
		"5": true, "604800": true, "+5": false, "007": false, "05": false, "-5": false, "0": false, "-0": false, "5.0": false,
		"5e0": false, " 5": false, "0x5": false, "5_0": false, "604801": false, "99999999999999999999": false, "٥": false,
	} {
		_, problems := flow.Check(branching(t, "Wait", `{"TimeoutSeconds": `+strconv.Quote(text)+`}`, "Equals WaitCompleted"), flow.TypeContactFlow, nil)
		if got := tells(problems, fault{action: "it", words: wrong}); got == ok {
			t.Errorf("%q: got problems %v, want it taken: %v", text, problems, ok)
		}
		c := trial{name: text, parameters: `{"TimeoutSeconds": "$.Attributes.n"}`, env: flow.Values{"$.Attributes.n": text}, branch: onError, note: wrong}
		if ok {
			n, _ := strconv.Atoi(text)
			c.command, c.wake, c.branch, c.note = flow.Wait{Seconds: n}, flow.Timeout{}, "on NoMatchingCondition", ""
		}
		try(t, "Wait", []trial{c})
	}
	try(t, "UpdateContactRoutingBehavior", []trial{
		{name: "a negative one", parameters: `{"QueueTimeAdjustmentSeconds": "-5"}`, command: flow.SetRouting{TimeAdjustmentSeconds: new(-5)}, branch: "next"},
		{name: "minus nothing", parameters: `{"QueueTimeAdjustmentSeconds": "-0"}`, branch: "next", note: "must be a whole number"},
	})
}
