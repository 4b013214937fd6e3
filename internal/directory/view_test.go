package directory_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

const asking = `{"Body":[{"Type":"Card","Props":{"Heading":"$.Title","Action":"Go"}}]}`

func addView(t *testing.T, d *directory.Directory, name string, publish bool) directory.View {
	t.Helper()
	v, err := d.CreateView(t.Context(), instance, directory.ViewDraft{Name: name, Template: asking, Actions: []string{"Go"}, Publish: publish})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// showing is a flow that shows a view.
func showing(reference string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"v","Actions":[`+
		`{"Identifier":"v","Type":"ShowView","Parameters":{"ViewResource":{"Id":%q},"InvocationTimeLimitSeconds":"400"},"Transitions":{"NextAction":"a",`+
		`"Conditions":[{"NextAction":"a","Condition":{"Operator":"Equals","Operands":["Go"]}}],`+
		`"Errors":[{"NextAction":"a","ErrorType":"NoMatchingError"},{"NextAction":"a","ErrorType":"NoMatchingCondition"},{"NextAction":"a","ErrorType":"TimeLimitExceeded"}]}},`+
		`{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, reference)
}

func TestFlowsAreLintedAgainstViewsAndModules(t *testing.T) {
	d, _ := newDirectory(t)
	v, saved := addView(t, d, "ask", true), addView(t, d, "draft", false)
	made := 0
	for reference, published := range map[string]bool{
		v.ID: true, d.ViewARN(&v): true, v.ID + ":$LATEST": true, "form": true, "arn:aws:connect:us-west-2:aws:view/form:1": true,
		v.ID + ":$SAVED": false, saved.ID: false, v.ID + ":1": false, "nothing": false, "form:2": false,
	} {
		made++
		_, err := d.CreateFlow(t.Context(), instance, draft(fmt.Sprint("shows ", made), showing(reference)))
		if published && err != nil || !published && chat.KindOf(err) != chat.KindInvalidFlow {
			t.Errorf("%s: got %v, want it published: %t", reference, err, published)
		}
	}
	if err := d.DeleteView(t.Context(), instance, v.ID); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("delete it: got %v, want KindInUse", err)
	}
}

func TestViewIsShownWithFittingData(t *testing.T) {
	d, _ := newDirectory(t)
	v := addView(t, d, "ask", true)
	shown, err := d.View(t.Context(), instance, v.ID)
	if err != nil || shown.Reference() != v.ID {
		t.Fatalf("got %q and error %v, want the view", shown.Reference(), err)
	}
	if err := shown.Check(json.RawMessage(`{"Title":"hello"}`)); err != nil {
		t.Errorf("got %v, want it shown", err)
	}
	if err := shown.Check(json.RawMessage(`{}`)); chat.KindOf(err) != chat.KindInvalid || !strings.Contains(err.Error(), "Title is missing") {
		t.Errorf("without data: got %v, want KindInvalid", err)
	}
	saved, err := d.View(t.Context(), instance, v.ID+":$SAVED")
	if err != nil {
		t.Fatal(err)
	}
	if err := saved.Check(json.RawMessage(`{"Title":"hello"}`)); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("what is only saved: got %v, want KindNotFound", err)
	}
}

func TestClientTokenOfAView(t *testing.T) {
	d, _ := newDirectory(t)
	draft := directory.ViewDraft{Name: "ask", Template: asking, Actions: []string{"Go"}, Publish: true, ClientToken: "token"}
	ids := make([]string, 3)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			v, err := d.CreateView(t.Context(), instance, draft)
			if err != nil {
				t.Errorf("got %v, want the view", err)
			}
			ids[i] = v.ID
		})
	}
	all.Wait()
	if ids[0] == "" || ids[1] != ids[0] || ids[2] != ids[0] {
		t.Errorf("got ids %q, want one view", ids)
	}
	draft.Description = "another"
	if _, err := d.CreateView(t.Context(), instance, draft); chat.KindOf(err) != chat.KindRejected {
		t.Errorf("another request: got %v, want KindRejected", err)
	}
}

// A view that is deleted is gone for the chats that were shown it, and its content
// does not come back with another view of its name.
func TestShownViewOfTheInstanceAlone(t *testing.T) {
	d, _ := newDirectory(t)
	v := addView(t, d, "ask", true)
	if _, err := d.ShownView(t.Context(), instance, v.ID, v.Content.Hash()); err != nil {
		t.Errorf("got %v, want the view", err)
	}
	if _, err := d.ShownView(t.Context(), "other", v.ID, v.Content.Hash()); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("of another instance: got %v, want KindNotFound", err)
	}
	if err := d.DeleteView(t.Context(), instance, v.ID); err != nil {
		t.Fatal(err)
	}
	addView(t, d, "ask", true)
	if _, err := d.ShownView(t.Context(), instance, v.ID, v.Content.Hash()); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("deleted: got %v, want KindNotFound", err)
	}
}

// A flow that invokes a module is published when the module can run.
func TestFlowsInvokeModulesThatRun(t *testing.T) {
	d, _ := newDirectory(t)
	m := addModule(t, d, "greet", returning)
	invoking := func(reference string) string {
		return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"m","Actions":[`+
			`{"Identifier":"m","Type":"InvokeFlowModule","Parameters":{"FlowModuleId":%q},"Transitions":{"NextAction":"a","Errors":[{"NextAction":"a","ErrorType":"NoMatchingError"}]}},`+
			`{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, reference)
	}
	for reference, published := range map[string]bool{m.ID: true, m.ID + ":$LATEST": true, m.ID + ":1": false, m.ID + ":live": false, "x": false} {
		_, problems := flow.Check(invoking(reference), flow.TypeContactFlow, nil)
		if len(problems) > 0 {
			t.Fatalf("got %v, want a flow without problems of its own", problems)
		}
		_, err := d.CreateFlow(t.Context(), instance, draft("invokes "+reference, invoking(reference)))
		if published && err != nil || !published && chat.KindOf(err) != chat.KindInvalidFlow {
			t.Errorf("%s: got %v, want it published: %t", reference, err, published)
		}
	}
	if err := d.DeleteModule(t.Context(), instance, m.ID); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("delete it: got %v, want KindInUse", err)
	}
}
