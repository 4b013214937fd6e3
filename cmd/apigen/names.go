package main

import (
	"strings"
	"unicode"
)

// exported is a name of the model as an exported Go name. The model's own
// spelling stays, so that a member reads the same in Go and on the wire.
func exported(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// constant is the Go name for a value of an enum: CHAT_ENDED of ChatItemType is
// ChatItemTypeChatEnded.
func constant(enum, value string) string {
	words := strings.FieldsFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var b strings.Builder
	b.WriteString(exported(enum))
	for _, word := range words {
		if word == strings.ToUpper(word) {
			word = strings.ToLower(word)
		}
		b.WriteString(exported(word))
	}
	return b.String()
}

// inputName and outputName are the Go names of an operation's structures,
// whatever the model calls them.
func inputName(operation string) string  { return operation + "Input" }
func outputName(operation string) string { return operation + "Output" }

// read and write are the names of the functions that read and write a structure.
func read(shape string) string  { return "read" + exported(shape) }
func write(shape string) string { return "write" + exported(shape) }

// check is the name of the function that checks a shape.
func check(shape string) string { return "check" + exported(shape) }

// values and pattern are the names of a shape's variables.
func values(enum string) string   { return "values" + exported(enum) }
func pattern(shape string) string { return "pattern" + exported(shape) }
