package chat_test

import (
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

func TestAttributeKeysOfCallers(t *testing.T) {
	for key, ok := range map[string]bool{
		"customerName": true, "HostedWidget-tier": true, "a_b-9": true,
		"": false, "two words": false, "a.b": false, "$x": false, "schlüssel": false, "a:b": false,
	} {
		err := chat.CheckAttributeKeys(map[string]string{key: "v"})
		if (err == nil) != ok {
			t.Errorf("key %q: got error %v, want allowed %t", key, err, ok)
		}
	}
}

func TestAttributeKeysAreNotEchoedWhole(t *testing.T) {
	err := chat.CheckAttributeKeys(map[string]string{strings.Repeat("x ", 20_000): ""})
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("got a message of %d characters, want a short one", len(err.Error()))
	}
}

func TestMergedAttributesHaveALimitInBytes(t *testing.T) {
	have := map[string]string{"a": strings.Repeat("x", 20_000)}
	for _, test := range []struct {
		rule    string
		changes map[string]string
		ok      bool
	}{
		{"just the limit", map[string]string{"b": strings.Repeat("y", chat.MaxAttributesBytes-20_002)}, true},
		{"a byte over it", map[string]string{"b": strings.Repeat("y", chat.MaxAttributesBytes-20_001)}, false},
		{"two bytes a character", map[string]string{"b": strings.Repeat("é", 7_000)}, false},
		{"a replaced value counts once", map[string]string{"a": strings.Repeat("z", 32_000)}, true},
		{"an empty value keeps its key", map[string]string{"a": ""}, true},
	} {
		merged, err := chat.MergeAttributes(have, test.changes)
		if (err == nil) != test.ok {
			t.Errorf("%s: got error %v, want allowed %t", test.rule, err, test.ok)
		}
		if err == nil && merged["a"] != test.changes["a"] && test.changes["b"] == "" {
			t.Errorf("%s: the value was not laid over", test.rule)
		}
		if len(have) != 1 || len(have["a"]) != 20_000 {
			t.Fatalf("%s: the attributes merged into were changed", test.rule)
		}
	}
}
