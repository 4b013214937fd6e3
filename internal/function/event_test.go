package function

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

const instance = "arn:aws:connect:local-1:000000000000:instance/9308c2a1-9bc6-4cea-8290-6c0b4a6d38fa"

// same wants two JSON texts to say the same.
func same(t *testing.T, got, want []byte) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatalf("got %s, which is no JSON: %v", got, err)
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatalf("want %s, which is no JSON: %v", want, err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheEventIsTheDocumentedOne(t *testing.T) {
	got, err := Event{
		Contact: Contact{
			Attributes: map[string]string{"orderId": "17"}, Channel: "CHAT",
			ContactID: "5ca32fbd-8f92-46af-92a5-6b0f970f0efe", CustomerID: "customer-1",
			InitialContactID: "4a573372-1f28-4e26-b97b-6b0f970f0efe", InitiationMethod: "API",
			InstanceARN: instance, LanguageCode: "en-US", Name: "Return",
			PreviousContactID: "4a573372-1f28-4e26-b97b-6b0f970f0efe",
			Queue:             &Queue{ARN: instance + "/queue/5cba7cbf-1ecb-4b6d-b8bd-fe91079b3fc8", Name: "BasicQueue"},
			References:        map[string]Reference{"order": {Type: "URL", Value: "https://shop.example/17"}},
			SegmentAttributes: map[string]string{"connect:Subtype": "connect:Chat"},
			SegmentMaps:       map[string]map[string]string{"connect:CustomerAuthentication": {"Status": "AUTHENTICATED"}},
			Tags:              map[string]string{"aws:connect:instanceId": "9308c2a1-9bc6-4cea-8290-6c0b4a6d38fa"},
		},
		Parameters: map[string]any{"step": "check", "nested": map[string]any{"a": []int{1}}},
	}.JSON()
	if err != nil {
		t.Fatalf("JSON: %v", err)
	}
	want, err := os.ReadFile("testdata/event.json")
	if err != nil {
		t.Fatalf("read the event that is wanted: %v", err)
	}
	same(t, got, want)
}

// Functions look into these without asking whether they are there.
func TestAnEmptyEventHasItsObjects(t *testing.T) {
	got, err := Event{}.JSON()
	if err != nil {
		t.Fatalf("JSON: %v", err)
	}
	for _, part := range []string{`"Attributes":{}`, `"Parameters":{}`, `"References":{}`, `"Tags":{}`, `"SegmentAttributes":{}`, `"Queue":null`, `"CustomerEndpoint":null`, `"CustomerId":null`} {
		if !strings.Contains(string(got), part) {
			t.Errorf("got %s, want %s in it", got, part)
		}
	}
}
