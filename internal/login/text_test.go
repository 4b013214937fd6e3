package login

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestEveryTextIsThereInEveryLanguage(t *testing.T) {
	for key, by := range texts {
		for _, l := range []language{english, german} {
			if by[l] == "" {
				t.Errorf("text %q: there is none in %q", key, l)
			}
		}
		if len(by) != 2 {
			t.Errorf("text %q: got %d languages, want 2", key, len(by))
		}
	}
}

// What the pages name is in the catalogue, and nothing else is.
func TestTheCatalogueHasWhatThePagesName(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, f := range append(files, "assets/page.html") {
		if strings.HasSuffix(f, "_test.go") || f == "text.go" {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for key := range texts {
		if !strings.Contains(source.String(), `"`+key+`"`) {
			t.Errorf("text %q: nothing shows it", key)
		}
	}
	for _, m := range regexp.MustCompile(`(?:\.Text|Title:|Problem:|return) "([a-z -]+)"`).FindAllStringSubmatch(source.String(), -1) {
		if texts[m[1]] == nil && !strings.Contains(m[0], "return") {
			t.Errorf("the pages name %q, which is not in the catalogue", m[1])
		}
	}
}
