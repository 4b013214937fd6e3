package hours

import (
	"errors"
	"time"
	_ "time/tzdata" // a static binary on a bare machine finds no other
)

// Zone finds a time zone by its IANA name. Errors: no such zone.
func Zone(name string) (*time.Location, error) {
	// To the standard library these two are UTC and the machine's own zone.
	if name == "" || name == "Local" {
		return nil, errors.New("no name of a time zone")
	}
	return time.LoadLocation(name)
}
