package builtin

import (
	"encoding/json"
	"time"
)

// Script is a bot as its file tells it. It never changes once it is read.
type Script struct {
	Name string

	session  time.Duration
	zone     *time.Location
	monthDay bool // 2/1 is February
	yes, no  []string
	welcome  []message
	intents  []*intent // in the order of the file
	fallback fallback
}

type intent struct {
	name     string
	patterns []pattern
	titles   []string // options of menus that stand for the intent, folded
	anytime  bool
	slots    []*slot
	confirm  []message
	declined []message
	failed   []message
	say      []message
	set      map[string]template
	goesOn   bool
}

type slot struct {
	name     string
	kind     kind
	ask      []message
	again    []message
	retries  int
	optional bool
}

// fallback is what happens when nothing fits.
type fallback struct {
	say     []message
	last    []message
	retries int
}

// message is something that the bot says: a text or a payload.
type message struct {
	text    template
	payload json.RawMessage // with templates in its strings; nil for a text
}

func (s *Script) intent(name string) *intent {
	for _, i := range s.intents {
		if i.name == name {
			return i
		}
	}
	return nil
}

func (i *intent) slot(name string) *slot {
	for _, s := range i.slots {
		if s.name == name {
			return s
		}
	}
	return nil
}
