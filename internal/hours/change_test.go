package hours_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/hours"
)

func TestDay(t *testing.T) {
	s := hours.Schedule{Zone: time.UTC, Week: []hours.Opening{
		opening(time.Thursday, 2200, 200), opening(time.Friday, 900, 1200), opening(time.Friday, 1100, 1300), opening(time.Friday, 1300, 0),
	}}
	closed := between(t, hours.Closed, "2026-03-06", "2026-03-06", daily(1000, 1030)...)
	for d, want := range map[string]string{
		"2026-03-05": "[{1320 1440}]",
		"2026-03-06": "[{0 120} {540 600} {630 1440}]",
		"2026-03-07": "[]",
		"2026-03-13": "[{0 120} {540 1440}]",
	} {
		s.Overrides = []hours.Override{closed}
		if got := fmt.Sprint(s.Day(date(t, d))); got != want {
			t.Errorf("%s: got %s, want %s", d, got, want)
		}
	}
	if got := fmt.Sprint(s.On(&closed, date(t, "2026-03-06")), s.On(&closed, date(t, "2026-03-07"))); got != "[{600 630}] []" {
		t.Errorf("the override's own: got %s", got)
	}
}

func TestNextChange(t *testing.T) {
	berlin := hours.Schedule{Zone: zone(t, "Europe/Berlin"), Week: daily(230, 400)}
	newYork := hours.Schedule{Zone: zone(t, "America/New_York"), Week: daily(130, 200)}
	for _, c := range []struct {
		s           hours.Schedule
		after, want string // want is empty for no change within a year
	}{
		{berlin, "2026-03-28T12:00:00+01:00", "2026-03-29T03:00:00+02:00"}, // its start is skipped
		{berlin, "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"},
		{newYork, "2026-11-01T01:30:00-04:00", "2026-11-01T01:00:00-05:00"}, // the clock is put back
		{newYork, "2026-11-01T01:00:00-05:00", "2026-11-01T01:30:00-05:00"},
		{newYork, "2026-11-01T01:45:30.5-05:00", "2026-11-01T02:00:00-05:00"},
		{hours.Schedule{Zone: time.UTC, Week: daily(0, 0)}, "2026-01-01T00:00:00Z", ""},
		{hours.Schedule{Zone: time.UTC}, "2026-01-01T00:00:00Z", ""},
		{hours.Schedule{Zone: time.UTC, Overrides: []hours.Override{
			between(t, hours.Open, "2026-11-30", "2026-11-30", daily(1200, 1201)...),
		}}, "2026-01-01T00:00:00Z", "2026-11-30T12:00:00Z"},
	} {
		after := at(t, c.after)
		got, ok := c.s.NextChange(after, after.AddDate(1, 0, 0))
		if ok != (c.want != "") || ok && !got.Equal(at(t, c.want)) {
			t.Errorf("%s: got %v %v, want %s", c.after, got, ok, c.want)
		}
	}
}
