package main

import (
	"testing"
)

// Exports that went through an editor or a shell on Windows are still exports.
func TestFlowLintReadsFilesOfWindows(t *testing.T) {
	const doc = `{"Version":"2019-10-30","StartAction":"a","Actions":[{"Identifier":"a","Type":"Ende ü"}]}`
	little, big := []byte{0xff, 0xfe}, []byte{0xfe, 0xff}
	for _, c := range doc { // all of it is in the first plane
		little = append(little, byte(c), byte(c>>8))
		big = append(big, byte(c>>8), byte(c))
	}
	for name, content := range map[string]string{
		"without a mark": doc, "UTF-8": "\ufeff" + doc, "UTF-16, low bytes first": string(little), "UTF-16, high bytes first": string(big),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := written(t, "flow.json", content)
			want := file + `: a: Type "Ende ü" is unknown` + "\n"
			if got := run(t, program(t, "flow", "lint", file)); got != (result{1, want, ""}) {
				t.Errorf("got %+v, want code 1 and %q", got, want)
			}
		})
	}
}
