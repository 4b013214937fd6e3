package flow

import (
	"fmt"
	"slices"
	"strings"
)

// Path is a reference to a value, such as $.Attributes.lastAgentArn, as its
// segments: "Attributes", "lastAgentArn". It has at least one segment.
type Path []string

// ParsePath reads text that is exactly one reference: $.A.b, $.A['b c'],
// $["A"].b, $.A.list[0], `$.A.list[0]`. spec: Flow language concepts, JSONPath
// references.
func ParsePath(s string) (Path, bool) {
	inner, opened := strings.CutPrefix(s, backtick)
	p, rest := scanPath(inner)
	if opened {
		return p, p.indexed() && rest == backtick
	}
	return p, p != nil && rest == ""
}

// backtick stands on both sides of a reference to an element of a list: the flow
// designer wants it there. Around other references it is text, as it is around code in
// Markdown. spec: Data Table block, accessing retrieved data for List.
const backtick = "`"

// indexed reports whether the path leads through an element of a list.
func (p Path) indexed() bool { return slices.ContainsFunc(p, digits) }

// String is the reference in its shortest form. ParsePath reads it back, unless
// a segment holds both kinds of quotes, which no reference can.
func (p Path) String() string {
	var b strings.Builder
	b.WriteByte('$')
	for i, s := range p {
		word := wordLength(s) == len(s) && s != ""
		switch {
		case word && (i > 0 || letter(s[0])):
			b.WriteString("." + s)
		case strings.Contains(s, "'"):
			b.WriteString(`["` + s + `"]`)
		default:
			b.WriteString("['" + s + "']")
		}
	}
	return b.String()
}

// scanPath reads the longest reference that s begins with and gives the rest.
// There is none when the path is nil. A dot or bracket that no segment follows
// belongs to the rest: in "Hi $.Name." the last dot ends the sentence.
func scanPath(s string) (Path, string) {
	rest, ok := strings.CutPrefix(s, "$")
	if !ok {
		return nil, s
	}
	var p Path
	for {
		segment, after, ok := scanSegment(rest)
		// Prices such as $.50 are text: a plain first segment is a word.
		plain := ok && rest[0] == '.' && rest[1] != '['
		if !ok || p == nil && plain && !letter(segment[0]) {
			return p, rest
		}
		p, rest = append(p, segment), after
	}
}

func scanSegment(s string) (segment, rest string, ok bool) {
	if s == "" {
		return "", s, false
	}
	switch s[0] {
	case '.':
		if strings.HasPrefix(s, ".['") || strings.HasPrefix(s, `.["`) {
			return scanBracket(s[1:]) // published flows of AWS write it so
		}
		n := wordLength(s[1:])
		return s[1 : 1+n], s[1+n:], n > 0
	case '[':
		return scanBracket(s)
	}
	return "", s, false
}

func scanBracket(s string) (segment, rest string, ok bool) {
	for _, quote := range []string{"'", `"`} {
		inner, found := strings.CutPrefix(s, "["+quote)
		if !found {
			continue
		}
		segment, rest, ok = strings.Cut(inner, quote+"]")
		return segment, rest, ok && segment != "" && !strings.Contains(segment, quote)
	}
	segment, rest, ok = strings.Cut(s[1:], "]")
	return segment, rest, ok && digits(segment)
}

// wordLength counts the leading bytes of s that a plain segment may hold: ASCII
// letters, digits, underscores and, inside, dashes, which are the characters of
// attribute names. Other scripts end a reference, and so does a dash at the end
// [I], so that references can stand in text without spaces around them.
func wordLength(s string) int {
	n := 0
	for n < len(s) && (letter(s[n]) || s[n] == '-' || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return len(strings.TrimRight(s[:n], "-"))
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// maxExpanded bounds, in bytes, what references can make of a text. It is the
// most that all attributes of a contact may hold, so nothing longer could be
// used anyway, and a text of many references cannot exhaust the memory.
const maxExpanded = 32_768

// expand replaces every reference in text by its value, and by nothing when it
// has none. spec: Flow language concepts, dynamic values.
func expand(text string, lookup func(Path) (string, bool)) (string, error) {
	if !strings.Contains(text, "$") {
		return text, nil
	}
	var b strings.Builder
	for b.Len() <= maxExpanded {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			b.WriteString(text)
			return b.String(), nil
		}
		p, rest := scanPath(text[i:])
		before := text[:i]
		if p.indexed() && strings.HasSuffix(before, backtick) && strings.HasPrefix(rest, backtick) {
			before, rest = before[:i-1], rest[1:]
		}
		b.WriteString(before)
		if p == nil {
			b.WriteByte('$')
			rest = text[i+1:]
		} else if v, ok := lookup(p); ok {
			b.WriteString(v)
		}
		text = rest
	}
	return "", fmt.Errorf("the text has more than %d bytes", maxExpanded)
}

// refers reports whether text holds a reference anywhere.
func refers(text string) bool {
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			return false
		}
		if p, _ := scanPath(text[i:]); p != nil {
			return true
		}
		text = text[i+1:]
	}
}
