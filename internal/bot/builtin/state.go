package builtin

import (
	"encoding/json"
	"maps"
	"time"
)

// state is all that a dialog is between two turns.
type state struct {
	Intent  string            `json:"intent,omitempty"`
	Slots   map[string]filled `json:"slots,omitempty"`
	Ask     string            `json:"ask,omitempty"`     // the slot that is asked for
	Confirm bool              `json:"confirm,omitempty"` // whether all is right is asked
	Tries   int               `json:"tries,omitempty"`   // answers that were not understood, to this question
	Misses  int               `json:"misses,omitempty"`  // texts in a row that fit nothing
	At      int64             `json:"at"`                // Unix seconds of the last turn
}

// filled is a slot's value and the words it was said with.
type filled struct {
	Value    string `json:"value"`
	Original string `json:"original"`
}

// resume reads the state of the last turn. What is too old, or speaks of things
// that the file no longer has, is forgotten; fresh says that the dialog begins.
func (s *Script) resume(stored json.RawMessage, now time.Time) (st state, fresh bool) {
	if len(stored) == 0 || json.Unmarshal(stored, &st) != nil {
		return state{}, true
	}
	if now.Sub(time.Unix(st.At, 0)) > s.session {
		return state{}, true
	}
	if st.Intent == "" {
		return state{Misses: st.Misses}, false
	}
	i := s.intent(st.Intent)
	if i == nil || st.Ask != "" && i.slot(st.Ask) == nil || st.Ask == "" && !st.Confirm {
		return state{}, true
	}
	for name := range st.Slots {
		if i.slot(name) == nil {
			return state{}, true
		}
	}
	st.Slots = maps.Clone(st.Slots)
	if st.Slots == nil {
		st.Slots = make(map[string]filled)
	}
	return st, false
}

func (st state) store(now time.Time) json.RawMessage {
	st.At = now.Unix()
	text, err := json.Marshal(st)
	if err != nil {
		return nil // strings and numbers only
	}
	return text
}
