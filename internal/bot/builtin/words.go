package builtin

import (
	"strings"
	"unicode"
)

// word is a word as it was written and as it is compared.
type word struct{ text, folded string }

const edges = `.,;:!?¡¿"'()[]…“”„«»`

// wordsOf splits a text between blanks. Punctuation around a word is no part of it.
func wordsOf(text string) []word {
	var words []word
	for field := range strings.FieldsSeq(text) {
		trimmed := strings.Trim(field, edges)
		if trimmed == "" {
			continue
		}
		// "(030) 123" keeps its number, and a leading plus is no edge.
		words = append(words, word{trimmed, strings.Map(unicode.ToLower, trimmed)})
	}
	return words
}

// fold is a text as it is compared: small letters, single blanks, no punctuation
// around words.
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
