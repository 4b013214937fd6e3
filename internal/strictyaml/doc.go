// Package strictyaml reads small settings files that people write by hand: YAML of
// which every key is asked for by name, so that a misspelt one is an error and not
// a setting that is missing. Every error names its line.
//
// A reader asks a [Node] for what it should be and goes on as if it were; the first
// fault in the order of the file is kept by the [Document]. Aliases, which can
// blow up a small file, and several documents in one file are refused.
//
// It imports nothing of this module.
package strictyaml
