package directory_test

import (
	"slices"
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestAPasswordMatchesItself(t *testing.T) {
	d, _ := seededDirectory(t)
	draft := agent("ann")
	draft.Password, draft.Once = "Correct-horse-1", true
	made, err := d.CreateUser(t.Context(), instance, draft)
	if err != nil {
		t.Fatal(err)
	}
	u, err := d.UserByName(t.Context(), instance, "ann")
	if err != nil || u.ID != made.ID || !u.Spec.PasswordOnce {
		t.Fatalf("got %+v, %v; want ann, who has to choose a password", u, err)
	}
	for password, want := range map[string]bool{"Correct-horse-1": true, "correct-horse-1": false, "": false, "Correct-horse-1 ": false} {
		if got := u.Spec.PasswordHash.Matches(password); got != want {
			t.Errorf("Matches(%q) = %t, want %t", password, got, want)
		}
	}
	if err := d.SetUserPassword(t.Context(), instance, u.ID, "Another-1", false); err != nil {
		t.Fatal(err)
	}
	u, err = d.User(t.Context(), instance, u.ID)
	if err != nil || u.Spec.PasswordOnce || !u.Spec.PasswordHash.Matches("Another-1") || u.Spec.PasswordHash.Matches("Correct-horse-1") {
		t.Errorf("after the change: got %v, %v; want the new password and none but it", u.Spec, err)
	}
	if _, err := d.UserByName(t.Context(), instance, "Ann"); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("another spelling: got %v, want not found", err)
	}
	if _, err := d.UserByName(t.Context(), "elsewhere", "ann"); chat.KindOf(err) != chat.KindNotFound {
		t.Errorf("another instance: got %v, want not found", err)
	}
}

// A hash that somebody has damaged lets nobody in, and takes no more than a good one.
func TestADamagedHashMatchesNothing(t *testing.T) {
	const salt, key = "$c29tZXNhbHRzb21lc2FsdA", "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for _, hash := range []directory.PasswordHash{
		"", "x", "$argon2id", "$argon2i$v=19$m=19456,t=2,p=1" + salt + key, "$argon2id$v=18$m=19456,t=2,p=1" + salt + key,
		"$argon2id$v=19$m=4294967295,t=2,p=1" + salt + key, "$argon2id$v=19$m=19456,t=4000000000,p=1" + salt + key,
		"$argon2id$v=19$m=19456,t=0,p=1" + salt + key, "$argon2id$v=19$m=19456,t=2,p=0" + salt + key,
		"$argon2id$v=19$m=19456,t=2,p=1" + salt + "$", "$argon2id$v=19$m=19456,t=2,p=1$!" + key,
	} {
		if hash.Matches("") || hash.Matches("x") {
			t.Errorf("%q matches", string(hash))
		}
	}
}

func TestAUserMayWhatAnyProfilePermits(t *testing.T) {
	d, _ := seededDirectory(t)
	draft := agent("ann")
	draft.Spec.SecurityProfileIDs = []string{directory.AgentProfileID, directory.QualityAnalystProfileID}
	u, err := d.CreateUser(t.Context(), instance, draft)
	if err != nil {
		t.Fatal(err)
	}
	u.Spec.SecurityProfileIDs = append(u.Spec.SecurityProfileIDs, "one that is gone", directory.AgentProfileID)
	got, err := d.PermissionsOf(t.Context(), u)
	if err != nil || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Fatalf("got %v, %v; want names in order, each once", got, err)
	}
	for name, want := range map[string]bool{"BasicAgentAccess": true, "ManagerListenIn": true, "Users.Edit": false} {
		if slices.Contains(got, name) != want {
			t.Errorf("%s: got %t, want %t", name, !want, want)
		}
	}
}
