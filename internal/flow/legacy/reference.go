package legacy

import (
	"strings"

	"github.com/rejoin-chat/rejoin/internal/flow"
)

// namespaces are the roots of references for the namespaces whose name is not
// the root itself. spec: List of available attributes in Amazon Connect.
var namespaces = map[string]string{
	"User Defined":         "Attributes",
	"Flow":                 "FlowAttributes",
	"Flow Attributes":      "FlowAttributes",
	"Media Streams":        "MediaStreams",
	"Queue Metrics":        "Metrics",
	"Segment Attributes":   "SegmentAttributes",
	"Customer Profiles":    "Customer",
	"Lex.Attributes":       "Lex.SessionAttributes",
	"Lex.Intent":           "Lex",
	"Lex Slots":            "Lex.Slots",
	"Lex attributes":       "Lex.SessionAttributes",
	"Lex.SessionAttribute": "Lex.SessionAttributes",
}

// systemKeys are the system attributes whose name is not their path.
var systemKeys = map[string]string{
	"Stored customer input":    "StoredCustomerInput",
	"Customer Number":          "CustomerEndpoint.Address",
	"Customer number":          "CustomerEndpoint.Address",
	"Dialed Number":            "SystemEndpoint.Address",
	"Dialed number":            "SystemEndpoint.Address",
	"Customer callback number": "CustomerCallbackNumber",
	"Text to speech voice":     "TextToSpeechVoiceId",
	"Initiation method":        "InitiationMethod",
	"Contact id":               "ContactId",
	"Initial Contact id":       "InitialContactId",
	"Previous Contact id":      "PreviousContactId",
	"Instance ARN":             "InstanceARN",
	"Queue name":               "Queue.Name",
	"Queue ARN":                "Queue.ARN",
	"Language":                 "LanguageCode",
}

// whole are the roots whose keys are names that may hold dots themselves; keys
// elsewhere are paths.
var whole = map[string]bool{"Attributes": true, "FlowAttributes": true, "Lex.Slots": true, "Lex.SessionAttributes": true, "SegmentAttributes": true}

// reference is the language's reference to a key of a namespace.
func reference(namespace, key string) string {
	if strings.HasPrefix(key, "$.") || strings.HasPrefix(key, "$[") {
		return key // written out already
	}
	if namespace == "System" {
		if path, ok := systemKeys[key]; ok {
			key = path
		}
		return flow.Path(segments(key)).String()
	}
	root, ok := namespaces[namespace]
	if !ok {
		root = namespace
	}
	path := segments(root)
	if whole[root] {
		return flow.Path(append(path, key)).String()
	}
	return flow.Path(append(path, segments(key)...)).String()
}

// segments takes a dotted path apart; empty parts are no segments.
func segments(dotted string) []string {
	var path []string
	for part := range strings.SplitSeq(dotted, ".") {
		if part != "" {
			path = append(path, part)
		}
	}
	return path
}

// operators are the old names of comparisons; names of the language are taken
// too.
var operators = map[string]flow.Operator{
	"":                           flow.OpEquals,
	"Equals":                     flow.OpEquals,
	"StartsWith":                 flow.OpTextStartsWith,
	"EndsWith":                   flow.OpTextEndsWith,
	"Contains":                   flow.OpTextContains,
	"GreaterThan":                flow.OpNumberGreaterThan,
	"GreaterThanOrEqualTo":       flow.OpNumberGreaterOrEqualTo,
	"LessThan":                   flow.OpNumberLessThan,
	"LessThanOrEqualTo":          flow.OpNumberLessOrEqualTo,
	"TextStartsWith":             flow.OpTextStartsWith,
	"TextEndsWith":               flow.OpTextEndsWith,
	"TextContains":               flow.OpTextContains,
	"NumberGreaterThan":          flow.OpNumberGreaterThan,
	"NumberGreaterOrEqualTo":     flow.OpNumberGreaterOrEqualTo,
	"NumberGreaterThanOrEqualTo": flow.OpNumberGreaterOrEqualTo,
	"NumberLessThan":             flow.OpNumberLessThan,
	"NumberLessOrEqualTo":        flow.OpNumberLessOrEqualTo,
	"NumberLessThanOrEqualTo":    flow.OpNumberLessOrEqualTo,
}
