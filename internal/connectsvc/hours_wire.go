package connectsvc

import (
	"slices"
	"time"

	"github.com/rejoin-chat/rejoin/internal/api/connect"
	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

// weekdays are the days in the order of time.Weekday.
var weekdays = []string{
	connect.HoursOfOperationDaysSunday, connect.HoursOfOperationDaysMonday, connect.HoursOfOperationDaysTuesday,
	connect.HoursOfOperationDaysWednesday, connect.HoursOfOperationDaysThursday, connect.HoursOfOperationDaysFriday,
	connect.HoursOfOperationDaysSaturday,
}

// weekday reads a day that was validated.
func weekday(s *string) time.Weekday { return time.Weekday(slices.Index(weekdays, text(s))) }

// minutes reads a time of day that was validated.
func minutes(hour, minute *int32) int { return int(*hour)*60 + int(*minute) }

// clockFace takes minutes since midnight apart. The end of a day is 0:00.
func clockFace(minutes int) (hour, minute *int32) {
	return new(int32(minutes / 60 % 24)), new(int32(minutes % 60))
}

func timeSlice(minutes int) *connect.HoursOfOperationTimeSlice {
	h, m := clockFace(minutes)
	return &connect.HoursOfOperationTimeSlice{Hours: h, Minutes: m}
}

func overrideSlice(minutes int) *connect.OverrideTimeSlice {
	h, m := clockFace(minutes)
	return &connect.OverrideTimeSlice{Hours: h, Minutes: m}
}

// openTimes is nil for a Config that is absent.
func openTimes(config []connect.HoursOfOperationConfig) []directory.OpenTime {
	if config == nil {
		return nil
	}
	out := make([]directory.OpenTime, len(config))
	for i, c := range config {
		out[i] = directory.OpenTime{
			Day:   weekday(c.Day),
			Start: minutes(c.StartTime.Hours, c.StartTime.Minutes),
			End:   minutes(c.EndTime.Hours, c.EndTime.Minutes),
		}
	}
	return out
}

func configOf(open []directory.OpenTime) []connect.HoursOfOperationConfig {
	out := make([]connect.HoursOfOperationConfig, len(open))
	for i, o := range open {
		out[i] = connect.HoursOfOperationConfig{Day: new(weekdays[o.Day]), StartTime: timeSlice(o.Start), EndTime: timeSlice(o.End)}
	}
	return out
}

func overrideTimes(config []connect.HoursOfOperationOverrideConfig) []directory.OverrideTime {
	out := make([]directory.OverrideTime, len(config))
	for i, c := range config {
		if c.Day != nil {
			out[i].Day = new(weekday(c.Day))
		}
		if c.StartTime != nil {
			out[i].Start = new(minutes(c.StartTime.Hours, c.StartTime.Minutes))
		}
		if c.EndTime != nil {
			out[i].End = new(minutes(c.EndTime.Hours, c.EndTime.Minutes))
		}
	}
	return out
}

func overrideConfigOf(times []directory.OverrideTime) []connect.HoursOfOperationOverrideConfig {
	out := make([]connect.HoursOfOperationOverrideConfig, len(times))
	for i, t := range times {
		if t.Day != nil {
			out[i].Day = new(weekdays[*t.Day])
		}
		if t.Start != nil {
			out[i].StartTime, out[i].EndTime = overrideSlice(*t.Start), overrideSlice(*t.End)
		}
	}
	return out
}

// recurrenceOf reads a recurrence, nil for none. The lists of the model take one
// value each. spec: RecurrencePattern.
func recurrenceOf(config *connect.RecurrenceConfig) (*directory.Recurrence, error) {
	if config == nil {
		return nil, nil
	}
	p := config.RecurrencePattern
	r := &directory.Recurrence{Frequency: text(p.Frequency), Interval: int(*p.Interval)}
	for _, list := range []struct {
		name   string
		values []int32
		to     *int
	}{
		{"ByMonth", p.ByMonth, &r.Month}, {"ByMonthDay", p.ByMonthDay, &r.MonthDay}, {"ByWeekdayOccurrence", p.ByWeekdayOccurrence, &r.Occurrence},
	} {
		switch {
		case len(list.values) == 0:
		case len(list.values) > 1:
			return nil, chat.Invalid("RecurrenceConfig", list.name+" takes one value")
		case list.values[0] == 0:
			return nil, chat.Invalid("RecurrenceConfig", list.name+" must not be 0")
		default:
			*list.to = int(list.values[0])
		}
	}
	return r, nil
}

func wireRecurrence(r *directory.Recurrence) *connect.RecurrenceConfig {
	if r == nil {
		return nil
	}
	list := func(v int) []int32 {
		if v == 0 {
			return nil
		}
		return []int32{int32(v)}
	}
	return &connect.RecurrenceConfig{RecurrencePattern: &connect.RecurrencePattern{
		Frequency: new(r.Frequency), Interval: new(int32(r.Interval)),
		ByMonth: list(r.Month), ByMonthDay: list(r.MonthDay), ByWeekdayOccurrence: list(r.Occurrence),
	}}
}
