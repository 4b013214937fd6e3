package gateway

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/fanout"
)

// pollLog is a store that notes when how many sessions were asked about.
type pollLog struct {
	emptyStore
	since time.Time
	reads []string
	asked map[chat.SessionID]int
}

func (p *pollLog) LastSeqs(ctx context.Context, ids []chat.SessionID) ([]chat.Seq, error) {
	p.reads = append(p.reads, fmt.Sprint(len(ids), " after ", time.Since(p.since)))
	for _, id := range ids {
		p.asked[id]++
	}
	return p.emptyStore.LastSeqs(ctx, ids)
}

func TestPollsAreFewAndSpread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pollLog{since: time.Now(), asked: make(map[chat.SessionID]int)}
		g := New(Config{Admit: benchAdmit, Store: p, Broker: fanout.NewLocal(), Lossy: true})
		sessions := func(name string, n int, m mode, newsAt time.Time) {
			for i := range n {
				h := &hub{g: g, id: chat.SessionID(fmt.Sprint(name, i)), newsAt: newsAt.UnixNano()}
				h.members = []*member{{streams: []*stream{{mode: m, next: 1}}}}
				g.shard(h.id).hubs[h.id] = h
			}
		}
		now := time.Now()
		sessions("unsure", 1750, modeLive, now.Add(-pollRest))
		sessions("fresh", 250, modeLive, now.Add(time.Hour))
		sessions("open", 250, modeOpen, now.Add(-pollRest))
		sessions("catching", 250, modeCatching, now.Add(-pollRest))
		if err := g.pollRound(t.Context()); err != nil {
			t.Errorf("pollRound() = %v, want nil", err)
		}
		if d := time.Since(now); d < pollEvery-time.Millisecond || d > pollEvery {
			t.Errorf("the round took %v, want %v", d, pollEvery)
		}
		if len(p.reads) != 3 {
			t.Errorf("2,500 sessions were asked about in reads of %q, want 3 reads", p.reads)
		}
		if len(p.asked) != 1750 {
			t.Errorf("sessions asked about = %d, want 1750", len(p.asked))
		}
		for id, n := range p.asked {
			if n != 1 || id[0] != 'u' {
				t.Errorf("%s was asked about %d times, want the unsure once", id, n)
			}
		}
	})
}
