package hours

import "time"

// minutesPerDay is also how the end of a day is written within this package.
const minutesPerDay = 24 * 60

// Schedule says when something is open.
type Schedule struct {
	Zone *time.Location
	// Week is what holds on dates that no override governs.
	Week []Opening
	// Overrides stand in order of precedence, which matters between those of
	// type Standard only.
	Overrides []Override
}

// Opening is a stretch of a weekday, in minutes since midnight, each 0 to 1439.
// An End that is not after Start is on the next day; both alike are 24 hours.
type Opening struct {
	Day        time.Weekday
	Start, End int
}

// begins reports whether the stretch holds at a minute of the date on which it
// begins.
func (o Opening) begins(d Date, minute int) bool {
	return o.Day == d.Weekday() && minute >= o.Start && (minute < o.End || o.End <= o.Start)
}

// reaches reports whether it holds at a minute of the date after that.
func (o Opening) reaches(d Date, minute int) bool {
	return o.Day == (d-1).Weekday() && o.End <= o.Start && minute < o.End
}

func anyBegins(openings []Opening, d Date, minute int) bool {
	for _, o := range openings {
		if o.begins(d, minute) {
			return true
		}
	}
	return false
}

func anyReaches(openings []Opening, d Date, minute int) bool {
	for _, o := range openings {
		if o.reaches(d, minute) {
			return true
		}
	}
	return false
}

// Open reports whether the schedule is open at an instant.
func (s *Schedule) Open(at time.Time) bool {
	date, second := wall(at, s.Zone)
	return s.open(date, second/60)
}

// open decides in the order of precedence: what closes, what opens, what stands in
// for the week, the week.
// spec: Amazon Connect administrator guide, dates with competing overrides.
func (s *Schedule) open(d Date, minute int) bool {
	switch {
	case s.overridden(Closed, d, minute):
		return false
	case s.overridden(Open, d, minute):
		return true
	}
	today, yesterday := s.governing(d), s.governing(d-1)
	if anyBegins(s.openings(today), d, minute) {
		return true
	}
	// What a date's override says holds for the whole of it, so nothing but the
	// override itself reaches into it from the day before.
	return (today == nil || today == yesterday) && anyReaches(s.openings(yesterday), d, minute)
}

// overridden reports whether an override of the type holds at a minute.
func (s *Schedule) overridden(t Type, d Date, minute int) bool {
	for i := range s.Overrides {
		o := &s.Overrides[i]
		if o.Type == t && (o.On(d) && anyBegins(o.Hours, d, minute) || o.On(d-1) && anyReaches(o.Hours, d, minute)) {
			return true
		}
	}
	return false
}

// governing is the override that stands in for the week on a date, nil for none.
func (s *Schedule) governing(d Date) *Override {
	for i := range s.Overrides {
		if o := &s.Overrides[i]; o.Type == Standard && o.On(d) {
			return o
		}
	}
	return nil
}

func (s *Schedule) openings(o *Override) []Opening {
	if o == nil {
		return s.Week
	}
	return o.Hours
}
