package builtin

import (
	"fmt"
	"regexp"
	"strings"
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
		if m == nil && strings.ContainsAny(w.text, "{}") {
			return p, fmt.Errorf("%s fits nothing that anybody says: the {name} of a slot stands alone between blanks", w.text)
		}
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

// literals is how many words the pattern has, and how many places for free text.
func (p pattern) literals() (words, texts int) {
	for _, part := range p.parts {
		switch {
		case part.slot == nil:
			words++
		case part.slot.kind == (textKind{}):
			texts++
		}
	}
	return words, texts
}

// fit is how words fit a pattern.
type fit struct {
	words  int               // how many of them
	slots  map[string]filled // the values
	misfit map[string]int    // slots with words in their place that are no value: how many
}

// known is how many words mean something.
func (f fit) known() int {
	n := f.words
	for _, words := range f.misfit {
		n -= words
	}
	return n
}

// match fits all words into the pattern.
func (p pattern) match(words []word, now time.Time) (fit, bool) {
	m := newMatcher(words, now)
	return m.fit(p.parts, 0)
}

// within looks for the pattern among the words. To be found so, it begins with a word
// of its own, and one word is not enough where a text takes whatever follows.
func (p pattern) within(words []word, now time.Time) (fit, bool) {
	if own, texts := p.literals(); p.parts[0].slot != nil || own < 2 && texts > 0 {
		return fit{}, false
	}
	m := newMatcher(words, now)
	m.open = true
	return m.anywhere(p.parts)
}

// frame fits the words around the slots, whatever stands in the place of a slot that
// can be asked for again: all words, or with two words of its own a part of them.
func (p pattern) frame(words []word, now time.Time) (fit, bool) {
	own, _ := p.literals()
	if own == 0 {
		return fit{}, false
	}
	m := newMatcher(words, now)
	m.loose = true
	if found, ok := m.fit(p.parts, 0); ok || own < 2 || p.parts[0].slot != nil {
		return found, ok
	}
	m = newMatcher(words, now)
	m.loose, m.open = true, true
	return m.anywhere(p.parts)
}

// matcher tries the ways in which words fit a pattern, each way once.
type matcher struct {
	words []word
	now   time.Time
	open  bool            // words may be left over at the end
	loose bool            // a slot takes what is no value of it
	dead  map[[2]int]bool // parts left and words taken that lead nowhere
	found fit
}

func newMatcher(words []word, now time.Time) *matcher {
	return &matcher{
		words: words, now: now, dead: make(map[[2]int]bool),
		found: fit{slots: make(map[string]filled), misfit: make(map[string]int)},
	}
}

// anywhere tries all places at which the pattern may begin.
func (m *matcher) anywhere(parts []part) (fit, bool) {
	for i := range m.words {
		if found, ok := m.fit(parts, i); ok {
			found.words -= i
			return found, true
		}
	}
	return fit{}, false
}

// fit fits the words from one on. The words of the result are counted from the first.
func (m *matcher) fit(parts []part, taken int) (fit, bool) {
	if !m.rest(parts, taken) {
		return fit{}, false
	}
	return m.found, true
}

func (m *matcher) rest(parts []part, taken int) bool {
	if len(parts) == 0 {
		m.found.words = taken
		return m.open || taken == len(m.words)
	}
	at := [2]int{len(parts), taken}
	if m.dead[at] {
		return false
	}
	m.dead[at] = true // unless it leads somewhere, and then nobody asks again
	first, left := parts[0], m.words[taken:]
	if first.slot == nil {
		return len(left) > 0 && left[0].folded == first.word && m.rest(parts[1:], taken+1)
	}
	for _, n := range m.widths(first.slot, len(parts) == 1, len(left)) {
		if m.take(first.slot, left[:n]) && m.rest(parts[1:], taken+n) {
			return true
		}
	}
	delete(m.found.slots, first.slot.name)
	delete(m.found.misfit, first.slot.name)
	return false
}

// widths are the numbers of words that a slot may take, the first to try first. The
// last part of a pattern takes all that is left, or where more may follow as much as
// is a value.
func (m *matcher) widths(s *slot, last bool, left int) []int {
	switch {
	case left == 0:
		return nil
	case last && (!m.open || m.loose || s.kind == (textKind{})):
		return []int{left}
	}
	widths := make([]int, min(maxSlotWords, left))
	for i := range widths {
		widths[i] = i + 1
		if last {
			widths[i] = len(widths) - i
		}
	}
	return widths
}

// take fills a slot with words that are a value of it, or notes that they are none.
func (m *matcher) take(s *slot, words []word) bool {
	text := joinText(words)
	value, ok := s.kind.value(text, m.now, true)
	if ok {
		m.found.slots[s.name] = filled{Value: value, Original: text}
		delete(m.found.misfit, s.name)
		return true
	}
	delete(m.found.slots, s.name)
	if !m.loose || s.optional {
		return false
	}
	m.found.misfit[s.name] = len(words)
	return true
}
