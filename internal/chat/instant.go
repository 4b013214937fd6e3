package chat

import "time"

// Instant cuts t to the precision that the wire can carry, one millisecond in
// UTC, so that a time reads the same in the answer, the push, the store and the
// archive.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// FormatInstant writes t as every participant-side time is written:
// yyyy-MM-ddThh:mm:ss.SSSZ. The zero time gives "". The width is fixed, because
// clients compare these times as strings. Every message is written with its time
// several times over, hence by hand and not by a layout.
// client: amazon-connect-chatjs src/core/internalTranscriptUtils.js.
func FormatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	b := [24]byte{4: '-', 7: '-', 10: 'T', 13: ':', 16: ':', 19: '.', 23: 'Z'}
	digits(b[0:4], year)
	digits(b[5:7], int(month))
	digits(b[8:10], day)
	digits(b[11:13], hour)
	digits(b[14:16], minute)
	digits(b[17:19], second)
	digits(b[20:23], t.Nanosecond()/int(time.Millisecond))
	return string(b[:])
}

// digits fills b with the last digits of n.
func digits(b []byte, n int) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = '0' + byte(n%10)
		n /= 10
	}
}

// ParseInstant reads an ISO 8601 time with any fraction and any offset.
func ParseInstant(s string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, err
	}
	return Instant(t), nil
}

// NextItemTime is the time of the item that follows one sent at last: now, or a
// millisecond after last when the clock has not moved on. Times rise strictly
// within a session, so that a client that sorts by time sees the order in which
// the server took the items.
func NextItemTime(now, last time.Time) time.Time {
	now = Instant(now)
	if !last.IsZero() && !now.After(last) {
		return last.Add(time.Millisecond)
	}
	return now
}
