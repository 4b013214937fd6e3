package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/connectsvc/servicetest"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

const (
	instance = directory.DefaultInstanceID
	ending   = `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`
)

// queueing is a flow that names a queue.
func queueing(queue string) string {
	return fmt.Sprintf(`{"Version":"2019-10-30","StartAction":"q","Actions":[`+
		`{"Identifier":"q","Type":"UpdateContactTargetQueue","Parameters":{"QueueId":%q},"Transitions":{"NextAction":"a","Errors":[{"NextAction":"a","ErrorType":"NoMatchingError"}]}},`+
		`{"Identifier":"a","Type":"DisconnectParticipant","Parameters":{},"Transitions":{}}]}`, queue)
}

func newDirectory(t *testing.T) (*directory.Directory, *servicetest.Store) {
	t.Helper()
	w := servicetest.New(t, conversation.Limits{})
	return w.Directory, w.Store
}

func draft(name, content string) directory.FlowDraft {
	return directory.FlowDraft{Name: name, Type: flow.TypeContactFlow, Content: content, Publish: true}
}

func TestPublishedFlowRunsAndSavedOneDoesNot(t *testing.T) {
	d, _ := newDirectory(t)
	f, err := d.CreateFlow(t.Context(), instance, draft("bye", ending))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := d.Document(t.Context(), instance, f.ID); err != nil || r.Document.StartAction != "a" {
		t.Errorf("Document: got %v, want the published flow", err)
	}
	saved := draft("draft", ending)
	saved.Publish = false
	f, err = d.CreateFlow(t.Context(), instance, saved)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Document(t.Context(), instance, f.ID); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("Document: got %v, want KindNotFound", err)
	}
}

// TestPublishedChangeRunsAtOnce holds that no parsed document outlives its
// content.
func TestPublishedChangeRunsAtOnce(t *testing.T) {
	d, _ := newDirectory(t)
	f, err := d.CreateFlow(t.Context(), instance, draft("bye", ending))
	if err != nil {
		t.Fatal(err)
	}
	for _, start := range []flow.ActionID{"a", "b", "c"} {
		content := strings.ReplaceAll(ending, `"a"`, fmt.Sprintf("%q", start))
		if err := d.SetFlowContent(t.Context(), instance, f.ID, content); err != nil {
			t.Fatal(err)
		}
		if r, err := d.Document(t.Context(), instance, f.ID); err != nil || r.Document.StartAction != start {
			t.Errorf("got %v, want the flow that starts with %s", err, start)
		}
	}
}

func TestFlowsAreLintedAgainstTheQueuesOfTheInstance(t *testing.T) {
	d, _ := newDirectory(t)
	for _, queue := range []string{directory.BasicQueueID, d.Names.Resource(instance, directory.KindQueue, directory.BasicQueueID)} {
		if _, err := d.CreateFlow(t.Context(), instance, draft(queue, queueing(queue))); err != nil {
			t.Errorf("%s: got %v, want it published", queue, err)
		}
	}
	_, err := d.CreateFlow(t.Context(), instance, draft("lost", queueing("nowhere")))
	if chat.KindOf(err) != chat.KindInvalidFlow {
		t.Errorf("got %v, want KindInvalidFlow", err)
	}
}

func TestFaultOfTheStoreIsNoProblemOfAFlow(t *testing.T) {
	d, s := newDirectory(t)
	f, err := d.CreateFlow(t.Context(), instance, draft("bye", ending))
	if err != nil {
		t.Fatal(err)
	}
	s.Fail(fmt.Errorf("disk on fire"))
	err = d.SetFlowContent(t.Context(), instance, f.ID, queueing(directory.BasicQueueID))
	if chat.KindOf(err) != chat.KindInternal {
		t.Errorf("got %v, want KindInternal", err)
	}
}

// TestConcurrentChangesAreAllMade holds that a change that meets another one is
// made again instead of lost or refused.
func TestConcurrentChangesAreAllMade(t *testing.T) {
	d, _ := newDirectory(t)
	f, err := d.CreateFlow(t.Context(), instance, draft("bye", ending))
	if err != nil {
		t.Fatal(err)
	}
	arn := d.Names.Resource(instance, directory.KindFlow, f.ID)
	done := make(chan error)
	go func() { done <- d.Tag(t.Context(), arn, map[string]string{"a": "1"}) }()
	go func() { done <- d.Tag(t.Context(), arn, map[string]string{"b": "2"}) }()
	go func() {
		done <- d.ChangeFlow(t.Context(), instance, f.ID, directory.FlowChange{Description: new("ends")})
	}()
	for range 3 {
		if err := <-done; err != nil {
			t.Errorf("got %v, want the change made", err)
		}
	}
	f, err = d.Flow(t.Context(), instance, f.ID)
	if err != nil || f.Spec.Description != "ends" || len(f.Tags) != 2 {
		t.Errorf("got %q and %v (%v), want all three changes", f.Spec.Description, f.Tags, err)
	}
}

func TestFlowIsDeletedOnlyWhenNothingNamesIt(t *testing.T) {
	d, _ := newDirectory(t)
	all, err := d.AllFlows(t.Context(), instance)
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for _, f := range all {
		if err := d.DeleteFlow(t.Context(), instance, f.ID); chat.KindOf(err) == chat.KindInUse {
			kept = append(kept, f.Name)
		} else if err != nil {
			t.Errorf("%s: got %v, want it deleted", f.Name, err)
		}
	}
	if !slices.Contains(kept, "Default customer queue") || len(kept) == len(all) {
		t.Errorf("got %v kept, want the instance's default among them and others gone", kept)
	}
}

func TestFlowReferencesOfOtherInstancesNameNothing(t *testing.T) {
	d, _ := newDirectory(t)
	for _, reference := range []string{"", "x", d.Names.Resource("other", directory.KindFlow, string(directory.SampleInboundID)), d.Names.Instance(instance)} {
		if err := d.DeleteFlow(t.Context(), instance, reference); chat.KindOf(err) != chat.KindNotFound {
			t.Errorf("%q: got %v, want KindNotFound", reference, err)
		}
	}
}
