package startchat

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/restjson"
)

// FuzzParse holds that any body is read or refused with a modelled error, the
// same way each time, and that what is read can be validated.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		``, `{}`, `null`, `[]`, `"x"`, `{"a":`, `{"InstanceId":"i","instanceid":"j"}`,
		`{"Attributes":"{\"a\":1}"}`, `{"Attributes":{"a":null}}`, `{"Attributes":" "}`, `{"Attributes":{"":[]}}`,
		`{"SupportedMessagingContentTypes":"a,,b"}`, `{"SupportedMessagingContentTypes":["a",""]}`,
		`{"ChatDurationInMinutes":"60"}`, `{"ChatDurationInMinutes":1e3}`, `{"ChatDurationInMinutes":[]}`,
		`{"InitialMessage":"x"}`, `{"InitialMessage":{"Content":null}}`, `{"PersistentChat":{"SourceContactId":1}}`,
		`{"SegmentAttributes":{"a":{"ValueMap":{"b":{"ValueList":[{}]}}}}}`, `{"ParticipantDetails":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := parse(body)
		_, again := parse(body)
		if (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Fatalf("got %v, then %v", err, again)
		}
		if err != nil {
			if _, ok := err.(restjson.ModelledError); !ok {
				t.Fatalf("got %T, want a modelled error", err)
			}
			return
		}
		in := r.input("instance", "flow")
		if *in.InstanceId == "" || *in.ContactFlowId == "" || *in.ParticipantDetails.DisplayName == "" {
			t.Fatalf("got %+v, want instance, flow and name", in)
		}
		var v restjson.Violations
		in.Validate(&v)
	})
}

func TestBodiesThatNoDatabaseCanKeep(t *testing.T) {
	for body, ok := range map[string]bool{
		`{"customerName":"A\u0000"}`:       false,
		`{"customerName":"A\\\u0000"}`:     false, // a backslash, then the character
		`{"customerName":"A\\u0000"}`:      true,  // a backslash, then letters
		`{"customerName":"A\u0001"}`:       true,
		"{\"customerName\":\"A\xff\"}":     false,
		`{"customerName":"\\"}`:            true,
		`{"customerName":"ends in escape\`: false,
	} {
		if _, err := parse([]byte(body)); (err == nil) != ok {
			t.Errorf("%q: got %v, want accepted %t", body, err, ok)
		}
	}
}
