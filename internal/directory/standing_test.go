package directory_test

import (
	"fmt"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// hooking is a flow that ties another one to a hook.
func hooking(hook flow.Hook, reference string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"h","Actions":[`+
		`{"Identifier":"h","Type":"UpdateContactEventHooks","Parameters":{"EventHooks":{%q:%q}},"Transitions":{"NextAction":"a","Errors":[{"NextAction":"a","ErrorType":"NoMatchingError"}]}},`+
		`{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, hook, reference)
}

// What is there and cannot run is told from what is not there, and a flow of another
// type from both.
func TestPublishingTellsWhatIsWrongWithAReference(t *testing.T) {
	d, _ := newDirectory(t)
	add := func(name string, kind flow.Type, publish bool) directory.Flow {
		t.Helper()
		f, err := d.CreateFlow(t.Context(), instance, directory.FlowDraft{Name: name, Type: kind, Content: ending, Publish: publish})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	whisper, saved, old := add("whisper", flow.TypeAgentWhisper, true), add("saved", flow.TypeAgentWhisper, false), add("old", flow.TypeAgentWhisper, true)
	if _, _, err := d.CreateVersion(t.Context(), instance, whisper.ID, directory.VersionDraft{}); err != nil {
		t.Fatal(err)
	}
	if err := d.ChangeFlow(t.Context(), instance, old.ID, directory.FlowChange{Archived: new(true)}); err != nil {
		t.Fatal(err)
	}
	names := func(reference, lack string) string {
		return fmt.Sprintf(`action "h": parameter EventHooks names flow %q, which %s`, reference, lack)
	}
	for _, c := range []struct {
		reference string
		hook      flow.Hook
		want      string
	}{
		{whisper.ID, flow.HookAgentWhisper, ""},
		{whisper.ID + ":1", flow.HookAgentWhisper, ""},
		{whisper.ID + ":2", flow.HookAgentWhisper, names(whisper.ID+":2", "does not exist")},
		{whisper.ID + directory.SavedSuffix, flow.HookAgentWhisper, names(whisper.ID+directory.SavedSuffix, "is not published")},
		{"nobody", flow.HookAgentWhisper, names("nobody", "does not exist")},
		{saved.ID, flow.HookAgentWhisper, names(saved.ID, "is not published")},
		{old.ID, flow.HookAgentWhisper, names(old.ID, "is archived")},
		{old.ID + ":1", flow.HookAgentWhisper, names(old.ID+":1", "is archived")},
		{whisper.ID, flow.HookCustomerWhisper, fmt.Sprintf(
			`action "h": parameter EventHooks: CustomerWhisper takes a flow of type CUSTOMER_WHISPER, and %q is of type AGENT_WHISPER`, whisper.ID)},
	} {
		_, err := d.CreateFlow(t.Context(), instance, draft(fmt.Sprint(c.hook, c.reference), hooking(c.hook, c.reference)))
		if got := problemsOf(t, err); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.hook, c.reference, got, c.want)
		}
	}
}
