package token

import "testing"

func BenchmarkVerifyConnection(b *testing.B) {
	ring := newRing(b, secret(0))
	token := must[string](b)(ring.IssueConnection(connected))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.VerifyConnection(token, issuedAt, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyParticipant(b *testing.B) {
	ring := newRing(b, secret(0))
	token := must[string](b)(ring.IssueParticipant(someone))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.VerifyParticipant(token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerifyForged(b *testing.B) {
	ring := newRing(b, secret(0))
	token := must[string](b)(newRing(b, Secret{Key: secret(5).Key}).IssueConnection(connected))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.VerifyConnection(token, issuedAt, 0); err != ErrForged {
			b.Fatal(err)
		}
	}
}

func BenchmarkIssueConnection(b *testing.B) {
	ring := newRing(b, secret(0))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ring.IssueConnection(connected); err != nil {
			b.Fatal(err)
		}
	}
}
