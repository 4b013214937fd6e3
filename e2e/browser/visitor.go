package browser

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/node"
)

// Visitor is a person at a page that nobody prepared for a test. What cannot be
// done within a while fails the test (node/visitor.js).
type Visitor struct {
	tab   *node.Script
	t     testing.TB
	again bool // the page is in a further tab as well
}

// Visit shows a page in a tab of its own, which ends with the test. The options are
// those of a browser context of Playwright, such as the locale.
func (b *Browser) Visit(t testing.TB, url string, options map[string]any) *Visitor {
	t.Helper()
	v := &Visitor{tab: b.tab(t), t: t}
	v.do("visit", map[string]any{"url": url, "options": options}, nil)
	return v
}

func (v *Visitor) do(method string, args map[string]any, result any) {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	if err := v.tab.Call(ctx, method, args, result); err != nil {
		v.t.Fatalf("%s %v: %v%s", method, args, err, v.tab.Log.Tail(12))
	}
}

// Type writes where the focus is.
func (v *Visitor) Type(text string) {
	v.t.Helper()
	v.do("type", map[string]any{"text": text}, nil)
}

// Press presses a key.
func (v *Visitor) Press(key string) {
	v.t.Helper()
	v.do("press", map[string]any{"key": key}, nil)
}

// Click clicks on what has a role and a name that begins or goes on with the text.
func (v *Visitor) Click(role, name string) {
	v.t.Helper()
	v.do("click", map[string]any{"role": role, "name": name}, nil)
}

// Focused waits for the field of a label to have the focus: a browser gives it to a
// field that wants it only after the field is seen.
func (v *Visitor) Focused(label string) {
	v.t.Helper()
	v.do("focused", map[string]any{"label": label}, nil)
}

// See waits for a text to be seen.
func (v *Visitor) See(text string) {
	v.t.Helper()
	v.do("see", map[string]any{"text": text}, nil)
}

// Gone waits for a text not to be seen any more.
func (v *Visitor) Gone(text string) {
	v.t.Helper()
	v.do("gone", map[string]any{"text": text}, nil)
}

// Reload loads the page again.
func (v *Visitor) Reload() {
	v.t.Helper()
	v.do("reload", map[string]any{}, nil)
}

// Again has the page in a further tab as well, where SeeThere looks.
func (v *Visitor) Again() {
	v.t.Helper()
	v.again = true
	v.do("again", nil, nil)
}

// SeeThere waits until the tab that was opened last shows a text.
func (v *Visitor) SeeThere(text string) {
	v.t.Helper()
	v.do("popup", map[string]any{"method": "see", "args": map[string]string{"text": text}}, nil)
}

// Online plugs the tab in, or unplugs it.
func (v *Visitor) Online(online bool) {
	v.t.Helper()
	v.do("network", map[string]any{"online": online}, nil)
}

// Texts are the texts of all elements that match, in the order of the page.
func (v *Visitor) Texts(selector string) []string {
	v.t.Helper()
	var texts []string
	v.do("texts", map[string]any{"selector": selector}, &texts)
	return texts
}

// Attributes are the values of an attribute of all elements that match.
func (v *Visitor) Attributes(selector, name string) []string {
	v.t.Helper()
	var values []string
	v.do("attributes", map[string]any{"selector": selector, "name": name}, &values)
	return values
}

// Nameless is the markup of what people can operate and screen readers cannot name.
func (v *Visitor) Nameless() []string {
	v.t.Helper()
	var markup []string
	v.do("nameless", map[string]any{}, &markup)
	return markup
}

// Stored is what the page keeps in this browser under a key.
func (v *Visitor) Stored(key string) string {
	v.t.Helper()
	var value string
	v.do("stored", map[string]any{"key": key}, &value)
	return value
}

// Scroll turns the wheel over an element; a negative number of pixels is upwards.
func (v *Visitor) Scroll(selector string, by int) {
	v.t.Helper()
	v.do("scroll", map[string]any{"selector": selector, "by": by}, nil)
}

// Screenshot writes build/screenshots/NAME.png.
func (v *Visitor) Screenshot(name string) {
	v.t.Helper()
	folder, err := filepath.Abs(filepath.Join("..", "build", "screenshots"))
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	v.do("screenshot", map[string]any{"path": filepath.Join(folder, name+".png")}, nil)
}

// Complaints are the errors that the page and the browser told of, and who else
// than this machine was called.
func (v *Visitor) Complaints() []string {
	var lines []string
	for _, e := range v.tab.Log.Since(0) {
		if v.again && strings.HasPrefix(e.Name, "popup.") {
			continue
		}
		if !strings.HasPrefix(e.Name, "console.") || e.Name == "console.error" || e.Name == "console.warning" {
			lines = append(lines, e.String())
		}
	}
	return lines
}
