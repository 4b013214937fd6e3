package flow

import (
	"strings"
	"unicode/utf8"
)

// forbiddenNames are members of every JavaScript object, which the designer
// could not keep apart from identifiers. spec: Actions, Identifier.
var forbiddenNames = [...]string{
	"__proto__", "constructor", "__defineGetter__", "__defineSetter__", "toString",
	"hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "valueOf",
}

// identifierFault says which rule of the language an identifier breaks.
func identifierFault(id string) string {
	switch {
	case id == "":
		return "not be empty"
	case utf8.RuneCountInString(id) > 50:
		return "have at most 50 characters"
	case strings.ContainsAny(id, `%:(\/)=$,;[]{}`):
		return `not hold any of % : ( \ / ) = $ , ; [ ] { }`
	}
	for _, name := range forbiddenNames {
		if id == name {
			return "not be a member of every JavaScript object"
		}
	}
	return ""
}
