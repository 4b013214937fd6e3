package directory_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/flow"
)

const returning = `{"Version":"2019-10-30","StartAction":"a","Settings":{"Transitions":[{"ReferenceName":"Done"}]},` +
	`"Actions":[{"Identifier":"a","Type":"EndFlowModuleExecution","Parameters":{},"Transitions":{}}]}`

// returns is a module told apart by its first action.
func returns(action string) string {
	return strings.ReplaceAll(returning, `"a"`, fmt.Sprintf("%q", action))
}

// mentioning is a module that names a resource where the linter does not look.
func mentioning(reference string) string {
	return strings.Replace(returning, `"Parameters":{}`, fmt.Sprintf(`"Parameters":{"Seen":%q}`, reference), 1)
}

func addModule(t *testing.T, d *directory.Directory, name, content string) directory.Module {
	t.Helper()
	m, err := d.CreateModule(t.Context(), instance, directory.ModuleDraft{Name: name, Content: content})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func addModuleVersion(t *testing.T, d *directory.Directory, m directory.Module) {
	t.Helper()
	if _, _, err := d.CreateModuleVersion(t.Context(), instance, m.ID, directory.VersionDraft{}); err != nil {
		t.Fatal(err)
	}
}

func TestQualifierIsCutOffAReference(t *testing.T) {
	arn := names.Resource(instance, directory.KindModule, "m")
	for _, tc := range [][3]string{
		{"m", "m", ""}, {"", "", ""}, {arn, arn, ""},
		{"m:1", "m", "1"}, {"m:live", "m", "live"}, {arn + ":$LATEST", arn, "$LATEST"}, {"m:", "m", ""},
		{"arn:aws:connect:eu-west-1:aws:view/form", "arn:aws:connect:eu-west-1:aws:view/form", ""},
		{"arn:aws:connect:eu-west-1:aws:view/form:2", "arn:aws:connect:eu-west-1:aws:view/form", "2"},
	} {
		if id, qualifier := directory.CutQualifier(tc[0]); id != tc[1] || qualifier != tc[2] {
			t.Errorf("%q: got %q and %q, want %q and %q", tc[0], id, qualifier, tc[1], tc[2])
		}
	}
}

// A module's document is found by every form of its name, and only while it may
// run.
func TestModuleDocumentsThatRun(t *testing.T) {
	d, _ := newDirectory(t)
	m := addModule(t, d, "greet", returns("one"))
	addModuleVersion(t, d, m)
	if err := d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Content: new(returns("two"))}); err != nil {
		t.Fatal(err)
	}
	addModuleVersion(t, d, m)
	if err := d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Content: new(returns("three"))}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetModuleContent(t.Context(), instance, m.ID+":$SAVED", directory.ModuleEdit{Content: new("half done")}); err != nil {
		t.Fatal(err)
	}
	_, a, err := d.CreateAlias(t.Context(), instance, m.ID, directory.ModuleAliasDraft{Name: "live", Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	arn := d.Names.Resource(instance, directory.KindModule, m.ID)
	for _, tc := range []struct{ suffix, start, reference string }{
		{"", "three", m.ID}, {":$LATEST", "three", m.ID},
		{":1", "one", m.ID + ":1"}, {":2", "two", m.ID + ":2"},
		{":live", "one", m.ID + ":1"}, {":" + a.AliasID(), "one", m.ID + ":1"},
	} {
		for _, reference := range []string{m.ID + tc.suffix, arn + tc.suffix} {
			r, err := d.ModuleDocument(t.Context(), instance, reference)
			if err != nil || string(r.Document.StartAction) != tc.start || r.Type != flow.TypeModule || string(r.Reference) != tc.reference {
				t.Errorf("%s: got %q and error %v, want the module that starts with %s", reference, r.Reference, err, tc.start)
			}
		}
	}
	for _, reference := range []string{"", "x", m.ID + ":$SAVED", m.ID + ":3", m.ID + ":01", m.ID + ":other", string(directory.SampleInboundID)} {
		if _, err := d.ModuleDocument(t.Context(), instance, reference); chat.KindOf(err) != chat.KindNotFound {
			t.Errorf("%q: got %v, want KindNotFound", reference, err)
		}
	}
	if err := d.ChangeAlias(t.Context(), instance, m.ID, "live", directory.ModuleAliasChange{Version: new(int64(2))}); err != nil {
		t.Fatal(err)
	}
	if r, err := d.ModuleDocument(t.Context(), instance, m.ID+":live"); err != nil || r.Document.StartAction != "two" {
		t.Errorf("a moved alias: got %v, want the second version", err)
	}
	if err := d.ChangeModule(t.Context(), instance, m.ID, directory.FlowChange{Archived: new(true)}); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", ":1", ":live"} {
		if _, err := d.ModuleDocument(t.Context(), instance, m.ID+suffix); chat.KindOf(err) != chat.KindNotFound {
			t.Errorf("archived %q: got %v, want KindNotFound", suffix, err)
		}
	}
}

// The settings that are given apart take the place of the content's, and a version
// keeps those it was made with.
func TestModuleSettings(t *testing.T) {
	d, _ := newDirectory(t)
	m := addModule(t, d, "greet", returning)
	const own, given = `{"Transitions":[{"ReferenceName":"Done"}]}`, `{"Transitions":[]}`
	addModuleVersion(t, d, m)
	if err := d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Settings: new(given)}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetModuleContent(t.Context(), instance, m.ID+":$SAVED", directory.ModuleEdit{Settings: new("{")}); err != nil {
		t.Fatal(err)
	}
	for suffix, want := range map[string]string{"": given, ":1": own, ":$SAVED": "{"} {
		if c, err := d.ModuleContent(t.Context(), instance, m.ID+suffix); err != nil || c.Settings != want || c.Content != returning {
			t.Errorf("%q: got %s of %s and error %v, want %s", suffix, c.Settings, c.Content, err, want)
		}
	}
	err := d.SetModuleContent(t.Context(), instance, m.ID, directory.ModuleEdit{Settings: new(`{"Transitions":1}`)})
	if chat.KindOf(err) != chat.KindInvalidFlow {
		t.Errorf("faulty ones: got %v, want KindInvalidFlow", err)
	}
}

func TestClientTokenOfAModule(t *testing.T) {
	d, _ := newDirectory(t)
	draft := directory.ModuleDraft{Name: "greet", Content: returning, ClientToken: "token"}
	ids := make([]string, 3)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() {
			m, err := d.CreateModule(t.Context(), instance, draft)
			if err != nil {
				t.Errorf("got %v, want the module", err)
			}
			ids[i] = m.ID
		})
	}
	all.Wait()
	if ids[0] == "" || ids[1] != ids[0] || ids[2] != ids[0] {
		t.Errorf("got ids %q, want one module", ids)
	}
	other := draft
	other.Description = "another"
	if _, err := d.CreateModule(t.Context(), instance, other); chat.KindOf(err) != chat.KindConflict {
		t.Errorf("another request: got %v, want KindConflict", err)
	}
	other = draft
	other.ClientToken = "second"
	if _, err := d.CreateModule(t.Context(), instance, other); chat.KindOf(err) != chat.KindDuplicate {
		t.Errorf("another token: got %v, want KindDuplicate for the name", err)
	}
}

// The number of a deleted version is not given again.
func TestDeletedModuleVersion(t *testing.T) {
	d, _ := newDirectory(t)
	m := addModule(t, d, "greet", returning)
	addModuleVersion(t, d, m)
	addModuleVersion(t, d, m)
	if _, _, err := d.CreateAlias(t.Context(), instance, m.ID, directory.ModuleAliasDraft{Name: "live", Version: 2}); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteModuleVersion(t.Context(), instance, m.ID, 2); chat.KindOf(err) != chat.KindInUse || !strings.Contains(err.Error(), "live") {
		t.Errorf("under an alias: got %v, want KindInUse", err)
	}
	if err := d.DeleteAlias(t.Context(), instance, m.ID, "live"); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteModuleVersion(t.Context(), instance, m.ID, 2); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := d.DeleteModuleVersion(t.Context(), instance, m.ID, 2); chat.KindOf(err) != chat.KindNotFound {
			t.Errorf("again: got %v, want KindNotFound", err)
		}
	}
	if _, v, err := d.CreateModuleVersion(t.Context(), instance, m.ID, directory.VersionDraft{}); err != nil || v.Spec.Number != 3 {
		t.Errorf("got version %d and error %v, want 3", v.Spec.Number, err)
	}
	page, next, err := d.ModuleVersions(t.Context(), &m, "", 10)
	if err != nil || next != "" || len(page) != 2 || page[0].Spec.Number != 1 || page[1].Spec.Number != 3 {
		t.Errorf("got %d versions and error %v, want 1 and 3", len(page), err)
	}
}

func TestModuleInUseIsKept(t *testing.T) {
	d, _ := newDirectory(t)
	m := addModule(t, d, "greet", mentioning("itself: greet"))
	addModuleVersion(t, d, m)
	for range 11 {
		addModuleVersion(t, d, m)
	}
	user := addModule(t, d, "user", mentioning(m.ID+":12"))
	if err := d.DeleteModule(t.Context(), instance, m.ID); chat.KindOf(err) != chat.KindInUse || !strings.Contains(err.Error(), "module user") {
		t.Errorf("got %v, want KindInUse by the module", err)
	}
	if err := d.DeleteModuleVersion(t.Context(), instance, m.ID, 12); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("its version: got %v, want KindInUse", err)
	}
	if err := d.DeleteModuleVersion(t.Context(), instance, m.ID, 1); err != nil {
		t.Errorf("another version: got %v, want it deleted", err)
	}
	if err := d.DeleteModule(t.Context(), instance, user.ID); err != nil {
		t.Fatal(err)
	}
	f, err := d.CreateFlow(t.Context(), instance, directory.FlowDraft{Name: "draft", Type: flow.TypeContactFlow, Content: m.ID})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteModule(t.Context(), instance, m.ID); chat.KindOf(err) != chat.KindInUse {
		t.Errorf("named by a saved flow: got %v, want KindInUse", err)
	}
	if err := d.DeleteFlow(t.Context(), instance, f.ID); err != nil {
		t.Fatal(err)
	}
	if err := d.DeleteModule(t.Context(), instance, m.ID); err != nil {
		t.Errorf("got %v, want it deleted", err)
	}
	if page, _, err := d.ModuleVersions(t.Context(), &m, "", 10); err != nil || len(page) != 0 {
		t.Errorf("got %d versions and error %v, want none left", len(page), err)
	}
}

func TestAliasNames(t *testing.T) {
	d, _ := newDirectory(t)
	m := addModule(t, d, "greet", returning)
	other := addModule(t, d, "other", returning)
	addModuleVersion(t, d, m)
	addModuleVersion(t, d, other)
	for name, want := range map[string]chat.Kind{
		"live": chat.KindDuplicate, "7": chat.KindInvalid, "$SAVED": chat.KindInvalid, "$LATEST": chat.KindInvalid,
		"": chat.KindInvalid, "a b": chat.KindInvalid, "a:b": chat.KindInvalid, strings.Repeat("a", 101): chat.KindInvalid,
	} {
		if want == chat.KindDuplicate {
			for _, of := range []string{m.ID, other.ID} {
				if _, _, err := d.CreateAlias(t.Context(), instance, of, directory.ModuleAliasDraft{Name: name, Version: 1}); err != nil {
					t.Errorf("%q of %s: got %v, want it made", name, of, err)
				}
			}
		}
		if _, _, err := d.CreateAlias(t.Context(), instance, m.ID, directory.ModuleAliasDraft{Name: name, Version: 1}); err == nil || chat.KindOf(err) != want {
			t.Errorf("%q: got %v, want one of kind %d", name, err, want)
		}
	}
	for name := range map[string]bool{"v_1-2": true, "$x": true, "0": true} {
		if _, _, err := d.CreateAlias(t.Context(), instance, m.ID, directory.ModuleAliasDraft{Name: name, Version: 1}); err != nil {
			t.Errorf("%q: got %v, want it made", name, err)
		}
	}
	if _, _, err := d.CreateAlias(t.Context(), instance, m.ID, directory.ModuleAliasDraft{Name: "next", Version: 2}); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("of no version: got %v, want KindNotFound", err)
	}
}
