package hours_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/rejoin-chat/rejoin/internal/hours"
)

// zones have daylight saving at different hours, both hemispheres, steps of 30
// minutes, a day left out, a change at midnight, none at all.
var zones = []string{
	"UTC", "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Africa/Cairo",
	"Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "America/St_Johns",
}

// choose makes a schedule of a stream of numbers, by a random source or a fuzzer.
type choose func(n int) int

func (c choose) openings(most int) []hours.Opening {
	// Few different times, so that stretches meet, touch and overlap.
	minute := func() int {
		return []int{0, 0, 60, 119, 120, 121, 150, 180, 360, 720, 1380, 1439, c(1440)}[c(13)]
	}
	var out []hours.Opening
	for range c(most + 1) {
		out = append(out, hours.Opening{Day: time.Weekday(c(7)), Start: minute(), End: minute()})
	}
	return out
}

func (c choose) recurrence() *hours.Recurrence {
	r := hours.Recurrence{Frequency: hours.Frequency(c(3)), Interval: 1 + c(3)}
	switch c(4) {
	case 0:
		return nil
	case 1:
		r.MonthDay = c(33) - 1
	case 2:
		r.Occurrence = c(6) - 1
	}
	if r.Frequency == hours.Yearly {
		r.Month = time.Month(c(13))
	}
	return &r
}

func (c choose) schedule(t testing.TB, around hours.Date) hours.Schedule {
	s := hours.Schedule{Zone: zone(t, zones[c(len(zones))]), Week: c.openings(9)}
	for range c(5) {
		from := around + hours.Date(c(9)-5)
		o := hours.Override{Type: hours.Type(c(3)), From: from, Till: from + hours.Date(c(6)), Hours: c.openings(5)}
		if o.Type != hours.Standard {
			o.Every = c.recurrence()
		}
		s.Overrides = append(s.Overrides, o)
	}
	return s
}

// instant is close to one at which clocks change, in most cases.
func (c choose) instant(t testing.TB) time.Time {
	noon := at(t, []string{
		"2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z", "2026-03-08T06:00:00Z", "2026-11-01T05:00:00Z", "2026-10-03T15:00:00Z",
		"2026-04-04T15:00:00Z", "2026-04-23T22:00:00Z", "2026-10-29T21:00:00Z", "2018-11-04T03:00:00Z", "2011-12-30T10:00:00Z",
		"2026-12-31T12:00:00Z", "2028-02-28T20:00:00Z",
	}[c(12)])
	return noon.Add(time.Duration(c(2*24*60)-24*60) * time.Minute)
}

// painted is the schedule of a date, minute by minute, painted layer over layer:
// what comes first in precedence is painted last.
func painted(s *hours.Schedule, d hours.Date) (open [1440]bool) {
	var today, yesterday *hours.Override
	for i := len(s.Overrides) - 1; i >= 0; i-- {
		if o := &s.Overrides[i]; o.Type == hours.Standard {
			if o.From <= d && d <= o.Till {
				today = o
			}
			if o.From <= d-1 && d-1 <= o.Till {
				yesterday = o
			}
		}
	}
	layer := func(begun []hours.Opening, reaching []hours.Opening, colour bool) {
		brush := func(on hours.Date, openings []hours.Opening) {
			for _, o := range openings {
				if o.Day != on.Weekday() {
					continue
				}
				length := (o.End - o.Start + 1440) % 1440
				if length == 0 {
					length = 1440
				}
				for i := range length {
					if m := int(on-d)*1440 + o.Start + i; m >= 0 && m < 1440 {
						open[m] = colour
					}
				}
			}
		}
		brush(d, begun)
		brush(d-1, reaching)
	}
	of := func(o *hours.Override) []hours.Opening {
		if o == nil {
			return s.Week
		}
		return o.Hours
	}
	if today == nil || today == yesterday {
		layer(of(today), of(yesterday), true)
	} else {
		layer(of(today), nil, true)
	}
	for _, kind := range []hours.Type{hours.Open, hours.Closed} {
		for i := range s.Overrides {
			o := &s.Overrides[i]
			if o.Type != kind {
				continue
			}
			var begun, reaching []hours.Opening
			if o.On(d) {
				begun = o.Hours
			}
			if o.On(d - 1) {
				reaching = o.Hours
			}
			layer(begun, reaching, kind == hours.Open)
		}
	}
	return open
}

// agree walks two days minute by minute, on the wall as the standard library shows
// it, and compares every answer with the painted calendar.
func agree(t *testing.T, c choose) {
	start := c.instant(t)
	s := c.schedule(t, date(t, start.Format(time.DateOnly)))
	days := map[string][1440]bool{}
	shown := func(i time.Time) bool {
		local := i.In(s.Zone)
		name := local.Format(time.DateOnly)
		day, ok := days[name]
		if !ok {
			day = painted(&s, date(t, name))
			days[name] = day
			for _, span := range s.Day(date(t, name)) {
				for m := span.Start; m < span.End; m++ {
					if !day[m] {
						t.Fatalf("%+v: Day(%s) has minute %d open", s, name, m)
					}
					day[m] = false
				}
			}
			for m, left := range day {
				if left {
					t.Fatalf("%+v: Day(%s) has minute %d closed", s, name, m)
				}
			}
		}
		return days[name][local.Hour()*60+local.Minute()]
	}
	end := start.Add(48 * time.Hour)
	changes := start
	for i := start; i.Before(end); i = i.Add(time.Minute) {
		if got, want := s.Open(i.Add(59*time.Second)), shown(i); got != want {
			t.Fatalf("%+v: at %s got open %v, want %v", s, i.In(s.Zone), got, want)
		}
		if i.After(start) && shown(i) != shown(i.Add(-time.Minute)) {
			if got, ok := s.NextChange(changes, end); !ok || !got.Equal(i) {
				t.Fatalf("%+v: after %s got change %v %s, want %s", s, changes, ok, got, i)
			}
			changes = i
		}
	}
	if got, ok := s.NextChange(changes, end.Add(-time.Minute)); ok {
		t.Fatalf("%+v: after %s got change %s, want none", s, changes, got)
	}
}

func TestSchedulesAgreeWithAWalkThroughTheMinutes(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	source := rand.New(rand.NewPCG(seed, 1))
	for range 300 {
		agree(t, source.IntN)
	}
}

func FuzzSchedule(f *testing.F) {
	f.Add([]byte("0123456789abcdefghijklmnopqrstuvwxyz"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		agree(t, func(n int) int {
			if len(data) == 0 {
				return 0
			}
			v := int(data[0])
			data = data[1:]
			if n > 256 && len(data) > 0 {
				v, data = v<<8|int(data[0]), data[1:]
			}
			return v % n
		})
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "1969-12-31", "26-1-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := hours.ParseDate(s)
		if err == nil && d.String() != s {
			t.Errorf("%q: got %s", s, d)
		}
	})
}
