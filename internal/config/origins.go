package config

import (
	"fmt"
	"slices"
	"strings"
)

// Origins are the web origins that browsers' requests may come from.
type Origins []string

// UnmarshalText takes * or origins separated by commas.
func (o *Origins) UnmarshalText(text []byte) error {
	var origins Origins
	for item := range strings.SplitSeq(string(text), ",") {
		item = strings.TrimSpace(item)
		if item != "*" {
			var origin BaseURL
			if err := origin.UnmarshalText([]byte(item)); err != nil {
				return fmt.Errorf("%s: %w", named(item), err)
			}
			item = string(origin)
		}
		origins = append(origins, item)
	}
	*o = origins
	return nil
}

// named is an origin as an error may show it.
func named(origin string) string {
	if strings.Contains(origin, "@") {
		return "an origin" // with a user, and maybe a password
	}
	return fmt.Sprintf("origin %q", origin)
}

// Allow reports whether a page of the origin, as in the Origin header, may use
// the server.
func (o Origins) Allow(origin string) bool {
	return slices.Contains(o, "*") || slices.Contains(o, strings.ToLower(origin))
}
