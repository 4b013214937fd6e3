package main

import "testing"

func TestGarbageGathersAtLeastAFixedAmount(t *testing.T) {
	for _, test := range []struct {
		live uint64
		want int
	}{
		{0, maxPercent},
		{1 << 20, maxPercent},
		{2 << 20, maxPercent},
		{4 << 20, 800},
		{8 << 20, 400},
		{16 << 20, 200},
		{32 << 20, 100},
		{1 << 40, 100},
	} {
		if got := percent(test.live); got != test.want {
			t.Errorf("live heap of %d MiB: got %d%%, want %d%%", test.live>>20, got, test.want)
		}
	}
}

func TestTheLiveHeapIsKnown(t *testing.T) {
	if got := liveHeap(); got > 1<<40 {
		t.Errorf("got %d bytes", got)
	}
}
