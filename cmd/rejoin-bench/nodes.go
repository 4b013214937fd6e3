package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// nodes are processes of Rejoin that share a database and a broker.
type nodes []*house

// startNodes runs n nodes over a database.
func (b *backing) startNodes(ctx context.Context, p plan, n int, dir, database string) (nodes, error) {
	var list nodes
	for i := range n {
		name := fmt.Sprint("node", i+1)
		node, err := startNode(ctx, p, name, dir, "--data", filepath.Join(dir, name),
			"--database", b.postgres.URL(database), "--broker", b.nats.URL(), "--files", filepath.Join(dir, "files"))
		if err != nil {
			return nil, errors.Join(err, list.stop())
		}
		list = append(list, node)
	}
	return list, nil
}

func (list nodes) stop() (err error) {
	for _, n := range list {
		err = errors.Join(err, n.stop())
	}
	return err
}

// cpu is a meter of all nodes together.
func (list nodes) cpu() (sum time.Duration) {
	for _, n := range list {
		sum += n.cpu()
	}
	return sum
}

func (list nodes) resident() (sum int64) {
	for _, n := range list {
		sum += n.resident()
	}
	return sum
}

// at counts nodes round and round.
func (list nodes) at(i int) *house { return list[i%len(list)] }

// chats sets up two-party chats over all nodes.
func (list nodes) chats(ctx context.Context, n int) ([]worker, error) {
	talks := make([]worker, n)
	for i := range talks {
		var err error
		if talks[i], err = list.talk(ctx, i); err != nil {
			return nil, err
		}
	}
	return talks, nil
}

// talk sets up one chat as unluckily as a balancer can: the sockets of the two
// parties are on different nodes, and what a party sends goes to another one than
// its socket's: of three nodes to the one that has neither, or the other's.
func (list nodes) talk(ctx context.Context, i int) (*talk, error) {
	customer, err := list.at(i).startChat(ctx, "")
	if err != nil {
		return nil, err
	}
	bot, err := list.at(i+1).addBot(ctx, customer.contact)
	if err != nil {
		return nil, err
	}
	t := &talk{chat: i}
	for side, who := range []party{customer, bot} {
		listens := i + side
		sends := listens + len(list) - 1
		if err := t.join(side, who, list.at(sends).addr, list.at(listens).addr); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// grouping is how many messages the nodes' commits have held on average.
func (list nodes) grouping(ctx context.Context) (float64, error) {
	var sum, count float64
	for _, n := range list {
		for name, to := range map[string]*float64{
			"rejoin_store_commit_group_size_sum": &sum, "rejoin_store_commit_group_size_count": &count,
		} {
			v, err := n.metric(ctx, name)
			if err != nil {
				return 0, err
			}
			*to += v
		}
	}
	return sum / max(count, 1), nil
}

// metric reads one of a node's figures.
func (h *house) metric(ctx context.Context, name string) (float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+h.addr+"/metrics", nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return strconv.ParseFloat(strings.TrimSpace(rest), 64)
		}
	}
	return 0, fmt.Errorf("the server has no metric %s", name)
}
