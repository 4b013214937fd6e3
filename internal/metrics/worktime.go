package metrics

import (
	"cmp"
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
)

// Stretch is a stretch of time: From is part of it, To is not.
type Stretch struct{ From, To time.Time }

// within is the part of a stretch that lies in another one; it may be empty.
func (s Stretch) within(o Stretch) Stretch {
	if o.From.After(s.From) {
		s.From = o.From
	}
	if o.To.Before(s.To) {
		s.To = o.To
	}
	return s
}

// length is 0 for a stretch that is empty.
func (s Stretch) length() time.Duration { return max(0, s.To.Sub(s.From)) }

// workTime is what an agent did in a stretch of time.
type workTime struct {
	// online is the time in which he was not offline, away that in a custom status.
	online, away time.Duration
	// busy is the time with a contact that he had taken on and not cleared, be it one
	// or several; idle that in which he was routable and had none.
	busy, idle time.Duration
}

// shift is what is known of an agent while he had one routing profile.
type shift struct {
	agent, profile string
	statuses       []chat.StatusSpan
	contacts       []Stretch
}

// work sums up a shift over a stretch of time.
func (s *shift) work(in Stretch) (t workTime) {
	contacts := joined(s.contacts)
	for _, c := range contacts {
		t.busy += c.within(in).length()
	}
	for i := range s.statuses {
		status := &s.statuses[i]
		part := Stretch{status.BeganAt, status.EndedAt}.within(in)
		length := part.length()
		if length == 0 {
			continue
		}
		switch status.Type {
		case chat.AgentCustom:
			t.online, t.away = t.online+length, t.away+length
		case chat.AgentRoutable:
			t.online += length
			t.idle += length
			for _, c := range contacts {
				t.idle -= c.within(part).length()
			}
		}
	}
	return t
}

// joined are stretches in order, with those that meet made one.
func joined(list []Stretch) (out []Stretch) {
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b Stretch) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	for _, s := range list {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To) {
			if s.To.After(out[n-1].To) {
				out[n-1].To = s.To
			}
			continue
		}
		out = append(out, s)
	}
	return out
}
