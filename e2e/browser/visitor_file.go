package browser

import (
	"os"
	"path/filepath"
)

// File is one that a visitor hands over or gets. Its text is UTF-8.
type File struct{ Name, Type, Text string }

// Choose presses a button by its key and chooses files, whose types the browser knows by
// their names.
func (v *Visitor) Choose(button string, files ...File) {
	v.t.Helper()
	folder := v.t.TempDir()
	var paths []string
	for _, f := range files {
		paths = append(paths, filepath.Join(folder, f.Name))
		if err := os.WriteFile(paths[len(paths)-1], []byte(f.Text), 0o600); err != nil {
			v.t.Fatal(err)
		}
	}
	v.do("choose", map[string]any{"name": button, "paths": paths}, nil)
}

// Paste pastes a file where the focus is.
func (v *Visitor) Paste(f File) {
	v.t.Helper()
	v.do("paste", map[string]any{"name": f.Name, "type": f.Type, "text": f.Text}, nil)
}

// Drop lets a file fall on an element.
func (v *Visitor) Drop(selector string, f File) {
	v.t.Helper()
	v.do("drop", map[string]any{"selector": selector, "name": f.Name, "type": f.Type, "text": f.Text}, nil)
}

// Download presses a button by its key and gets the file that the browser does.
func (v *Visitor) Download(button string) (f File) {
	v.t.Helper()
	v.do("download", map[string]any{"name": button}, &f)
	return f
}
