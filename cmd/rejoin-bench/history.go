package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store/sqlite"
)

const (
	// itemsPerChat is how long the stored chats are, historyPage how many items a
	// page asks for and readers how many ask at once.
	itemsPerChat = 500
	historyPage  = 50
	readers      = 8
)

// measureHistory reads the newest pages of random chats out of many stored items.
func measureHistory(ctx context.Context, p plan) error {
	fmt.Printf("\nhistory: pages of %d out of %d stored items, %d readers\n", historyPage, p.items, readers)
	dir, err := os.MkdirTemp("", "history")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bare, err := relayPages(ctx, p, dir)
	if err != nil {
		return err
	}
	ours, err := rejoinPages(ctx, p, dir)
	if err != nil {
		return err
	}
	fmt.Printf("  %-10s %8.0f pages/s\n  %-10s %8.0f pages/s\n  ratio %.2f\n", "bare relay", bare, "rejoin", ours, ours/bare)
	return nil
}

func relayPages(ctx context.Context, p plan, dir string) (float64, error) {
	name := filepath.Join(dir, "log.txt")
	f, err := os.Create(name)
	if err != nil {
		return 0, err
	}
	w := bufio.NewWriter(f)
	record := relayRecord(padding)
	chats := max(1, p.items/itemsPerChat)
	for n := range p.items {
		fmt.Fprintf(w, "%d %s\n", n%chats, record)
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	proc, err := start(ctx, "relay", dir, self, "-relay", name)
	if err != nil {
		return 0, err
	}
	defer proc.stop()
	return readPages(ctx, p, proc.addr, "/history", nil, func(i int) string { return strconv.Itoa(i) }, chats)
}

// rejoinPages starts the chats over the API and then fills them through the store
// while the server is down, which is the same rows in less time.
func rejoinPages(ctx context.Context, p plan, dir string) (float64, error) {
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return 0, err
	}
	parties := make([]party, max(1, p.items/itemsPerChat))
	for i := range parties {
		if parties[i], err = h.startChat(ctx, ""); err != nil {
			return 0, err
		}
	}
	if err := h.stop(); err != nil {
		return 0, err
	}
	if err := fill(ctx, dir, parties, p.items); err != nil {
		return 0, err
	}
	if h, err = startRejoin(ctx, p, dir); err != nil {
		return 0, err
	}
	defer h.stop()
	body := []byte(fmt.Sprintf(`{"MaxResults":%d,"SortOrder":"ASCENDING","ScanDirection":"BACKWARD"}`, historyPage))
	return readPages(ctx, p, h.addr, "/participant/transcript", body, func(i int) string { return parties[i].token }, len(parties))
}

// fill stores items in all chats in turn.
func fill(ctx context.Context, dir string, parties []party, items int) error {
	db, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer db.Close()
	const fillers = 128
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range fillers {
		wg.Go(func() {
			for n := next.Add(1); n <= int64(items) && failed.Load() == nil; n = next.Add(1) {
				_, _, err := db.Append(ctx, chat.Item{
					ID: chat.ItemID(uuid.NewString()), SessionID: chat.SessionID(parties[n%int64(len(parties))].contact),
					Time: time.Now(), Type: chat.TypeMessage, ContentType: chat.ContentPlain, Content: padding,
					Role: chat.RoleAgent, DisplayName: "Agent",
				})
				if err != nil {
					failed.Store(&err)
				}
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// readPages counts the pages that readers get in the window.
func readPages(ctx context.Context, p plan, addr, path string, body []byte, bearer func(int) string, chats int) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, p.pages+p.warmup)
	defer cancel()
	var pages atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range readers {
		c, err := dial(addr)
		if err != nil {
			return 0, err
		}
		wg.Go(func() {
			defer c.conn.Close()
			for ctx.Err() == nil {
				if _, err := c.post(path, bearer(rand.IntN(chats)), body); err != nil {
					failed.Store(&err)
					return
				}
				pages.Add(1)
			}
		})
	}
	_ = pause(ctx, p.warmup)
	before, began := pages.Load(), time.Now()
	_ = pause(ctx, p.pages)
	rate := float64(pages.Load()-before) / time.Since(began).Seconds()
	cancel()
	wg.Wait()
	if err := failed.Load(); err != nil {
		return 0, *err
	}
	return rate, nil
}
