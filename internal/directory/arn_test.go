package directory_test

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/directory"
)

func TestARNsReadAsTheyAreWritten(t *testing.T) {
	if got, want := names.Contact("i", "c"), "arn:aws:connect:eu-west-1:123456789012:instance/i/contact/c"; got != want {
		t.Errorf("contact: got %s, want %s", got, want)
	}
	if p, ok := directory.ParseARN(names.Instance("i")); !ok || p != (directory.Parts{Instance: "i"}) {
		t.Errorf("an instance: got %+v (%t), want instance i", p, ok)
	}
	for _, k := range directory.Kinds() {
		arn := names.Resource("i", k, "r")
		p, ok := directory.ParseARN(arn)
		if !ok || p != (directory.Parts{Instance: "i", Type: k.ARNType, ID: "r"}) {
			t.Errorf("%s: got %+v (%t), want instance i, type %s, id r", arn, p, ok, k.ARNType)
		}
		if found, ok := directory.KindOfARN(p.Type); !ok || found != k {
			t.Errorf("kind of %s: got %v (%t), want %v", p.Type, found, ok, k)
		}
	}
	if k, ok := directory.KindOfARN("prompt"); ok {
		t.Errorf("kind of an unknown type: got %v, want none", k)
	}
}

func TestParseARN(t *testing.T) {
	for arn, want := range map[string]directory.Parts{
		"arn:aws:connect:us-west-2:1:instance/i":                     {Instance: "i"},
		"arn:aws-cn:connect:cn-north-1::instance/i/queue/q":          {Instance: "i", Type: "queue", ID: "q"},
		"arn:aws:connect:us-west-2:1:instance/i/queue/q/and/more:$x": {Instance: "i", Type: "queue", ID: "q/and/more:$x"},
		"arn:aws:connect:us-west-2:1:instance/":                      {},
		"arn:aws:connect:us-west-2:1:instance/i/queue":               {},
		"arn:aws:connect:us-west-2:1:instance/i/queue/":              {},
		"arn:aws:connect:us-west-2:1:instance/i//q":                  {},
		"arn:aws:connect:us-west-2:1:phone-number/p":                 {},
		"arn:aws:s3:us-west-2:1:instance/i":                          {},
		"arn:aws:connect:us-west-2:1":                                {},
		"i":                                                          {},
		"":                                                           {},
	} {
		got, ok := directory.ParseARN(arn)
		if got != want || ok != (want.Instance != "") {
			t.Errorf("ParseARN(%q) = %+v, %t; want %+v", arn, got, ok, want)
		}
	}
}

func TestInstanceRef(t *testing.T) {
	for reference, want := range map[string]chat.InstanceID{
		"i": "i", "": "", names.Instance("i"): "i",
		// A resource is no instance: it names nothing.
		names.Resource("i", directory.KindQueue, "q"): chat.InstanceID(names.Resource("i", directory.KindQueue, "q")),
	} {
		if got := directory.InstanceRef(reference); got != want {
			t.Errorf("InstanceRef(%q) = %q, want %q", reference, got, want)
		}
	}
}

func FuzzParseARN(f *testing.F) {
	f.Add("arn:aws:connect:us-west-2:1:instance/i/queue/q")
	f.Add("arn:aws:connect:::instance/")
	f.Add("arn::connect:::instance/i//")
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := directory.ParseARN(s)
		if ok == (p.Instance == "") {
			t.Errorf("ParseARN(%q) = %+v, %t; want an instance exactly when it is one", s, p, ok)
		}
		if (p.Type == "") != (p.ID == "") {
			t.Errorf("ParseARN(%q) = %+v, want type and id, or neither", s, p)
		}
	})
}
