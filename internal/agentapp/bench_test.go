package agentapp_test

import (
	"fmt"
	"testing"
)

// What a snapshot costs that is answered at once, by the contacts in it.
func BenchmarkSnapshot(b *testing.B) {
	for _, contacts := range []int{0, 1, 2} {
		b.Run(fmt.Sprintf("contacts=%d", contacts), func(b *testing.B) {
			s := newSite(b)
			ann := s.hires(b, "ann")
			ann.takes("Available", false)
			for range contacts {
				ann.talksIn()
			}
			b.ReportAllocs()
			for b.Loop() {
				if got := ann.call("GetAgentSnapshot", object{}).Status; got != 200 {
					b.Fatalf("got status %d, want 200", got)
				}
			}
		})
	}
}
