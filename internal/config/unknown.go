package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

const prefix = "REJOIN_"

// elsewhere are the variables with our prefix that are no options of the server:
// those that env prints, those of the other commands and of the tests.
var elsewhere = []string{
	"REJOIN_INSTANCE_ID", "REJOIN_CONTACT_FLOW_ID", "REJOIN_ENDPOINT", "REJOIN_MOVE_FROM", "REJOIN_MOVE_TO",
	"REJOIN_BINARY", "REJOIN_TEST_PROGRAM", "REJOIN_SEED", "REJOIN_SOAK", "REJOIN_MODE", "REJOIN_LAG",
}

// injected are the variables that Kubernetes makes for a service named rejoin.
var injected = regexp.MustCompile(`^REJOIN_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP)(_.+)?)?)$`)

// CheckEnviron refuses variables that look like settings and are none: a server
// whose database is misspelt would start on an empty one. The variables have the
// form NAME=VALUE, as in os.Environ.
func CheckEnviron(environ []string) error {
	known := slices.Clone(elsewhere)
	for _, o := range optionsOf(new(Config)) {
		known = append(known, o.env())
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, prefix) || slices.Contains(known, name) || injected.MatchString(name) {
			continue
		}
		return fmt.Errorf("%s: there is no such setting, see rejoin serve --help", name)
	}
	return nil
}
