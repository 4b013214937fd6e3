package hours

import (
	"slices"
	"time"
)

// Span is a part of a date, in minutes since midnight: from Start up to but not
// including End, which is at most 1440.
type Span struct{ Start, End int }

// Day gives what is open on a date: spans in order of time that do not touch each
// other. It knows nothing of hours that daylight saving skips or repeats.
func (s *Schedule) Day(d Date) []Span {
	return spans(s.boundaries(), func(minute int) bool { return s.open(d, minute) })
}

// On gives the hours that an override has on a date, whatever other overrides say.
func (s *Schedule) On(o *Override, d Date) []Span {
	return spans(boundaries(nil, o.Hours), func(minute int) bool {
		return o.On(d) && anyBegins(o.Hours, d, minute) || o.On(d-1) && anyReaches(o.Hours, d, minute)
	})
}

// spans joins the parts of a date on which something holds. It can change at
// boundaries only.
func spans(boundaries []int, holds func(minute int) bool) []Span {
	var out []Span
	for i, start := range boundaries {
		end := minutesPerDay
		if i+1 < len(boundaries) {
			end = boundaries[i+1]
		}
		switch {
		case !holds(start):
		case len(out) > 0 && out[len(out)-1].End == start:
			out[len(out)-1].End = end
		default:
			out = append(out, Span{start, end})
		}
	}
	return out
}

// NextChange gives the first instant after one at which the schedule opens or
// closes, unless that is later than until.
func (s *Schedule) NextChange(after, until time.Time) (time.Time, bool) {
	minutes := s.boundaries()
	was := s.Open(after)
	for at := s.step(after, minutes); !at.After(until); at = s.step(at, minutes) {
		if s.Open(at) != was {
			return at, true
		}
	}
	return time.Time{}, false
}

// step is the next instant at which the schedule can change: when the clock on the
// wall shows one of the minutes, or is put forward or back.
func (s *Schedule) step(at time.Time, minutes []int) time.Time {
	_, second := wall(at, s.Zone)
	next := secondsPerDay
	for _, m := range minutes {
		if m*60 > second {
			next = m * 60
			break
		}
	}
	then := at.Truncate(time.Second).Add(time.Duration(next-second) * time.Second)
	if _, end := at.In(s.Zone).ZoneBounds(); !end.IsZero() && end.Before(then) {
		return end
	}
	return then
}

// boundaries are the minutes of a day at which the schedule can change, in order,
// midnight first.
func (s *Schedule) boundaries() []int {
	all := boundaries(nil, s.Week)
	for i := range s.Overrides {
		all = boundaries(all, s.Overrides[i].Hours)
	}
	return all
}

func boundaries(have []int, openings []Opening) []int {
	have = append(have, 0)
	for _, o := range openings {
		have = append(have, o.Start, o.End)
	}
	slices.Sort(have)
	return slices.Compact(have)
}
