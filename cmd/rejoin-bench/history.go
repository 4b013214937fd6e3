package main

import (
	"bufio"
	"context"
	"errors"
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

// pager is a server with stored chats, and how to ask it for a page.
type pager struct {
	*process
	path    string
	body    []byte
	bearers []string // one a chat
}

// pageRate is what a window of reading came to.
type pageRate struct {
	rate float64       // pages a second
	cpu  time.Duration // of the server for a page
}

// measureHistory reads the newest pages of random chats out of many stored items,
// from both servers in turn, several times over.
func measureHistory(ctx context.Context, p plan) error {
	fmt.Printf("\nhistory: pages of %d out of %d stored items, %d readers, %v windows\n", historyPage, p.items, readers, p.pages)
	dir, err := os.MkdirTemp("", "history")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bare, err := relayHistory(ctx, p, dir)
	if err != nil {
		return err
	}
	defer bare.stop()
	ours, err := rejoinHistory(ctx, p, dir)
	if err != nil {
		return err
	}
	defer ours.stop()
	var ratios, costs []float64
	for range p.rounds {
		b, err := bare.read(ctx, p)
		if err != nil {
			return err
		}
		o, err := ours.read(ctx, p)
		if err != nil {
			return err
		}
		printPages("bare relay", b)
		printPages("rejoin", o)
		ratios = append(ratios, o.rate/b.rate)
		costs = append(costs, o.cpu.Seconds()/b.cpu.Seconds())
	}
	fmt.Printf("  median ratio, rejoin to relay: %.2f of the pages a second, %.1f times the CPU\n", median(ratios), median(costs))
	return nil
}

func printPages(name string, r pageRate) {
	fmt.Printf("  %-10s %8.0f pages/s   %4d µs CPU a page\n", name, r.rate, r.cpu.Microseconds())
}

// relayHistory is a relay over a file of records, the chats in turn.
func relayHistory(ctx context.Context, p plan, dir string) (*pager, error) {
	name := filepath.Join(dir, "log.txt")
	if err := writeRecords(name, p); err != nil {
		return nil, err
	}
	proc, err := startRelay(ctx, dir)
	if err != nil {
		return nil, err
	}
	out := &pager{process: proc, path: "/history", bearers: make([]string, p.storedChats())}
	for i := range out.bearers {
		out.bearers[i] = strconv.Itoa(i)
	}
	return out, nil
}

func writeRecords(name string, p plan) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	record := relayRecord(padding)
	for n := range p.items {
		fmt.Fprintf(w, "%d %s\n", n%p.storedChats(), record) // Flush tells of an error
	}
	return w.Flush()
}

// rejoinHistory starts the chats over the API and then fills them through the
// store while the server is down, which is the same rows in less time.
func rejoinHistory(ctx context.Context, p plan, dir string) (*pager, error) {
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return nil, err
	}
	parties := make([]party, p.storedChats())
	bearers := make([]string, len(parties))
	for i := range parties {
		if parties[i], err = h.startChat(ctx, ""); err != nil {
			return nil, errors.Join(err, h.stop())
		}
		bearers[i] = parties[i].token
	}
	if err := h.stop(); err != nil {
		return nil, err
	}
	if err := fill(ctx, dir, parties, p.items); err != nil {
		return nil, err
	}
	if h, err = startRejoin(ctx, p, dir); err != nil {
		return nil, err
	}
	body := fmt.Appendf(nil, `{"MaxResults":%d,"SortOrder":"ASCENDING","ScanDirection":"BACKWARD"}`, historyPage)
	return &pager{process: h.process, path: "/participant/transcript", body: body, bearers: bearers}, nil
}

// fill stores items in all chats in turn.
func fill(ctx context.Context, dir string, parties []party, items int) error {
	db, err := sqlite.Open(sqlite.Options{Dir: dir})
	if err != nil {
		return err
	}
	defer db.Close()
	const fillers = 256
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

// read counts the pages that the readers get in the window after the warm-up.
func (g *pager) read(ctx context.Context, p plan) (pageRate, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var pages atomic.Int64
	failures := make(chan error, readers)
	for range readers {
		c, err := dial(g.addr)
		if err != nil {
			return pageRate{}, err
		}
		go func() {
			defer c.conn.Close()
			for ctx.Err() == nil {
				if _, err := c.post(g.path, g.bearers[rand.IntN(len(g.bearers))], g.body); err != nil {
					failures <- err
					return
				}
				pages.Add(1)
			}
			failures <- nil
		}()
	}
	_ = pause(ctx, p.warmup)
	before, spent, began := pages.Load(), g.cpu(), time.Now()
	_ = pause(ctx, p.pages)
	n, cpu, took := pages.Load()-before, g.cpu()-spent, time.Since(began)
	cancel()
	var err error
	for range readers {
		err = errors.Join(err, <-failures)
	}
	return pageRate{rate: float64(n) / took.Seconds(), cpu: cpu / time.Duration(max(n, 1))}, err
}
