package flow

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Advise tells what does not keep the document from being published as a flow of type
// t, and what its author should look at all the same. What Lint tells is not in it.
func (d *Document) Advise(t Type) []Problem {
	var advice []Problem
	for i := range d.Actions {
		a := &d.Actions[i]
		name := a.Identifier
		if name == "" {
			name = position(i)
		}
		if a.Type == typeWait && slices.Contains(unwaiting, t) {
			advice = append(advice, Problem{name, fmt.Sprintf(
				"the designer has no Wait in a flow of type %s: those who join wait as long", t)})
		}
		for _, text := range a.texts() {
			for _, short := range cutShort(text) {
				advice = append(advice, Problem{name, short})
			}
		}
	}
	return advice
}

const typeWait ActionType = "Wait"

// unwaiting are the types in which a Wait is possible, as the language reference has
// it, but not in the designer. spec: Wait.
var unwaiting = []Type{
	TypeAgentWhisper, TypeCustomerWhisper, TypeOutboundWhisper, TypeAgentHold, TypeCustomerHold,
}

// texts are all texts of an action in which references can stand.
func (a *Action) texts() []string {
	texts := textsOf(map[string]any(a.Parameters))
	for _, c := range a.Transitions.Conditions {
		texts = append(texts, c.Operand)
	}
	return texts
}

func textsOf(value any) (texts []string) {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		for _, item := range v {
			texts = append(texts, textsOf(item)...)
		}
	case map[string]any:
		for _, name := range sortedKeys(v) {
			texts = append(append(texts, name), textsOf(v[name])...)
		}
	}
	return texts
}

// cutShort finds references that end before the name that they seem to mean does:
// plain segments hold ASCII letters, digits, underscores and dashes alone.
func cutShort(text string) (found []string) {
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			return found
		}
		text = text[i:]
		p, rest := scanPath(text)
		if p == nil {
			text = text[1:]
			continue
		}
		read := text[:len(text)-len(rest)]
		if name, meant := meant(p, read, rest); meant {
			found = append(found, fmt.Sprintf("the reference ends after %s: write %s if more belongs to it", read, name))
		}
		text = rest
	}
}

// meant is what a reference should have been, if what follows it seems to belong to
// it: a letter of a script that has spaces between its words, or the colon in the
// names of segment attributes.
func meant(p Path, read, rest string) (string, bool) {
	plain := !strings.HasSuffix(read, "]")
	first, size := utf8.DecodeRuneInString(rest)
	second, _ := utf8.DecodeRuneInString(rest[size:])
	switch {
	case first == '.' && second > unicode.MaxASCII && unicode.IsLetter(second):
		name := nameBegins(rest[1:])
		return append(slices.Clone(p), name).String(), true
	case plain && len(p) > 1 && first > unicode.MaxASCII && unicode.In(first, unicode.Latin, unicode.Greek, unicode.Cyrillic),
		plain && len(p) == 2 && p[0] == "SegmentAttributes" && first == ':' && unicode.IsLetter(second):
		name := nameBegins(rest)
		whole := slices.Clone(p)
		whole[len(whole)-1] += name
		return whole.String(), true
	}
	return "", false
}

// nameBegins is what can be a name at the beginning of a text.
func nameBegins(s string) string {
	n := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune("_-:", r)
	})
	if n < 0 {
		n = len(s)
	}
	return strings.TrimRight(s[:n], "-:")
}
