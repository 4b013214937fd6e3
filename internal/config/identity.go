package config

import (
	"errors"
	"regexp"
)

// Region is a region's name. It need not be one of Amazon's.
type Region string

var regionPattern = regexp.MustCompile(`^[a-z]+(-[a-z]+)*-[0-9]+$`)

// UnmarshalText takes lower-case words and a number joined by hyphens.
func (r *Region) UnmarshalText(text []byte) error {
	if !regionPattern.Match(text) {
		return errors.New("want words and a number, such as local-1 or eu-central-1")
	}
	*r = Region(text)
	return nil
}

// AccountID is the account's 12 digits.
type AccountID string

var accountPattern = regexp.MustCompile(`^[0-9]{12}$`)

// UnmarshalText takes 12 digits.
func (a *AccountID) UnmarshalText(text []byte) error {
	if !accountPattern.Match(text) {
		return errors.New("want 12 digits")
	}
	*a = AccountID(text)
	return nil
}
