package hours

import "time"

// Type says what an override does. spec: OverrideType.
type Type int

const (
	// Standard stands in for the week: on its dates only its own hours are open,
	// and a date for which it has none is closed.
	Standard Type = iota
	// Open adds its hours to whatever else is open.
	Open
	// Closed takes its hours away, from those of every other override too.
	Closed
)

// Override changes a schedule on some dates.
type Override struct {
	Name string
	Type Type
	// From and Till are the first and the last date.
	From, Till Date
	// Every leaves out dates between them, nil leaves out none.
	Every *Recurrence
	Hours []Opening
}

// On reports whether the override is for a date. What it has begun on its last date
// may reach into the next one.
func (o *Override) On(d Date) bool {
	return o.From <= d && d <= o.Till && (o.Every == nil || o.Every.on(d, o.From))
}

// Frequency is the unit in which a recurrence counts. spec: RecurrenceFrequency.
type Frequency int

// The units. Weeks begin on Monday, as in calendars after RFC 5545.
const (
	Weekly Frequency = iota
	Monthly
	Yearly
)

// Recurrence picks dates. What is 0 picks nothing, so leaves all.
// spec: RecurrencePattern.
type Recurrence struct {
	Frequency Frequency
	// Interval takes each n-th unit only, beginning with the one that the first
	// date is in. At least 1.
	Interval int
	Month    time.Month
	// MonthDay is the day of the month, -1 for the last. Months without such a
	// day are left out.
	MonthDay int
	// Occurrence takes the n-th of each weekday of the month, -1 the last.
	Occurrence int
}

func (r *Recurrence) on(d, first Date) bool {
	if r.units(d, first)%max(r.Interval, 1) != 0 {
		return false
	}
	_, month, day := d.midnight().Date()
	left := d.daysInMonth() - day // days after this one
	return (r.Month == 0 || r.Month == month) &&
		picks(r.MonthDay, day, left == 0) &&
		picks(r.Occurrence, (day-1)/7+1, left < 7)
}

// picks compares an ordinal with what a recurrence asks for.
func picks(wanted, have int, last bool) bool {
	return wanted == 0 || wanted == have || wanted == -1 && last
}

// units counts the units from the first date's to the date's.
func (r *Recurrence) units(d, first Date) int {
	switch r.Frequency {
	case Weekly:
		return d.weeks() - first.weeks()
	case Monthly:
		return d.months() - first.months()
	default:
		return d.months()/12 - first.months()/12
	}
}
