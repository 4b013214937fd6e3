package main

import (
	"context"
	"errors"
	"fmt"
	"os"
)

const (
	// waitKiB is the most memory that a flow which waits may cost.
	waitKiB = 2
	// strayRoutines is by how many goroutines a server differs from itself.
	strayRoutines = 20
	// manyWaits is from how many waits on their memory can be told from noise.
	manyWaits = 5000
)

// measureWaits counts what flows cost that wait for customers who are away: as many
// more of them on top of others, by which the database's cache has grown to its
// bound; and all of them once the server has been started again.
func measureWaits(ctx context.Context, p plan) error {
	fmt.Printf("\nwaits: %d flows that wait for customers who are away\n", p.waits)
	dir, err := os.MkdirTemp("", "waits")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return err
	}
	weights, err := h.parkTwice(ctx, p.waits)
	if err := errors.Join(err, h.stop()); err != nil {
		return err
	}
	if h, err = startRejoin(ctx, p, dir); err != nil {
		return err
	}
	defer h.stop()
	again, err := h.weigh(ctx)
	if err != nil {
		return err
	}
	none, some, more := weights[0], weights[1], weights[2]
	for _, c := range []struct {
		name         string
		with, before weight
		waits        int
	}{
		{"the first", some, none, p.waits}, {"as many more", more, some, p.waits}, {"all after a restart", again, none, 2 * p.waits},
	} {
		c.with.print(c.name, c.before, c.waits)
	}
	return errors.Join(more.check("as many more", some, p.waits), again.check("all after a restart", none, 2*p.waits))
}

// parkTwice weighs the server before, between and after parking flows twice.
func (h *house) parkTwice(ctx context.Context, n int) (weights [3]weight, err error) {
	flowID, err := h.makeFlow(ctx, "waits", turnFlow)
	for i := range weights {
		if i > 0 {
			err = errors.Join(err, h.park(ctx, flowID, n))
		}
		if err != nil {
			return weights, err
		}
		weights[i], err = h.weigh(ctx)
	}
	return weights, err
}

// park starts chats in which the customer has said something, and the flow has
// answered and waits for more.
func (h *house) park(ctx context.Context, flowID string, n int) error {
	for range n {
		who, err := h.startChatIn(ctx, flowID, "")
		if err != nil {
			return err
		}
		said := map[string]string{"Content": padding, "ContentType": "text/plain"}
		if err := h.call(ctx, "POST", "/participant/message", who.token, false, said, nil); err != nil {
			return err
		}
	}
	return nil
}

// weight is what a server uses, its garbage collected.
type weight struct {
	goroutines int
	heap       int64 // bytes
	resident   int64 // bytes, with the database's cache
}

// weigh reads the server's figures while requests for them make it collect its
// garbage; what it uses right after is the least of them.
func (h *house) weigh(ctx context.Context) (w weight, err error) {
	const collected, collections = "go_gc_duration_seconds_count", 3
	first, err := h.metric(ctx, collected)
	if err != nil {
		return w, err
	}
	for n := first; n < first+collections; {
		heap, err := h.metric(ctx, "go_memstats_heap_alloc_bytes")
		if err != nil {
			return w, err
		}
		if w.heap == 0 || int64(heap) < w.heap {
			w.heap = int64(heap)
		}
		if n, err = h.metric(ctx, collected); err != nil {
			return w, err
		}
	}
	goroutines, err := h.metric(ctx, "go_goroutines")
	w.goroutines, w.resident = int(goroutines), h.resident()
	return w, err
}

func (w weight) print(name string, before weight, waits int) {
	fmt.Printf("  %-20s goroutines %3d, before %3d; each %6.2f KiB of heap, %6.2f KiB of resident memory\n",
		name, w.goroutines, before.goroutines, kib(w.heap-before.heap, waits), kib(w.resident-before.resident, waits))
}

// check holds the weight against what is promised of waits.
func (w weight) check(name string, before weight, waits int) error {
	if more := w.goroutines - before.goroutines; more > strayRoutines {
		return fmt.Errorf("%s: %d flows that wait cost %d goroutines, want none", name, waits, more)
	}
	heap, resident := kib(w.heap-before.heap, waits), kib(w.resident-before.resident, waits)
	if waits >= manyWaits && max(heap, resident) > waitKiB {
		return fmt.Errorf("%s: a flow that waits costs %.2f KiB of heap and %.2f of resident memory, want %d at most", name, heap, resident, waitKiB)
	}
	return nil
}
