package sigv4

import (
	"fmt"
	"net/http"
	"time"
)

// headerTime is the time of signing: X-Amz-Date or, failing that, Date in either
// of the two forms clients write.
func headerTime(h http.Header) (time.Time, error) {
	text, err := single(h, headerDate)
	if err != nil {
		return time.Time{}, err
	}
	if text != "" {
		return parseTime(text)
	}
	if text, err = single(h, "Date"); err != nil {
		return time.Time{}, err
	}
	if text == "" {
		return time.Time{}, incomplete("The request has neither an X-Amz-Date nor a Date header.")
	}
	if at, err := http.ParseTime(text); err == nil {
		return at.UTC(), nil
	}
	return parseTime(text)
}

func parseTime(text string) (time.Time, error) {
	at, err := time.Parse(timeLayout, text)
	// time.Parse takes a fraction of a second that the layout does not have.
	if err != nil || len(text) != len(timeLayout) {
		return time.Time{}, incomplete("The date of the signature must have the form YYYYMMDDTHHMMSSZ.")
	}
	return at, nil
}

// checkTime uses the beginnings of the vendor's messages, by which people and
// scripts recognise a wrong clock.
func checkTime(c claim, now time.Time) error {
	last := c.at.Add(MaxSkew)
	if c.lifetime > 0 {
		last = c.at.Add(c.lifetime) // a presigned URL says itself how long it lasts
	}
	if now.After(last) {
		return invalid(fmt.Sprintf("Signature expired: it was good until %s, and the server's time is %s.",
			last.Format(timeLayout), now.Format(timeLayout)))
	}
	if c.at.After(now.Add(MaxSkew)) {
		return invalid(fmt.Sprintf("Signature not yet current: it was made at %s, and the server's time is %s.",
			c.at.Format(timeLayout), now.Format(timeLayout)))
	}
	return nil
}
