package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"
)

// chainItems is how many messages each of the past chats holds.
const chainItems = 10

// measureChain shows that a page of history costs the same however many past
// chats lie behind it: the pages over the first seam of a chat with one past chat
// and of one with many, and the pages deep in the many.
func measureChain(ctx context.Context, p plan) error {
	fmt.Printf("\nchain: pages of 15 over past chats of %d messages\n", chainItems)
	dir, err := os.MkdirTemp("", "chain")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return err
	}
	defer h.stop()
	short, err := h.chain(ctx, 1)
	if err != nil {
		return err
	}
	long, err := h.chain(ctx, p.chain)
	if err != nil {
		return err
	}
	one, err := h.seam(ctx, short, 0)
	if err != nil {
		return err
	}
	many, err := h.seam(ctx, long, 0)
	if err != nil {
		return err
	}
	deep, err := h.seam(ctx, long, p.chain/2)
	if err != nil {
		return err
	}
	fmt.Printf("  1 past chat: p50 %v   %d past chats: p50 %v (ratio %.2f)   %d pages deep: p50 %v (ratio %.2f)\n",
		one, p.chain, many, float64(many)/float64(one), p.chain/2, deep, float64(deep)/float64(one))
	return nil
}

// chain has n chats follow each other, each continuing the one before, and returns
// the customer of one more that is still open.
func (h *house) chain(ctx context.Context, n int) (party, error) {
	past := ""
	for {
		customer, err := h.startChat(ctx, past)
		if err != nil || n == 0 {
			return customer, err
		}
		for i := range chainItems {
			in := map[string]string{"Content": fmt.Sprint(padding, i), "ContentType": "text/plain"}
			if err := h.call(ctx, "POST", "/participant/message", customer.token, false, in, nil); err != nil {
				return party{}, err
			}
		}
		if err := h.call(ctx, "POST", "/participant/disconnect", customer.token, false, struct{}{}, nil); err != nil {
			return party{}, err
		}
		past = customer.contact
		n--
	}
}

// seam times the page that follows after skipping some pages behind the first.
func (h *house) seam(ctx context.Context, who party, skip int) (time.Duration, error) {
	page := map[string]any{"MaxResults": 15, "ScanDirection": "BACKWARD", "SortOrder": "ASCENDING"}
	for range skip + 1 {
		var out struct{ NextToken string }
		if err := h.call(ctx, "POST", "/participant/transcript", who.token, false, page, &out); err != nil {
			return 0, err
		}
		page["NextToken"] = out.NextToken
	}
	body, err := json.Marshal(page)
	if err != nil {
		return 0, err
	}
	c, err := dial(h.addr)
	if err != nil {
		return 0, err
	}
	defer c.conn.Close()
	times := make([]time.Duration, 200)
	for i := range times {
		began := time.Now()
		if _, err := c.post("/participant/transcript", who.token, body); err != nil {
			return 0, err
		}
		times[i] = time.Since(began)
	}
	slices.Sort(times)
	return times[len(times)/2].Round(time.Microsecond), nil
}
