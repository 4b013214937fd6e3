package hours_test

import (
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/hours"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := hours.Zone(name)
	if err != nil {
		t.Fatalf("Zone(%q): %v", name, err)
	}
	return z
}

// at reads an instant as RFC 3339.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	i, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func date(t testing.TB, s string) hours.Date {
	t.Helper()
	d, err := hours.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// hm is a time of day in minutes, written 930 for 9:30.
func hm(n int) int { return n/100*60 + n%100 }

func opening(day time.Weekday, start, end int) hours.Opening {
	return hours.Opening{Day: day, Start: hm(start), End: hm(end)}
}

// daily is the same stretch on every day.
func daily(start, end int) []hours.Opening {
	var out []hours.Opening
	for day := time.Sunday; day <= time.Saturday; day++ {
		out = append(out, opening(day, start, end))
	}
	return out
}

// moment is an instant and whether the schedule is open then.
type moment struct {
	at   string
	open bool
}

func check(t *testing.T, s hours.Schedule, moments ...moment) {
	t.Helper()
	for _, m := range moments {
		if got := s.Open(at(t, m.at)); got != m.open {
			t.Errorf("%s: got open %v, want %v", m.at, got, m.open)
		}
	}
}

func TestWeek(t *testing.T) {
	// 2026-03-02 is a Monday.
	check(t, hours.Schedule{Zone: zone(t, "Asia/Kolkata"), Week: []hours.Opening{
		opening(time.Monday, 900, 1230), opening(time.Monday, 1330, 1800),
		opening(time.Friday, 2200, 600), opening(time.Saturday, 2000, 0), opening(time.Wednesday, 700, 700),
	}},
		moment{"2026-03-02T08:59:59+05:30", false},
		moment{"2026-03-02T09:00:00+05:30", true},
		moment{"2026-03-02T03:30:00Z", true},
		moment{"2026-03-02T12:29:59+05:30", true},
		moment{"2026-03-02T12:30:00+05:30", false},
		moment{"2026-03-02T18:00:00+05:30", false},
		moment{"2026-03-03T10:00:00+05:30", false},
		moment{"2026-03-04T06:59:00+05:30", false}, // 7:00 to 7:00 is 24 hours
		moment{"2026-03-04T07:00:00+05:30", true},
		moment{"2026-03-05T06:59:59+05:30", true},
		moment{"2026-03-05T07:00:00+05:30", false},
		moment{"2026-03-06T05:00:00+05:30", false}, // over midnight
		moment{"2026-03-06T22:00:00+05:30", true},
		moment{"2026-03-07T05:59:59+05:30", true},
		moment{"2026-03-07T06:00:00+05:30", false},
		moment{"2026-03-07T23:59:59+05:30", true}, // an end at 0:00
		moment{"2026-03-08T00:00:00+05:30", false},
	)
	check(t, hours.Schedule{Zone: time.UTC, Week: daily(0, 0)}, moment{"1969-12-31T23:59:59Z", true}, moment{"2400-02-29T00:00:00Z", true})
	check(t, hours.Schedule{Zone: time.UTC, Week: daily(900, 1700)}, moment{"1969-12-30T09:00:00Z", true}, moment{"1969-12-30T17:00:00Z", false})
	check(t, hours.Schedule{Zone: time.UTC}, moment{"2026-03-02T12:00:00Z", false})
}

// Clocks go forward: what would be open in the hour that is left out is not, and
// what begins in it begins after it.
func TestSkippedHour(t *testing.T) {
	for _, c := range []struct {
		zone       string
		start, end int
		moments    []moment
	}{
		{"Europe/Berlin", 230, 400, []moment{
			{"2026-03-29T01:59:59+01:00", false}, {"2026-03-29T03:00:00+02:00", true},
			{"2026-03-29T03:59:59+02:00", true}, {"2026-03-29T04:00:00+02:00", false},
		}},
		{"America/New_York", 200, 300, []moment{ // wholly within
			{"2026-03-08T01:59:59-05:00", false}, {"2026-03-08T03:00:00-04:00", false}, {"2026-03-09T02:00:00-04:00", true},
		}},
		{"Africa/Cairo", 0, 100, []moment{ // the day begins at 1:00
			{"2026-04-23T23:59:59+02:00", false}, {"2026-04-24T01:00:00+03:00", false}, {"2026-04-25T00:00:00+03:00", true},
		}},
		{"Australia/Lord_Howe", 145, 245, []moment{ // half an hour
			{"2026-10-04T01:59:00+10:30", true}, {"2026-10-04T02:30:00+11:00", true}, {"2026-10-04T02:45:00+11:00", false},
		}},
		{"Pacific/Apia", 2200, 400, []moment{ // a whole day: from Thursday to Saturday
			{"2011-12-29T23:59:59-10:00", true}, {"2011-12-31T00:00:00+14:00", true}, {"2011-12-31T04:00:00+14:00", false},
		}},
	} {
		t.Run(c.zone, func(t *testing.T) {
			check(t, hours.Schedule{Zone: zone(t, c.zone), Week: daily(c.start, c.end)}, c.moments...)
		})
	}
}

// Clocks go back: the hour that comes twice counts both times.
func TestRepeatedHour(t *testing.T) {
	for _, c := range []struct {
		zone       string
		start, end int
		moments    []moment
	}{
		{"Europe/Berlin", 200, 300, []moment{
			{"2026-10-25T01:59:59+02:00", false}, {"2026-10-25T02:00:00+02:00", true}, {"2026-10-25T02:59:59+02:00", true},
			{"2026-10-25T02:00:00+01:00", true}, {"2026-10-25T02:59:59+01:00", true}, {"2026-10-25T03:00:00+01:00", false},
		}},
		{"America/New_York", 130, 200, []moment{ // closed between the two
			{"2026-11-01T01:29:00-04:00", false}, {"2026-11-01T01:30:00-04:00", true},
			{"2026-11-01T01:00:00-05:00", false}, {"2026-11-01T01:30:00-05:00", true}, {"2026-11-01T02:00:00-05:00", false},
		}},
		{"Africa/Cairo", 2330, 0, []moment{ // the end of the day comes twice
			{"2026-10-29T23:59:59+03:00", true}, {"2026-10-29T23:00:00+02:00", false},
			{"2026-10-29T23:30:00+02:00", true}, {"2026-10-30T00:00:00+02:00", false},
		}},
	} {
		t.Run(c.zone, func(t *testing.T) {
			check(t, hours.Schedule{Zone: zone(t, c.zone), Week: daily(c.start, c.end)}, c.moments...)
		})
	}
}

func TestZones(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Olympus", "../etc/passwd", "EST5EDT6,never"} {
		if z, err := hours.Zone(name); err == nil {
			t.Errorf("Zone(%q): got %v, want an error", name, z)
		}
	}
	if z, err := hours.Zone("UTC"); err != nil || z.String() != "UTC" {
		t.Errorf("UTC: got %v and error %v", z, err)
	}
}
