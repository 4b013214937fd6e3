package directory_test

import (
	"encoding/json"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
	"github.com/rejoin-chat/rejoin/internal/store"
)

func specOf(t *testing.T, s directory.FlowSpec) []byte {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A document is found by every form of its flow's name, and only while it may
// run.
func TestDocumentsThatRun(t *testing.T) {
	d, s := unseeded(t, plenty)
	for id, spec := range map[string]directory.FlowSpec{
		"published": {Type: flow.TypeContactFlow, Published: ending},
		"edited":    {Type: flow.TypeContactFlow, Published: ending, Saved: "{"},
		"saved":     {Type: flow.TypeContactFlow, Saved: ending},
		"archived":  {Type: flow.TypeContactFlow, Published: ending, Archived: true},
		"damaged":   {Type: flow.TypeContactFlow, Published: "{"},
	} {
		r := store.Resource{InstanceID: instance, Kind: directory.KindFlow.Store, ID: id, Name: id, Revision: 1, Spec: specOf(t, spec)}
		if err := s.CreateResource(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	arn := func(k directory.Kind, id string) string { return names.Resource(instance, k, id) }
	for _, tc := range []struct {
		name, reference string
		runs            bool
		want            chat.Kind
	}{
		{"an id", "published", true, 0},
		{"an ARN", arn(directory.KindFlow, "published"), true, 0},
		{"an ARN of another account and region", "arn:aws:connect:us-west-2:9:instance/" + string(instance) + "/contact-flow/published", true, 0},
		{"one with newer content that is saved only", "edited", true, 0},
		{"one that was never published", "saved", false, chat.KindNotFound},
		{"an archived one", "archived", false, chat.KindNotFound},
		{"an unknown one", "unknown", false, chat.KindNotFound},
		{"none", "", false, chat.KindNotFound},
		{"an ARN of another type", arn(directory.KindQueue, "published"), false, chat.KindNotFound},
		{"an ARN of another instance", names.Resource("other", directory.KindFlow, "published"), false, chat.KindNotFound},
		{"no ARN", "arn:published", false, chat.KindNotFound},
		{"one whose content is damaged", "damaged", false, chat.KindInternal},
	} {
		for range 2 { // the second time from memory
			r, err := d.Document(t.Context(), instance, tc.reference)
			switch {
			case !tc.runs && (err == nil || chat.KindOf(err) != tc.want):
				t.Errorf("%s: got error %v, want one of kind %d", tc.name, err, tc.want)
			case tc.runs && (err != nil || r.Document == nil || r.Type != flow.TypeContactFlow || r.FlowID == ""):
				t.Errorf("%s: got id %q, type %q and error %v, want it ready to run", tc.name, r.FlowID, r.Type, err)
			}
		}
	}
	if _, err := d.Document(t.Context(), "other", "published"); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("of another instance: got error %v, want KindNotFound", err)
	}
}
