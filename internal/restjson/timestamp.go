package restjson

import (
	"errors"
	"math"
	"strconv"
	"time"
)

// Timestamp is an instant of a modelled timestamp member. On the wire it is a
// JSON number of seconds since 1970, with a fraction of milliseconds.
//
// spec: restJson1 default timestamp format in bodies, epoch-seconds
type Timestamp struct{ time.Time }

// At is the timestamp member of an instant.
func At(t time.Time) *Timestamp { return &Timestamp{Time: t} }

// MarshalJSON writes seconds with up to three fraction digits.
func (t Timestamp) MarshalJSON() ([]byte, error) { return t.append(nil), nil }

func (t Timestamp) append(b []byte) []byte {
	ms := t.UnixMilli()
	if ms%1000 == 0 {
		return strconv.AppendInt(b, ms/1000, 10)
	}
	return strconv.AppendFloat(b, float64(ms)/1000, 'f', 3, 64)
}

// maxSeconds is the end of the year 9999, the last that ISO 8601 can write.
const maxSeconds = 253402300799

// fromSeconds is the timestamp of a number of seconds, rounded to milliseconds;
// false for one that no calendar has.
func fromSeconds(seconds float64) (Timestamp, bool) {
	if math.IsNaN(seconds) || math.Abs(seconds) > maxSeconds {
		return Timestamp{}, false
	}
	return Timestamp{Time: time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()}, true
}

var errTimestamp = errors.New("not a number of seconds since 1970")

// UnmarshalJSON reads a number of seconds, rounded to milliseconds.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	seconds, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return errTimestamp
	}
	read, ok := fromSeconds(seconds)
	if !ok {
		return errTimestamp
	}
	*t = read
	return nil
}
