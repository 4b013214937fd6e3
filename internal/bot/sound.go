package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// check holds that every text of an answer can be stored and sent: databases and
// clients know no U+0000, and bytes that are no UTF-8 would become something else on
// the way. The error tells where the fault is and nothing of the text.
func (a Answer) check() error {
	for i, m := range a.Messages {
		if err := sound(fmt.Sprintf("message %d", i+1), append(m.Card.texts(), m.Content, string(m.ContentType))...); err != nil {
			return err
		}
	}
	if err := sound("what it understood", a.Intent, string(a.IntentState), string(a.DialogAction), a.SlotToElicit); err != nil {
		return err
	}
	if err := sound("a slot", pairs(a.Slots)...); err != nil {
		return err
	}
	if err := sound("a session attribute", pairs(a.SessionAttributes)...); err != nil {
		return err
	}
	for _, i := range a.Interpretations {
		texts := append(pairs(i.Slots), i.Intent)
		if i.Sentiment != nil {
			texts = append(texts, i.Sentiment.Label)
		}
		if err := sound("an interpretation", texts...); err != nil {
			return err
		}
	}
	return nil
}

func sound(where string, texts ...string) error {
	for _, text := range texts {
		switch {
		case !utf8.ValidString(text):
			return fmt.Errorf("%w: %s is not UTF-8", ErrMalformed, where)
		case strings.ContainsRune(text, 0):
			return fmt.Errorf("%w: %s has the character U+0000", ErrMalformed, where)
		}
	}
	return nil
}

func pairs(m map[string]string) []string {
	return append(slices.Collect(maps.Keys(m)), slices.Collect(maps.Values(m))...)
}

// texts are all that stands on a card, none for no card.
func (c *Card) texts() []string {
	if c == nil {
		return nil
	}
	texts := []string{c.Title, c.Subtitle, c.ImageURL}
	for _, b := range c.Buttons {
		texts = append(texts, b.Text, b.Value)
	}
	return texts
}
