package builtin

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateKind takes a day: 2026-11-21, 21.11.2026, 21/11 or 11/21, today, tomorrow,
// in 3 days, Monday. The value is that day as YYYY-MM-DD.
type dateKind struct {
	zone     *time.Location
	monthDay bool
}

// longestDate is how many words a date has at most: in 3 days, 2 November 2026.
const longestDate = 3

func (k dateKind) value(text string, now time.Time, strict bool) (string, bool) {
	words := wordsOf(text)
	today := now.In(k.zone)
	if day, ok := k.day(joinFolded(words), today); ok {
		return day.Format(time.DateOnly), true
	}
	if strict {
		return "", false
	}
	for n := min(longestDate, len(words)); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			if day, ok := k.day(joinFolded(words[i:i+n]), today); ok {
				return day.Format(time.DateOnly), true
			}
		}
	}
	return "", false
}

var (
	isoDay   = regexp.MustCompile(`^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:t.*)?$`)
	localDay = regexp.MustCompile(`^([0-9]{1,2})[./]([0-9]{1,2})(?:[./]([0-9]{4}))?$`)
	inDays   = regexp.MustCompile(`^in ([0-9]{1,3}) (days?|weeks?)$`)
	named    = regexp.MustCompile(`^(?:([0-9]{1,2}) ([a-z]+)|([a-z]+) ([0-9]{1,2}))(?: ([0-9]{4}))?$`)
)

// day reads one way of saying a day.
func (k dateKind) day(text string, today time.Time) (time.Time, bool) {
	switch text {
	case "today":
		return today, true
	case "tomorrow":
		return today.AddDate(0, 0, 1), true
	case "yesterday":
		return today.AddDate(0, 0, -1), true
	}
	if day, ok := weekday(text, today); ok {
		return day, true
	}
	if m := inDays.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		if strings.HasPrefix(m[2], "week") {
			n *= 7
		}
		return today.AddDate(0, 0, n), true
	}
	if m := isoDay.FindStringSubmatch(text); m != nil {
		return calendar(m[1], m[2], m[3], today)
	}
	if m := localDay.FindStringSubmatch(text); m != nil {
		if k.monthDay && strings.Contains(text, "/") {
			return calendar(m[3], m[1], m[2], today)
		}
		return calendar(m[3], m[2], m[1], today)
	}
	if m := named.FindStringSubmatch(text); m != nil {
		if month := monthOf(m[2] + m[3]); month != "" {
			return calendar(m[5], month, m[1]+m[4], today)
		}
	}
	return time.Time{}, false
}

// weekday is the next day of a name, with or without "on" or "next" before it; never
// today.
func weekday(text string, today time.Time) (time.Time, bool) {
	text, _ = strings.CutPrefix(text, "on ")
	text, _ = strings.CutPrefix(text, "next ")
	for d := 1; d <= 7; d++ {
		day := today.AddDate(0, 0, d)
		if strings.ToLower(day.Weekday().String()) == text {
			return day, true
		}
	}
	return time.Time{}, false
}

// monthOf is the number of a month by its name or the first three letters.
func monthOf(name string) string {
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if name == full || name == full[:3] {
			return strconv.Itoa(int(m))
		}
	}
	return ""
}

// calendar is a day that exists. Without a year it is the next one from today on.
func calendar(year, month, day string, today time.Time) (time.Time, bool) {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	y, err := strconv.Atoi(year)
	if err != nil {
		y = today.Year()
		if m < int(today.Month()) || m == int(today.Month()) && d < today.Day() {
			y++
		}
	}
	at := time.Date(y, time.Month(m), d, 12, 0, 0, 0, time.UTC)
	return at, int(at.Month()) == m && at.Day() == d && y >= 1900
}
