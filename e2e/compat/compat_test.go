package compat_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/compat"
)

func source(t *testing.T) *compat.Source {
	t.Helper()
	s, err := compat.ReadSource("..")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func names(entries []compat.Entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.Name)
	}
	return slices.Sorted(slices.Values(list))
}

func every() []compat.Entry {
	return slices.Concat(compat.ParticipantOperations(), compat.ConnectOperations(), compat.ChatJSMethods(), compat.ChatJSEvents())
}

func TestTheDocumentIsUpToDate(t *testing.T) {
	got, err := os.ReadFile(filepath.Join("..", "..", "docs", "compatibility.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != compat.Document(source(t)) {
		t.Error("docs/compatibility.md is out of date: run `go run ./compat/write` in e2e")
	}
}

func TestEveryOperationOfTheAPIPackagesHasItsLine(t *testing.T) {
	for list, entries := range map[string][]compat.Entry{
		"participant.txt": compat.ParticipantOperations(),
		"connect.txt":     compat.ConnectOperations(),
	} {
		want, err := compat.Listed(filepath.Join("..", "..", "cmd", "apigen", "operations", list))
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		got := names(entries)
		for _, name := range want {
			if !slices.Contains(got, name) {
				t.Errorf("%s: got no line for %s", list, name)
			}
		}
		for i, name := range got {
			if !slices.Contains(want, name) || i > 0 && got[i-1] == name {
				t.Errorf("%s: got a line for %s too much", list, name)
			}
		}
	}
}

func TestEveryProofExists(t *testing.T) {
	s := source(t)
	for _, e := range every() {
		if e.State != compat.NotYet && len(e.Proof) == 0 {
			t.Errorf("%s: got no proof, want a test", e.Name)
		}
		for _, test := range e.Proof {
			if !s.Tests[test] {
				t.Errorf("%s: got the proof %s, which does not exist", e.Name, test)
			}
		}
	}
}

// A claim about an operation of the SDKs is empty when no test calls it.
func TestEveryOperationThatWorksIsCalled(t *testing.T) {
	s := source(t)
	for _, e := range slices.Concat(compat.ParticipantOperations(), compat.ConnectOperations()) {
		if called := s.Calls[e.Name]; called != (e.State != compat.NotYet) {
			t.Errorf("%s: got called by a test: %v, state %q", e.Name, called, e.State)
		}
	}
}

func TestEveryRowIsPlayedOrComesLater(t *testing.T) {
	s := source(t)
	for list, rows := range map[string]struct {
		number int
		played []compat.Played
		later  []compat.Later
	}{
		"ChatJS":  {compat.Rows, s.Rows, compat.LaterRows()},
		"Streams": {compat.StreamsRows, s.StreamsRows, compat.LaterStreamsRows()},
	} {
		count := make(map[int]int)
		for _, r := range rows.played {
			count[r.Number]++
		}
		for _, r := range rows.later {
			count[r.Number]++
		}
		for n := range rows.number {
			if count[n+1] != 1 {
				t.Errorf("%s: row %d: got %d lines, want 1", list, n+1, count[n+1])
			}
			delete(count, n+1)
		}
		for _, n := range slices.Sorted(maps.Keys(count)) {
			t.Errorf("%s: row %d: got a line, want none: there are %d rows", list, n, rows.number)
		}
	}
}
