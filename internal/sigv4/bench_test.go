package sigv4

import (
	"bytes"
	"testing"
)

func BenchmarkVerify(b *testing.B) {
	v := newExampleVerifier("connect", exampleTime)
	r, body := newSignedRequest(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, body); err != nil {
			b.Fatal(err)
		}
	}
}

// A message of the largest size, to see what the hash of the body adds.
func BenchmarkVerifyLargeBody(b *testing.B) {
	v := newExampleVerifier("connect", exampleTime)
	r, _ := newChatRequest()
	body := bytes.Repeat([]byte("x"), 16<<10)
	if err := chatSigner.Sign(r, body, exampleTime); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyUnknownKey(b *testing.B) {
	v := newExampleVerifier("connect", exampleTime)
	r, body := newSignedRequest(b)
	edit("AKIDEXAMPLE", "AKIDOTHER")(r, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Verify(r, body); err == nil {
			b.Fatal("accepted")
		}
	}
}

func BenchmarkSign(b *testing.B) {
	r, body := newChatRequest()
	b.ReportAllocs()
	for b.Loop() {
		if err := chatSigner.Sign(r, body, exampleTime); err != nil {
			b.Fatal(err)
		}
	}
}
