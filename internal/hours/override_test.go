package hours_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/hours"
)

// between is an override for some dates, day by day.
func between(t testing.TB, kind hours.Type, from, till string, openings ...hours.Opening) hours.Override {
	t.Helper()
	return hours.Override{Type: kind, From: date(t, from), Till: date(t, till), Hours: openings}
}

// 2026-12-24 is a Thursday.
func TestStandardOverrideStandsInForTheWeek(t *testing.T) {
	check(t, hours.Schedule{Zone: zone(t, "Europe/Berlin"), Week: daily(900, 1700), Overrides: []hours.Override{
		between(t, hours.Standard, "2026-12-24", "2026-12-25", opening(time.Thursday, 1000, 1400)),
		between(t, hours.Standard, "2026-12-25", "2026-12-26", daily(0, 0)...), // the first has the 25th
	}},
		moment{"2026-12-23T16:59:59+01:00", true},
		moment{"2026-12-24T09:00:00+01:00", false},
		moment{"2026-12-24T10:00:00+01:00", true},
		moment{"2026-12-24T14:00:00+01:00", false},
		moment{"2026-12-25T12:00:00+01:00", false},
		moment{"2026-12-26T03:00:00+01:00", true},
		moment{"2026-12-27T03:00:00+01:00", false},
		moment{"2026-12-27T09:00:00+01:00", true},
	)
}

func TestStandardOverrideAtMidnight(t *testing.T) {
	check(t, hours.Schedule{Zone: time.UTC, Week: daily(2200, 600), Overrides: []hours.Override{
		between(t, hours.Standard, "2026-12-25", "2026-12-25"),
		between(t, hours.Standard, "2026-12-30", "2026-12-31", daily(2000, 200)...),
	}},
		moment{"2026-12-24T23:59:59Z", true},
		moment{"2026-12-25T00:00:00Z", false}, // the week does not reach into the holiday
		moment{"2026-12-25T22:00:00Z", false},
		moment{"2026-12-26T01:00:00Z", false}, // nothing began the day before
		moment{"2026-12-26T22:00:00Z", true},
		moment{"2026-12-30T01:00:00Z", false},
		moment{"2026-12-31T01:59:59Z", true}, // the override reaches into itself
		moment{"2027-01-01T01:59:59Z", true}, // and ends what it has begun
		moment{"2027-01-01T02:00:00Z", false},
	)
}

// The order of precedence: closed, open, standard, week.
func TestCompetingOverrides(t *testing.T) {
	all := []hours.Override{
		between(t, hours.Standard, "2026-12-24", "2026-12-24", daily(800, 1400)...),
		between(t, hours.Open, "2026-12-24", "2026-12-24", daily(1300, 2000)...),
		between(t, hours.Closed, "2026-12-24", "2026-12-24", daily(1200, 1600)...),
		between(t, hours.Closed, "2026-12-26", "2026-12-26", daily(2300, 100)...),
	}
	moments := []moment{
		{"2026-12-24T07:59:00Z", false}, {"2026-12-24T08:00:00Z", true}, {"2026-12-24T12:00:00Z", false},
		{"2026-12-24T15:59:00Z", false}, {"2026-12-24T16:00:00Z", true}, {"2026-12-24T19:59:00Z", true},
		{"2026-12-24T20:00:00Z", false}, {"2026-12-26T22:59:00Z", true}, {"2026-12-26T23:00:00Z", false},
		{"2026-12-27T00:59:00Z", false}, {"2026-12-27T01:00:00Z", true},
	}
	s := hours.Schedule{Zone: time.UTC, Week: daily(0, 0)}
	for range all { // their order does not matter
		all = append(all[1:], all[0])
		s.Overrides = all
		check(t, s, moments...)
	}
}

func TestRecurrence(t *testing.T) {
	whole := daily(0, 0)
	tuesday := []hours.Opening{opening(time.Tuesday, 0, 0)}
	for name, c := range map[string]struct {
		from, till string
		every      hours.Recurrence
		hours      []hours.Opening
		want       []string
	}{
		"every other Tuesday, counted from a Wednesday": {
			"2026-01-07", "2026-02-12", hours.Recurrence{Frequency: hours.Weekly, Interval: 2}, tuesday,
			[]string{"2026-01-20", "2026-02-03"},
		},
		"every other Monday, counted from a Sunday, the end of a week": {
			"2026-01-04", "2026-01-26", hours.Recurrence{Frequency: hours.Weekly, Interval: 2}, []hours.Opening{opening(time.Monday, 0, 0)},
			[]string{"2026-01-12", "2026-01-26"},
		},
		"every week": {
			"2026-01-06", "2026-01-20", hours.Recurrence{Frequency: hours.Weekly, Interval: 1}, tuesday,
			[]string{"2026-01-06", "2026-01-13", "2026-01-20"},
		},
		"31st": {
			"2026-01-01", "2026-06-30", hours.Recurrence{Frequency: hours.Monthly, Interval: 1, MonthDay: 31}, whole,
			[]string{"2026-01-31", "2026-03-31", "2026-05-31"},
		},
		"last day of every other month": {
			"2027-12-15", "2028-05-01", hours.Recurrence{Frequency: hours.Monthly, Interval: 2, MonthDay: -1}, whole,
			[]string{"2027-12-31", "2028-02-29", "2028-04-30"},
		},
		"second Tuesday": {
			"2026-09-01", "2026-11-30", hours.Recurrence{Frequency: hours.Monthly, Interval: 1, Occurrence: 2}, tuesday,
			[]string{"2026-09-08", "2026-10-13", "2026-11-10"},
		},
		"last Tuesday": {
			"2026-03-01", "2026-06-29", hours.Recurrence{Frequency: hours.Monthly, Interval: 1, Occurrence: -1}, tuesday,
			[]string{"2026-03-31", "2026-04-28", "2026-05-26"},
		},
		"Christmas, but not the ones outside": {
			"2026-12-26", "2029-12-24", hours.Recurrence{Frequency: hours.Yearly, Interval: 1, Month: time.December, MonthDay: 25}, whole,
			[]string{"2027-12-25", "2028-12-25"},
		},
		"29 February": {
			"2024-01-01", "2032-12-31", hours.Recurrence{Frequency: hours.Yearly, Interval: 1, Month: time.February, MonthDay: 29}, whole,
			[]string{"2024-02-29", "2028-02-29", "2032-02-29"},
		},
		"third Tuesday of May every three years": {
			"2026-01-01", "2032-12-31", hours.Recurrence{Frequency: hours.Yearly, Interval: 3, Month: time.May, Occurrence: 3}, tuesday,
			[]string{"2026-05-19", "2029-05-15", "2032-05-18"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := hours.Schedule{Zone: time.UTC, Overrides: []hours.Override{{
				Type: hours.Open, From: date(t, c.from), Till: date(t, c.till), Every: &c.every, Hours: c.hours,
			}}}
			var got []string
			for d := date(t, "2023-12-01"); d <= date(t, "2033-01-31"); d++ {
				if len(s.Day(d)) > 0 {
					got = append(got, d.String())
				}
			}
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("got %v, want %v", got, c.want)
				}
			}
		})
	}
}
