package metrics

import "time"

// Period is the length of an interval. spec: IntervalDetails, IntervalPeriod.
type Period string

// The periods.
const (
	QuarterHour Period = "FIFTEEN_MIN"
	HalfHour    Period = "THIRTY_MIN"
	Hour        Period = "HOUR"
	Day         Period = "DAY"
	Week        Period = "WEEK"
	Whole       Period = "TOTAL"
)

// Short reports whether a day has several such intervals.
func (p Period) Short() bool { return p == QuarterHour || p == HalfHour || p == Hour }

// Intervals cuts a stretch of time into intervals by the clock and the calendar of a
// place. Weeks begin on Monday. The first and the last are as long as they are within
// the stretch.
func Intervals(of Stretch, by Period, place *time.Location) (list []Stretch) {
	for from := of.From; from.Before(of.To); {
		to := of.To
		if end := by.end(from.In(place)); by != Whole && end.Before(to) {
			to = end
		}
		list = append(list, Stretch{from, to})
		from = to
	}
	return list
}

// end is where the interval that a time is in ends.
func (p Period) end(at time.Time) time.Time {
	year, month, day := at.Date()
	switch p {
	case QuarterHour:
		return onTheHour(at, 15*time.Minute)
	case HalfHour:
		return onTheHour(at, 30*time.Minute)
	case Hour:
		return onTheHour(at, time.Hour)
	case Week:
		day += (7 - int(at.Weekday()+6)%7)
	default:
		day++
	}
	end := time.Date(year, month, day, 0, 0, 0, 0, at.Location())
	if end.Hour() == 23 { // of the day before, as the clocks skip midnight
		end = end.Add(time.Hour)
	}
	return end
}

// onTheHour is the next time that the clock on the wall shows a multiple of a part of
// an hour.
func onTheHour(at time.Time, part time.Duration) time.Time {
	_, offset := at.Zone()
	shown := at.Add(time.Duration(offset) * time.Second)
	return at.Add(shown.UTC().Truncate(part).Add(part).Sub(shown))
}
