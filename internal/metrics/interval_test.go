package metrics

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the places of the tests
)

func TestIntervals(t *testing.T) {
	for _, tc := range []struct {
		name, from, to string
		period         Period
		zone           string
		want           []string // where the intervals begin, local time
	}{
		{"one", "2026-03-28 10:07", "2026-03-29 10:07", Whole, "UTC", []string{"03-28 10:07"}},
		{"quarters that are cut", "2026-03-28 10:07", "2026-03-28 10:40", QuarterHour, "UTC", []string{"03-28 10:07", "03-28 10:15", "03-28 10:30"}},
		{"half hours", "2026-03-28 10:00", "2026-03-28 11:00", HalfHour, "UTC", []string{"03-28 10:00", "03-28 10:30"}},
		{"hours of India", "2026-03-28 10:15", "2026-03-28 12:15", Hour, "Asia/Kolkata", []string{"03-28 10:15", "03-28 11:00", "03-28 12:00"}},
		{"a day without two o'clock", "2026-03-29 01:30", "2026-03-29 04:00", Hour, "Europe/Berlin", []string{"03-29 01:30", "03-29 03:00"}},
		{"a day with two two o'clocks", "2026-10-25 01:30", "2026-10-25 03:30", Hour, "Europe/Berlin", []string{"10-25 01:30", "10-25 02:00", "10-25 02:00", "10-25 03:00"}},
		{"days across the change", "2026-03-28 12:00", "2026-03-30 12:00", Day, "Europe/Berlin", []string{"03-28 12:00", "03-29 00:00", "03-30 00:00"}},
		{"a day without midnight", "2026-09-05 12:00", "2026-09-07 00:00", Day, "America/Santiago", []string{"09-05 12:00", "09-06 01:00"}},
		{"weeks", "2026-03-28 12:00", "2026-04-07 00:00", Week, "UTC", []string{"03-28 12:00", "03-30 00:00", "04-06 00:00"}},
		{"nothing", "2026-03-28 12:00", "2026-03-28 12:00", Day, "UTC", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			place, err := time.LoadLocation(tc.zone)
			if err != nil {
				t.Fatal(err)
			}
			at := func(text string) time.Time {
				moment, err := time.ParseInLocation("2006-01-02 15:04", text, place)
				if err != nil {
					t.Fatal(err)
				}
				return moment
			}
			of := Stretch{at(tc.from), at(tc.to)}
			list := Intervals(of, tc.period, place)
			var got []string
			for i, s := range list {
				got = append(got, s.From.In(place).Format("01-02 15:04"))
				if want := append(list, Stretch{From: of.To})[i+1].From; !s.To.Equal(want) || !s.From.Before(s.To) {
					t.Errorf("interval %d: got %v, want it to end at %v", i, s, want)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
