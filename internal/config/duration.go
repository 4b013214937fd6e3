package config

import (
	"errors"
	"time"
)

// Duration is a length of time that is not negative.
type Duration time.Duration

// UnmarshalText takes what time.ParseDuration takes.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil || v < 0 {
		return errors.New("want a duration, such as 10s")
	}
	*d = Duration(v)
	return nil
}
