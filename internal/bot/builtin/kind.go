package builtin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// kind is a type of slot. Value finds the value that a text stands for; a strict
// one takes the text as a whole, as a pattern does that knows where a value
// begins and ends.
type kind interface {
	value(text string, now time.Time, strict bool) (string, bool)
}

// textKind takes everything.
type textKind struct{}

func (textKind) value(text string, _ time.Time, _ bool) (string, bool) {
	text = strings.TrimSpace(text)
	return text, text != ""
}

// listKind takes one of some values.
type listKind struct{ choices []choice }

type choice struct {
	value string
	names []string // folded: the value and its synonyms
}

func (k listKind) value(text string, _ time.Time, strict bool) (string, bool) {
	folded := fold(text)
	for _, said := range []string{folded, bare(folded)} {
		for _, c := range k.choices {
			if slices.Contains(c.names, said) {
				return c.value, true
			}
		}
	}
	if strict {
		return "", false
	}
	if n, err := strconv.Atoi(bare(folded)); err == nil && n >= 1 && n <= len(k.choices) {
		return k.choices[n-1].value, true // the second is 2
	}
	return k.within(folded)
}

// within finds the one value that a text mentions. A name that is part of a longer
// one that is mentioned does not count.
func (k listKind) within(folded string) (string, bool) {
	var mentioned []string
	for _, c := range k.choices {
		for _, name := range c.names {
			if contains(folded, name) {
				mentioned = append(mentioned, name)
			}
		}
	}
	found := ""
	for _, c := range k.choices {
		mentions := slices.ContainsFunc(c.names, func(name string) bool {
			return slices.Contains(mentioned, name) && !slices.ContainsFunc(mentioned, func(longer string) bool {
				return longer != name && contains(longer, name)
			})
		})
		switch {
		case mentions && found != "":
			return "", false
		case mentions:
			found = c.value
		}
	}
	return found, found != ""
}

// numberKind takes a number within limits.
type numberKind struct {
	whole    bool
	min, max *float64
}

var number = regexp.MustCompile(`^[+-]?[0-9]{1,15}([.,][0-9]{1,9})?$`)

func (k numberKind) value(text string, _ time.Time, strict bool) (string, bool) {
	found := ""
	words := wordsOf(text)
	for _, w := range words {
		said := bare(w.folded)
		if !number.MatchString(said) {
			continue
		}
		if found != "" {
			return "", false
		}
		found = strings.TrimPrefix(strings.ReplaceAll(said, ",", "."), "+")
	}
	if found == "" || strict && len(words) != 1 {
		return "", false
	}
	v, err := strconv.ParseFloat(found, 64)
	if err != nil || k.whole && strings.Contains(found, ".") || k.min != nil && v < *k.min || k.max != nil && v > *k.max {
		return "", false
	}
	return found, true
}

// shapeKind takes what looks like something: a phone number, an address of mail.
type shapeKind struct {
	shape *regexp.Regexp
	clean func(string) (string, bool)
}

func (k shapeKind) value(text string, _ time.Time, strict bool) (string, bool) {
	found := k.shape.FindAllString(text, 2)
	if len(found) != 1 || strict && strings.TrimFunc(strings.Replace(text, found[0], "", 1), aside) != "" {
		return "", false
	}
	return k.clean(found[0])
}

// aside reports whether a character beside a value is no part of the text.
func aside(r rune) bool { return isSign(r) || unicode.IsSpace(r) }

var phoneKind = shapeKind{regexp.MustCompile(`[+＋]?[\p{Nd}(][\p{Nd} ()./-]{4,}\p{Nd}`), func(found string) (string, bool) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return foldRune(r)
		}
		return -1
	}, found)
	if len(digits) < 7 || len(digits) > 15 { // spec: E.164
		return "", false
	}
	if foldRune([]rune(found)[0]) == '+' {
		digits = "+" + digits
	}
	return digits, true
}}

var emailKind = shapeKind{
	regexp.MustCompile(`[\pL\pN._%+'-]{1,64}@[\pL\pN-]{1,63}(\.[\pL\pN-]{1,63})*\.[\pL]{2,63}`),
	func(found string) (string, bool) { return found, true },
}

// answer tells yes from no. A text that says both, such as "not sure", says neither.
func (s *Script) answer(text string) (yes, known bool) {
	folded := fold(text)
	mentions := func(phrases []string) bool {
		return slices.ContainsFunc(phrases, func(p string) bool { return contains(folded, p) })
	}
	yes, no := mentions(s.yes), mentions(s.no)
	return yes, yes != no
}
