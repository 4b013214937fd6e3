package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// The generator refuses what it would otherwise get silently wrong.
func TestGenerateRefuses(t *testing.T) {
	for _, test := range []struct {
		what, overlay, want string
	}{
		{"a key it has never seen", `{"shapes":{"Text":{"uniqueItems":true}}}`, "uniqueItems"},
		{"a missing shape", `{"shapes":{"Phrase":{"members":{"Text":{"shape":"Gone"}}}}}`, "shape Gone is not in the model"},
		{"a missing operation", `{"operations":{"Repeat":null}}`, "operation Repeat is not in the model"},
		{"a pattern without predicate", `{"shapes":{"Cage":{"pattern":"(?=x)"}}}`, "name a predicate"},
		{"another timestamp format", `{"shapes":{"Time":{"timestampFormat":"iso8601"}}}`, "timestamp format iso8601"},
		{"a blob", `{"shapes":{"Text":{"type":"blob"}}}`, "type blob is not supported"},
		{"a list of itself", `{"shapes":{"Phrases":{"member":{"shape":"Phrases"}}}}`, "contains itself"},
		{"a greedy label", `{"operations":{"Hush":{"http":{"requestUri":"/cages/{cage+}"}}}}`, "is not supported"},
		{"a label without member", `{"operations":{"Hush":{"http":{"requestUri":"/cages/{other}"}}}}`, "labels"},
		{"another response code", `{"operations":{"Hush":{"http":{"responseCode":202}}}}`, "response code 202"},
		{"a list in a header", `{"shapes":{"HushRequest":{"members":{"moods":{"location":"header"}}}}}`, "no way to read []string"},
		{"an operation it cannot refuse", `{"operations":{"Hush":{"errors":[{"shape":"BrokenException"}]}}}`, "models no error to refuse it with"},
	} {
		t.Run(test.what, func(t *testing.T) {
			model, err := readDocument("testdata/parrot/api-2.json")
			if err != nil {
				t.Fatal(err)
			}
			var doc document
			if err := json.Unmarshal([]byte(test.overlay), &doc); err != nil {
				t.Fatal(err)
			}
			doc["why"] = "a test"
			_, err = generate(parrot, model, []fragment{{name: "f", doc: doc}}, []string{"Hush", "Repeat"})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got error %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestConstantNames(t *testing.T) {
	for _, test := range []struct{ enum, value, want string }{
		{"ChatItemType", "CHAT_ENDED", "ChatItemTypeChatEnded"},
		{"AiUseCase", "AgentAssistance", "AiUseCaseAgentAssistance"},
		{"phoneType", "SOFT-PHONE.2", "PhoneTypeSoftPhone2"},
	} {
		if got := constant(test.enum, test.value); got != test.want {
			t.Errorf("constant(%q, %q): got %q, want %q", test.enum, test.value, got, test.want)
		}
	}
}
