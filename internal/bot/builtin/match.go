package builtin

import (
	"cmp"
	"slices"
	"time"
)

// How sure a match is.
const (
	sureExact    = 1.0
	sureSlots    = 0.9
	sureMentions = 0.5 // and up to 0.3 more, the more of the text it is
	sureFrame    = 0.3 // the words around a slot; and up to 0.2 more, as above
)

// match is an intent that a text may mean.
type match struct {
	intent *intent
	sure   float64
	fit
}

// matches are the intents that a text may mean, likeliest first; of equals, the
// first in the file.
func (s *Script) matches(text string, now time.Time) []match {
	words := wordsOf(text)
	if len(words) == 0 {
		return nil
	}
	var found []match
	for _, i := range s.intents {
		if m := i.match(words, now); m.sure > 0 {
			found = append(found, m)
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return cmp.Compare(b.sure, a.sure) })
	return found
}

func (i *intent) match(words []word, now time.Time) match {
	best := match{intent: i}
	folded := joinFolded(words)
	if slices.Contains(i.titles, folded) {
		best.sure = sureExact
		return best
	}
	for _, p := range i.patterns {
		sure, found := p.sure(words, folded, now)
		if sure > best.sure {
			best.sure, best.fit = sure, found
		}
	}
	return best
}

func (p pattern) sure(words []word, folded string, now time.Time) (float64, fit) {
	share := func(n int) float64 { return float64(n) / float64(len(words)) }
	plain, ok := p.plain()
	switch {
	case ok && plain == folded:
		return sureExact, fit{}
	case ok && contains(folded, plain):
		return sureMentions + 0.3*share(len(p.parts)), fit{}
	case ok:
		return 0, fit{}
	}
	if found, ok := p.match(words, now); ok {
		return sureSlots, found
	}
	if found, ok := p.within(words, now); ok {
		return sureMentions + 0.3*share(found.words), found
	}
	if found, ok := p.frame(words, now); ok {
		return sureFrame + 0.2*share(found.known()), found
	}
	return 0, fit{}
}
