package chat

import "time"

// instantLayout has a fixed width of 24 characters: clients compare these
// times as strings. client: amazon-connect-chatjs src/core/internalTranscriptUtils.js.
const instantLayout = "2006-01-02T15:04:05.000Z"

// Instant cuts t to the precision that the wire can carry, one millisecond in
// UTC, so that a time reads the same in the answer, the push, the store and the
// archive.
func Instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// FormatInstant writes t as every participant-side time is written:
// yyyy-MM-ddThh:mm:ss.SSSZ. The zero time gives "".
func FormatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(instantLayout)
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
