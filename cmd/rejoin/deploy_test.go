package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// service is what these rules look at of a service of deploy/compose.
type service struct {
	Image       string
	Restart     string
	Healthcheck struct{ Test []string }
	Logging     struct{ Options map[string]string }
}

// Whoever starts deploy/compose and goes away comes back to services that are
// watched and whose logs have not filled the disk.
func TestDeployedServicesAreWatchedAndTheirLogsBounded(t *testing.T) {
	var compose struct{ Services map[string]service }
	if err := yaml.Unmarshal(deployed(t, "compose", "compose.yaml"), &compose); err != nil {
		t.Fatal(err)
	}
	if len(compose.Services) == 0 {
		t.Fatal("compose.yaml has no services")
	}
	for name, s := range compose.Services {
		own := s.Image == "rejoin" // whose image has a health check
		if s.Restart == "always" && !own && len(s.Healthcheck.Test) < 2 {
			t.Errorf("%s has no health check", name)
		}
		if s.Logging.Options["max-size"] == "" || s.Logging.Options["max-file"] == "" {
			t.Errorf("the log of %s may grow without end", name)
		}
	}
}

// A container that only lacks what all share is not to be replaced.
func TestTheImagesHealthCheckLeavesOutWhatAllShare(t *testing.T) {
	check := regexp.MustCompile(`(?s)\nHEALTHCHECK .*?CMD (\[[^\n]*\])\n`).FindSubmatch(deployed(t, "Dockerfile"))
	if check == nil {
		t.Fatal("the Dockerfile has no HEALTHCHECK")
	}
	var command []string
	if err := yaml.Unmarshal(check[1], &command); err != nil {
		t.Fatal(err)
	}
	if len(command) < 2 || command[1] != "ready" {
		t.Fatalf("got the health check %q, want rejoin ready", command)
	}
	exclude, rest, err := takeExclude(command[2:])
	if err != nil || len(rest) > 0 || !slices.Equal(exclude, []string{"database", "broker"}) {
		t.Errorf("got the health check %q, error %v, want it to leave out the database and the broker", command, err)
	}
}

// deployed reads a file of deploy/.
func deployed(t *testing.T, path ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{"..", "..", "deploy"}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
