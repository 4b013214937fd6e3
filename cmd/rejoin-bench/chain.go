package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"
)

const (
	// chainItems is how many messages each of the past chats holds.
	chainItems = 10
	// chainReads is how often each page is read, in turn.
	chainReads = 400
)

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
	seams := make([]*seam, 3)
	for i, at := range []struct {
		who  party
		skip int
	}{{short, 0}, {long, 0}, {long, p.chain / 2}} {
		if seams[i], err = h.seam(ctx, at.who, at.skip); err != nil {
			return err
		}
		defer seams[i].conn.conn.Close()
	}
	for range chainReads {
		for _, s := range seams {
			if err := s.read(); err != nil {
				return err
			}
		}
	}
	one, many, deep := seams[0].median(), seams[1].median(), seams[2].median()
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

// seam is a page that is read over and over.
type seam struct {
	conn  *caller
	token string
	body  []byte
	times []time.Duration
}

// seam finds the page that follows after skipping some pages behind the first.
func (h *house) seam(ctx context.Context, who party, skip int) (*seam, error) {
	page := map[string]any{"MaxResults": 15, "ScanDirection": "BACKWARD", "SortOrder": "ASCENDING"}
	for range skip + 1 {
		var out struct{ NextToken string }
		if err := h.call(ctx, "POST", "/participant/transcript", who.token, false, page, &out); err != nil {
			return nil, err
		}
		page["NextToken"] = out.NextToken
	}
	body, err := json.Marshal(page)
	if err != nil {
		return nil, err
	}
	c, err := dial(h.addr)
	return &seam{conn: c, token: who.token, body: body}, err
}

func (s *seam) read() error {
	began := time.Now()
	_, err := s.conn.post("/participant/transcript", s.token, s.body)
	s.times = append(s.times, time.Since(began))
	return err
}

func (s *seam) median() time.Duration {
	slices.Sort(s.times)
	return s.times[len(s.times)/2].Round(time.Microsecond)
}
