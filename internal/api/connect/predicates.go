package connect

import (
	"regexp"
	"strings"
	"unicode"
)

// The patterns of the model that use look-ahead, which RE2 refuses, decided by
// hand. cmd/apigen/service.go says which pattern each one stands for.

var (
	contactTagKey = regexp.MustCompile(`\A[a-zA-Z+-=._:/]+\z`)
	tagKey        = regexp.MustCompile(`\A[\p{L}\p{Z}\p{N}_.:/=+\-@]*\z`)
	printable     = regexp.MustCompile(`\A[\t\n\r\x20-\x7E\xA1-\x{FF}]+\z`)
	instanceAlias = regexp.MustCompile(`\A[\da-zA-Z]+(-*[\da-zA-Z])*\z`)
)

// reservedTagPrefix begins the tag keys that only the service itself may set.
const reservedTagPrefix = "aws:"

func isContactTagKey(s string) bool {
	return !strings.HasPrefix(s, reservedTagPrefix) && contactTagKey.MatchString(s)
}

func isTagKey(s string) bool {
	return !strings.HasPrefix(s, reservedTagPrefix) && tagKey.MatchString(s)
}

func isPrimaryAttributeName(s string) bool {
	return !strings.HasPrefix(s, reservedTagPrefix) && !strings.HasPrefix(s, "connect:") && printable.MatchString(s)
}

// isInstanceAlias refuses what looks like a directory id.
func isInstanceAlias(s string) bool {
	return !strings.HasPrefix(s, "d-") && instanceAlias.MatchString(s)
}

// isPassword asks for 8 to 64 characters without white space, among them a
// lower-case letter, an upper-case letter and a digit. The model wraps the
// pattern in slashes, which no client takes for a part of a password.
func isPassword(s string) bool {
	var n int
	var lower, upper, digit bool
	for _, r := range s {
		n++
		if unicode.IsSpace(r) {
			return false
		}
		lower = lower || 'a' <= r && r <= 'z'
		upper = upper || 'A' <= r && r <= 'Z'
		digit = digit || '0' <= r && r <= '9'
	}
	return 8 <= n && n <= 64 && lower && upper && digit
}
