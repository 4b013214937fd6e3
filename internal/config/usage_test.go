package config

import (
	"regexp"
	"strings"
	"testing"
)

func TestEveryOptionIsDocumented(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	seen := make(map[string]bool)
	for _, o := range optionsOf(new(Config)) {
		switch {
		case !name.MatchString(o.name()):
			t.Errorf("field %s: the flag %q is not lower-case words joined by hyphens", o.field.Name, o.name())
		case seen[o.name()]:
			t.Errorf("field %s: the flag %q is taken", o.field.Name, o.name())
		case o.argument() == "":
			t.Errorf("--%s: no arg tag says what its argument looks like", o.name())
		case !strings.HasSuffix(o.doc(), "."):
			t.Errorf("--%s: its doc %q is not a sentence", o.name(), o.doc())
		}
		seen[o.name()] = true
	}
}

func TestUsageHasEveryOptionWithin80Columns(t *testing.T) {
	var b strings.Builder
	if err := Usage(&b); err != nil {
		t.Fatalf("Usage: %v", err)
	}
	for _, o := range optionsOf(new(Config)) {
		if head := "  --" + o.name() + " " + o.argument() + "  (" + o.env() + ")\n"; !strings.Contains(b.String(), head) {
			t.Errorf("the usage has no line %q", head)
		}
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 81 {
			t.Errorf("the usage has a line of %d bytes: %q", len(line)-1, line)
		}
	}
}
