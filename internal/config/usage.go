package config

import (
	"fmt"
	"io"
	"strings"
)

// Usage writes the options, each with its environment variable, default and
// documentation, wrapped for a terminal of 80 columns.
func Usage(w io.Writer) error {
	var b strings.Builder
	for _, o := range optionsOf(new(Config)) {
		fmt.Fprintf(&b, "  --%s %s  (%s)\n", o.name(), o.argument(), o.env())
		doc := o.doc()
		if o.initial() != "" {
			doc += " Default: " + o.initial() + "."
		}
		for _, line := range wrap(doc, 72) {
			fmt.Fprintf(&b, "        %s\n", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap breaks text between words into lines of at most width bytes.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
