package directory_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestVersionIsCutOffAReference(t *testing.T) {
	arn := names.Resource(instance, directory.KindFlow, "f")
	for _, tc := range []struct {
		reference, flow string
		number          int64
	}{
		{"f:1", "f", 1},
		{arn + ":12", arn, 12},
		{"f:9223372036854775807", "f", 9223372036854775807},
		{"f", "f", 0},
		{"7", "7", 0},
		{"", "", 0},
		{arn, arn, 0},
		{"f:" + "$SAVED", "f:$SAVED", 0},
		{"f:0", "f:0", 0},
		{"f:-1", "f:-1", 0},
		{"f:+1", "f:+1", 0},
		{"f:01", "f:01", 0},
		{"f:", "f:", 0},
		{"f:9223372036854775808", "f:9223372036854775808", 0},
	} {
		if flow, number := directory.CutVersion(tc.reference); flow != tc.flow || number != tc.number {
			t.Errorf("%q: got %q and %d, want %q and %d", tc.reference, flow, number, tc.flow, tc.number)
		}
	}
}

// Of versions that are made at the same time each gets a number of its own.
func TestConcurrentVersions(t *testing.T) {
	d, _ := newDirectory(t)
	f, err := d.CreateFlow(t.Context(), instance, draft("bye", ending))
	if err != nil {
		t.Fatal(err)
	}
	numbers := make([]int64, 3)
	var all sync.WaitGroup
	for i := range numbers {
		all.Go(func() {
			_, v, err := d.CreateVersion(t.Context(), instance, f.ID, directory.VersionDraft{})
			if err != nil {
				t.Errorf("got %v, want a version", err)
			}
			numbers[i] = v.Spec.Number
		})
	}
	all.Wait()
	if slices.Sort(numbers); !slices.Equal(numbers, []int64{1, 2, 3}) {
		t.Errorf("got %v, want 1 to 3", numbers)
	}
}

// What was published stays readable by its hash, and is filed once.
func TestPublishedContentIsKept(t *testing.T) {
	d, s := newDirectory(t)
	f, err := d.CreateFlow(t.Context(), instance, draft("bye", ending))
	if err != nil {
		t.Fatal(err)
	}
	id, before := directory.ContentID(ending), s.Writes()
	if err := d.SetFlowContent(t.Context(), instance, f.ID, ending); err != nil || s.Writes()-before != 1 {
		t.Errorf("the same content again: got error %v and %d writes, want the flow's alone", err, s.Writes()-before)
	}
	if err := d.DeleteFlow(t.Context(), instance, f.ID); err != nil {
		t.Fatal(err)
	}
	if text, err := d.ContentText(t.Context(), instance, id); err != nil || text != ending {
		t.Errorf("got %q and error %v, want the content", text, err)
	}
	if _, err := d.ContentText(t.Context(), "other", id); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("in another instance: got %v, want KindNotFound", err)
	}
	saved := draft("draft", "no flow")
	saved.Publish = false
	if _, err := d.CreateFlow(t.Context(), instance, saved); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Content(t.Context(), instance, directory.ContentID("no flow")); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("only saved: got %v, want KindNotFound", err)
	}
}
