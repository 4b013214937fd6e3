package directory

import (
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/hours"
)

// Hours are hours of operation.
type Hours struct {
	Entry
	Spec HoursSpec
	// inherited are the overrides of the parents.
	inherited []HoursOverride
}

// HoursSpec is what hours of operation have besides their entry.
type HoursSpec struct {
	Description string
	TimeZone    string // of the IANA database
	// Open are the opening times of a week; times are minutes since midnight,
	// and an end that is not after the start is on the next day.
	Open []OpenTime
	// Overrides are in the order in which they were made.
	Overrides []HoursOverride
	// ParentIDs are hours whose overrides count here too.
	ParentIDs []string
}

// OpenTime is one stretch of a weekday.
type OpenTime struct {
	Day        time.Weekday
	Start, End int
}

// Types of overrides. spec: OverrideType.
const (
	// OverrideStandard stands in for the week.
	OverrideStandard = "STANDARD"
	// OverrideOpen and OverrideClosed change parts of the days, whatever else
	// is said about them.
	OverrideOpen   = "OPEN"
	OverrideClosed = "CLOSED"
)

// HoursOverride changes hours of operation on some dates.
type HoursOverride struct {
	ID          string
	Name        string
	Description string
	Type        string
	// From and Till are the first and the last date, YYYY-MM-DD.
	From, Till string
	Times      []OverrideTime
	// Recurrence leaves out dates between them, nil leaves out none.
	Recurrence *Recurrence
}

// OverrideTime is a stretch of a weekday in an override, in minutes since midnight.
type OverrideTime struct {
	// Day is nil for every day.
	Day *time.Weekday
	// Start and End are both nil for none: a day of a standard override then is
	// closed, one of the other types is meant as a whole.
	Start, End *int
}

// Units of recurrences. spec: RecurrenceFrequency.
const (
	RecurWeekly  = "WEEKLY"
	RecurMonthly = "MONTHLY"
	RecurYearly  = "YEARLY"
)

// Recurrence picks dates; what is 0 picks nothing. spec: RecurrencePattern.
type Recurrence struct {
	Frequency                   string
	Interval                    int
	Month, MonthDay, Occurrence int
}

// Open reports whether the hours are open at an instant. Errors: KindInternal, for
// a time zone that is not known any more.
func (h *Hours) Open(at time.Time) (bool, error) {
	c, err := h.Calendar()
	if err != nil {
		return false, err
	}
	return c.Open(at), nil
}

// Calendar is what the hours say, with the overrides that they inherit behind
// their own. Errors: KindInternal, for a time zone that is not known any more.
func (h *Hours) Calendar() (hours.Schedule, error) {
	zone, err := hours.Zone(h.Spec.TimeZone)
	if err != nil {
		return hours.Schedule{}, chat.Internal("read the time zone of hours "+h.ID, err)
	}
	c := hours.Schedule{Zone: zone, Week: make([]hours.Opening, len(h.Spec.Open))}
	for i, o := range h.Spec.Open {
		c.Week[i] = hours.Opening(o)
	}
	for _, overrides := range [][]HoursOverride{h.Spec.Overrides, h.inherited} {
		for i := range overrides {
			o, err := overrides[i].calendar()
			if err != nil {
				return hours.Schedule{}, chat.Internal("read the overrides of hours "+h.ID, err)
			}
			c.Overrides = append(c.Overrides, o)
		}
	}
	return c, nil
}

func (o *HoursOverride) calendar() (hours.Override, error) {
	from, err := hours.ParseDate(o.From)
	if err != nil {
		return hours.Override{}, err
	}
	till, err := hours.ParseDate(o.Till)
	if err != nil {
		return hours.Override{}, err
	}
	return hours.Override{
		Name: o.Name, From: from, Till: till, Hours: o.openings(), Every: o.Recurrence.calendar(),
		Type: map[string]hours.Type{OverrideOpen: hours.Open, OverrideClosed: hours.Closed}[o.Type],
	}, nil
}

// openings spells out what an override leaves unsaid. One that opens or closes
// without any times does so for whole days.
func (o *HoursOverride) openings() []hours.Opening {
	times := o.Times
	if len(times) == 0 && o.Type != OverrideStandard {
		times = []OverrideTime{{}}
	}
	var out []hours.Opening
	for _, t := range times {
		stretch := hours.Opening{}
		switch {
		case t.Start != nil:
			stretch.Start, stretch.End = *t.Start, *t.End
		case o.Type == OverrideStandard:
			continue
		}
		for day := time.Sunday; day <= time.Saturday; day++ {
			if t.Day == nil || *t.Day == day {
				stretch.Day = day
				out = append(out, stretch)
			}
		}
	}
	return out
}

func (r *Recurrence) calendar() *hours.Recurrence {
	if r == nil {
		return nil
	}
	return &hours.Recurrence{
		Frequency: map[string]hours.Frequency{RecurMonthly: hours.Monthly, RecurYearly: hours.Yearly}[r.Frequency],
		Interval:  r.Interval, Month: time.Month(r.Month), MonthDay: r.MonthDay, Occurrence: r.Occurrence,
	}
}
