package e2e

import (
	"context"
	"testing"
	"time"
)

// background is the context of what goes on after a test's own has ended.
var background = context.Background()

// patience is for what should come at once, on a machine that does other things
// at the same time. Only a defect reaches it.
const patience = 2 * time.Minute

// eventually waits until nothing is missing; lack says what is, "" for nothing.
func eventually(t *testing.T, what string, lack func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		missing := lack()
		if missing == "" {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("%s: not within %v: %s", what, patience, missing)
		}
	}
}
