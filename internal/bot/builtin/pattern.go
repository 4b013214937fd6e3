package builtin

import (
	"fmt"
	"regexp"
	"time"
)

// pattern is a sample utterance: words, and places for slots between them.
type pattern struct{ parts []part }

// part is a folded word or the name of a slot.
type part struct {
	word string
	slot *slot
}

const (
	// maxSlotWords is how many words a slot takes in an utterance, if it is not
	// the last part.
	maxSlotWords = 8
	// maxSlots is how many places an utterance has.
	maxSlots = 5
)

var slotPlace = regexp.MustCompile(`^\{([A-Za-z][A-Za-z0-9_-]*)\}$`)

// readPattern reads an utterance of an intent whose slots are known.
func readPattern(text string, i *intent) (pattern, error) {
	var p pattern
	places := 0
	for _, w := range wordsOf(text) {
		m := slotPlace.FindStringSubmatch(w.text)
		if m == nil {
			p.parts = append(p.parts, part{word: w.folded})
			continue
		}
		s := i.slot(m[1])
		if s == nil {
			return p, fmt.Errorf("{%s} is no slot of the intent", m[1])
		}
		places++
		p.parts = append(p.parts, part{slot: s})
	}
	switch {
	case len(p.parts) == 0:
		return p, fmt.Errorf("an utterance needs words")
	case places > maxSlots:
		return p, fmt.Errorf("an utterance has at most %d slots", maxSlots)
	}
	return p, nil
}

// plain is the folded text of an utterance without slots.
func (p pattern) plain() (string, bool) {
	words := make([]word, len(p.parts))
	for i, part := range p.parts {
		if part.slot != nil {
			return "", false
		}
		words[i].folded = part.word
	}
	return joinFolded(words), true
}

// match fits all words into the pattern.
func (p pattern) match(words []word, now time.Time) (map[string]filled, bool) {
	m := matcher{words: words, now: now, dead: make(map[[2]int]bool), found: make(map[string]filled)}
	return m.found, m.fit(p.parts, 0)
}

// matcher tries the ways in which words fit a pattern, each way once.
type matcher struct {
	words []word
	now   time.Time
	dead  map[[2]int]bool // parts left and words taken that lead nowhere
	found map[string]filled
}

func (m *matcher) fit(parts []part, taken int) bool {
	if len(parts) == 0 {
		return taken == len(m.words)
	}
	at := [2]int{len(parts), taken}
	if m.dead[at] {
		return false
	}
	m.dead[at] = true // unless it leads somewhere, and then nobody asks again
	first, left := parts[0], m.words[taken:]
	if first.slot == nil {
		return len(left) > 0 && left[0].folded == first.word && m.fit(parts[1:], taken+1)
	}
	if len(parts) == 1 {
		return m.take(first.slot, left)
	}
	for n := 1; n <= min(maxSlotWords, len(left)); n++ {
		if m.take(first.slot, left[:n]) && m.fit(parts[1:], taken+n) {
			return true
		}
	}
	delete(m.found, first.slot.name)
	return false
}

// take fills a slot with words that are a value of it.
func (m *matcher) take(s *slot, words []word) bool {
	text := joinText(words)
	value, ok := s.kind.value(text, m.now, true)
	if ok {
		m.found[s.name] = filled{Value: value, Original: text}
	}
	return ok
}
