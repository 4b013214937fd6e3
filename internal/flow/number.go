package flow

import (
	"math/big"
	"strconv"
	"strings"
)

// The longest text that is a number, in characters, and the largest power of ten in
// it. More would be of no use, and cost what a customer's text must not cost.
const (
	maxNumberLength = 256
	maxExponent     = 999
)

// decimal reads a decimal number exactly: 5, -0.1, .5, 1.50, 2e3. Numbers as large as
// account numbers are told apart to the last digit. What only Go writes (hexadecimal,
// fractions, underscores, infinities) is none.
func decimal(s string) (*big.Rat, bool) {
	s = strings.TrimSpace(s)
	if len(s) > maxNumberLength {
		return nil, false
	}
	mantissa, exponent, scaled := strings.Cut(strings.ToLower(s), "e")
	mantissa = strings.TrimLeft(mantissa, "+-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if !digits(whole + fraction) {
		return nil, false
	}
	if scaled {
		n, err := strconv.Atoi(exponent)
		if err != nil || n < -maxExponent || n > maxExponent {
			return nil, false
		}
	}
	return new(big.Rat).SetString(s)
}

// compareNumbers is negative, zero or positive as a is less than, equal to or greater than
// b; not ok when either is no number.
func compareNumbers(a, b string) (order int, ok bool) {
	x, ok := decimal(a)
	if !ok {
		return 0, false
	}
	y, ok := decimal(b)
	if !ok {
		return 0, false
	}
	return x.Cmp(y), true
}

// integer reads a whole number in the one way to write it: digits, a minus before
// those of a negative one, no zeros in front.
func integer(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && strconv.Itoa(n) == s
}
