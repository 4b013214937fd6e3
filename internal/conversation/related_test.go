package conversation_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

// onRelated changes the contact that the current one is related to.
func onRelated(kind string, params map[string]any) action {
	params["TargetContact"] = "Related"
	return action{kind: kind, params: params}.failing(flow.ErrorNoMatchingError, "no")
}

func TestAFlowChangesTheRelatedContact(t *testing.T) {
	inWorld(t, func(w *world) {
		old := w.threeContacts()
		anchor := old.contact(3).ID
		v := w.starts(through(w.flow(
			onRelated("UpdateContactAttributes", map[string]any{"Attributes": map[string]string{"came": "back"}}),
			onRelated("UpdateContactData", map[string]any{"Name": "returned", "References": map[string]any{
				"site": map[string]string{"Type": "URL", "Value": "https://example.com"}}}),
			sets("own", "1"), says("yes"), hangsUp(), says("no").named("no"), hangsUp(),
		), entire(old.id.Initial())))
		w.pass(time.Second)
		wantLines(w, "the flow", lines(v.listed()), "SYSTEM_MESSAGE: yes", "ended")
		c := old.contact(3)
		if c.ID != anchor || c.Name != "returned" || c.References["site"].Value != "https://example.com" {
			t.Errorf("got %+v, want the related contact changed", c)
		}
		if got := old.session().Attributes; got["came"] != "back" || got["own"] != "" {
			t.Errorf("got the related chat's attributes %v", got)
		}
		if got := v.session().Attributes; got["own"] != "1" {
			t.Errorf("got attributes %v, want only its own to be new", got)
		}
	})
}

func TestAFlowWithoutARelatedContactIsRefused(t *testing.T) {
	inWorld(t, func(w *world) {
		v := w.starts(through(w.flow(
			onRelated("UpdateContactAttributes", map[string]any{"Attributes": map[string]string{"k": "v"}}),
			says("yes"), hangsUp(), says("no").named("no"), hangsUp()), asking()))
		wantLines(w, "the flow", lines(v.listed()), "SYSTEM_MESSAGE: no", "ended")
		v.wantEnded(chat.DisconnectContactFlow)
	})
}
