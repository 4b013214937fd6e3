package integration

import (
	"slices"
	"testing"
)

// What is told by its whole name can be listed, what a pattern stands for can only be
// asked for.
func TestWhatFlowsReachIsKnown(t *testing.T) {
	set := load(t, "bots:\n  menu: {builtin: good.yaml}\n  other: {builtin: good.yaml}\n"+
		"functions:\n  orders: {http: {url: 'http://a'}}\n  arn:aws:lambda:*: {http: {url: 'http://b'}}\n", nil)
	if got, want := slices.Sorted(slices.Values(set.BotNames())), []string{"menu", "other"}; !slices.Equal(got, want) {
		t.Errorf("got bots %v, want %v", got, want)
	}
	if got, want := set.FunctionNames(), []string{"orders"}; !slices.Equal(got, want) {
		t.Errorf("got functions %v, want %v", got, want)
	}
	const byPattern = "arn:aws:lambda:eu-central-1:123456789012:function:a"
	for name, want := range map[string]bool{"orders": true, byPattern: true, "gone": false} {
		if got := set.KnowsFunction(name); got != want {
			t.Errorf("function %s: got %t, want %t", name, got, want)
		}
	}
	if !set.KnowsBot("menu") || set.KnowsBot("gone") {
		t.Error("got another answer about bots than the file's")
	}
	none, err := Load(t.Context(), "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if none.KnowsBot("menu") || none.KnowsFunction("orders") || len(none.BotNames())+len(none.FunctionNames()) != 0 {
		t.Error("without a file: got something that is known")
	}
}
