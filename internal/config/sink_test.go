package config

import (
	"strings"
	"testing"
)

func TestWhereMessagesAreSent(t *testing.T) {
	for text, ok := range map[string]bool{
		"file:///var/lib/rejoin/records.jsonl": true, "file://host/records": false, "file:///": false, "records": false,
		"https://user:secret@example.com/in?key=secret": true, "http://127.0.0.1:9/": true, "https:///in": false,
		"kinesis://records?region=eu-west-1":                             true,
		"kinesis://records?region=eu-west-1&endpoint=http://127.0.0.1:1": true,
		"kinesis://records?region=eu-west-1&endpoint=127.0.0.1":          false,
		"kinesis://records": false, "kinesis://me@records?region=eu-west-1": false, "ftp://host/": false, "https://host/#secret": false,
	} {
		var s SinkURL
		err := s.UnmarshalText([]byte(text))
		if (err == nil) != ok {
			t.Errorf("%s: got error %v, want accepted %t", text, err, ok)
		}
		if strings.Contains(s.String(), "secret") || err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the secret is told: %s, %v", text, s, err)
		}
	}
}
