package hours

import "time"

// Date is a day of the calendar, counted from 1 January 1970. Dates can be
// compared and counted on; they have no time zone.
type Date int

const secondsPerDay = 24 * 60 * 60

// ParseDate reads a date as YYYY-MM-DD. spec: CreateHoursOfOperationOverride
// EffectiveFrom.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	return Date(floorDiv(t.Unix(), secondsPerDay)), err
}

func (d Date) midnight() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// String writes the date as YYYY-MM-DD.
func (d Date) String() string { return d.midnight().Format(time.DateOnly) }

// Weekday of the date.
func (d Date) Weekday() time.Weekday { return d.midnight().Weekday() }

// months counts the months since the year 0.
func (d Date) months() int {
	y, m, _ := d.midnight().Date()
	return 12*y + int(m) - 1
}

// weeks counts the weeks, which begin on Monday: 1 January 1970 was a Thursday.
func (d Date) weeks() int { return int(floorDiv(int64(d)+3, 7)) }

// daysInMonth is the number of days of the date's month.
func (d Date) daysInMonth() int {
	y, m, _ := d.midnight().Date()
	return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// wall is what a calendar and a clock show in a time zone; the clock in seconds
// since midnight.
func wall(at time.Time, zone *time.Location) (date Date, second int) {
	_, offset := at.In(zone).Zone()
	local := at.Unix() + int64(offset)
	days := floorDiv(local, secondsPerDay)
	return Date(days), int(local - days*secondsPerDay)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
