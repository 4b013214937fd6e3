package builtin

import (
	"strings"
	"unicode"
)

// word is a word as it was written and as it is compared.
type word struct{ text, folded string }

const edges = `.,;:!?¡¿"'()[]…“”„«»‘’‚‹›。、，．！？：；（）「」`

// wordsOf splits a text between blanks. Punctuation around a word is no part of it.
func wordsOf(text string) []word {
	var words []word
	for field := range strings.FieldsSeq(text) {
		trimmed := strings.Trim(field, edges)
		if trimmed == "" {
			continue
		}
		// "(030) 123" keeps its number, and a leading plus is no edge.
		words = append(words, word{trimmed, strings.Map(foldRune, trimmed)})
	}
	return words
}

// foldRune is a character as it is compared: a small letter, and for the digits of any
// script, and the signs of numbers in full width, those of ASCII.
func foldRune(r rune) rune {
	switch {
	case r < unicode.MaxASCII:
		return unicode.ToLower(r)
	case unicode.IsDigit(r):
		return '0' + digit(r)
	}
	switch r {
	case '．':
		return '.'
	case '，':
		return ','
	case '＋':
		return '+'
	case '－', '−':
		return '-'
	}
	return unicode.ToLower(r)
}

// digit is the value of a decimal digit. Unicode has the ten of a script side by side.
func digit(r rune) rune {
	for _, at := range unicode.Nd.R16 {
		if rune(at.Lo) <= r && r <= rune(at.Hi) {
			return (r - rune(at.Lo)) % 10
		}
	}
	for _, at := range unicode.Nd.R32 {
		if rune(at.Lo) <= r && r <= rune(at.Hi) {
			return (r - rune(at.Lo)) % 10
		}
	}
	return 0
}

// bare is a folded word without the signs around it: #4711 and 4711% are 4711. The
// sign of a number stays.
func bare(folded string) string {
	folded = strings.TrimRightFunc(folded, isSign)
	return strings.TrimLeftFunc(folded, func(r rune) bool { return isSign(r) && r != '+' && r != '-' })
}

func isSign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

// fold is a text as it is compared: small letters, ASCII digits, single blanks, no
// punctuation around words.
func fold(text string) string { return joinFolded(wordsOf(text)) }

func joinFolded(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.folded
	}
	return strings.Join(parts, " ")
}

func joinText(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.text
	}
	return strings.Join(parts, " ")
}

// contains reports whether a folded phrase stands in a folded text as whole words.
func contains(text, phrase string) bool {
	return phrase != "" && strings.Contains(" "+text+" ", " "+phrase+" ")
}
