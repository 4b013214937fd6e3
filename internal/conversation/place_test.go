package conversation

import (
	"testing"

	"github.com/rejoin-chat/rejoin/internal/store"
)

func TestPositionsAreReadBack(t *testing.T) {
	for _, want := range []position{
		{Direction: store.Forward},
		{Direction: store.Backward, Seq: 1 << 40, Contact: "c", Bound: 7},
		{Direction: store.Backward, Seq: 3, Past: "8cddcce7-44a9-4726-b1d9-12e78c11d3a7", Depth: 100},
	} {
		if got, ok := decodePosition(want.encode()); !ok || got != want {
			t.Errorf("got %+v (%t), want %+v", got, ok, want)
		}
	}
}

// FuzzPosition holds that whatever is read as a position is written and read back
// the same.
func FuzzPosition(f *testing.F) {
	f.Add((&position{Direction: store.Backward, Seq: 9, Past: "p", Depth: 2}).encode())
	f.Add([]byte{})
	f.Add([]byte{2, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, ok := decodePosition(raw)
		if !ok {
			return
		}
		if again, ok := decodePosition(p.encode()); !ok || again != p {
			t.Errorf("got %+v, want %+v", again, p)
		}
	})
}
