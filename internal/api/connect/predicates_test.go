package connect

import (
	"strings"
	"testing"
)

func TestPredicates(t *testing.T) {
	for _, test := range []struct {
		name  string
		holds func(string) bool
		yes   []string
		no    []string
	}{
		{"contact tag key", isContactTagKey, []string{"team", "a=b", "x1"}, []string{"", "aws:x", "a b", "é"}},
		{"tag key", isTagKey, []string{"", "team", "Größe 2", "a@b"}, []string{"aws:x", "a#b", "a\nb"}},
		{"primary attribute name", isPrimaryAttributeName, []string{"name", "ÿ~"}, []string{"", "aws:x", "connect:x", "€"}},
		{"instance alias", isInstanceAlias, []string{"acme", "a--b", "7"}, []string{"", "d-1", "-a", "a-", "a_b"}},
		{"password", isPassword, []string{"aB3aB3aB", "aB3" + strings.Repeat("x", 61)}, []string{"", "aB3aB3a", "ab3ab3ab", "AB3AB3AB", "aBcaBcaB", "aB3 aB3aB", "aB3" + strings.Repeat("x", 62)}},
	} {
		for _, s := range test.yes {
			if !test.holds(s) {
				t.Errorf("%s: %q is refused", test.name, s)
			}
		}
		for _, s := range test.no {
			if test.holds(s) {
				t.Errorf("%s: %q is accepted", test.name, s)
			}
		}
	}
}
