package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
)

// talk is one two-party chat under load: who sends over which connection, and
// where everyone listens.
type talk struct {
	chat    int
	send    [2]func(text string) error
	sockets [2]*socket
}

// measureMessages runs the closed loop on both servers in turn: in every chat one
// message is outstanding, and the next goes out once it was acknowledged and has
// reached the other party. Both parties send in turn and both get every message.
func measureMessages(ctx context.Context, p plan) error {
	fmt.Printf("\nmessages: %d two-party chats, closed loop, %v windows\n", p.chats, p.window)
	var ratios, costs []float64
	for range p.rounds {
		b, err := loadRelay(ctx, p)
		if err != nil {
			return err
		}
		o, err := loadRejoin(ctx, p)
		if err != nil {
			return err
		}
		printResult("bare relay", b)
		printResult("rejoin", o)
		ratios = append(ratios, o.rate/b.rate)
		costs = append(costs, o.cpu[0]/b.cpu[0])
	}
	fmt.Printf("  median ratio, rejoin to relay: %.2f of the messages a second, %.1f times the CPU\n", median(ratios), median(costs))
	return nil
}

func printResult(name string, r result) {
	fmt.Printf("  %-10s %8.0f messages/s   p50 %7.2f ms   p99 %7.2f ms   %.3f CPU s per 10,000\n",
		name, r.rate, ms(r.p50), ms(r.p99), r.cpu[0])
}

func loadRelay(ctx context.Context, p plan) (result, error) {
	dir, err := os.MkdirTemp("", "relay")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	proc, err := startRelay(ctx, dir)
	if err != nil {
		return result{}, err
	}
	defer proc.stop()
	talks := make([]worker, p.chats)
	for i := range talks {
		if talks[i], err = relayTalk(proc.addr, i); err != nil {
			return result{}, err
		}
	}
	return drive(ctx, p, talks, proc.cpu)
}

func relayTalk(addr string, n int) (*talk, error) {
	t := &talk{chat: n}
	chat := strconv.Itoa(n)
	for side := range 2 {
		c, err := dial(addr)
		if err != nil {
			return nil, err
		}
		t.send[side] = func(text string) error {
			_, err := c.post("/message", chat, relayRecord(text))
			return err
		}
		if t.sockets[side], err = open(addr, "/socket?chat="+chat); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func loadRejoin(ctx context.Context, p plan) (result, error) {
	dir, err := os.MkdirTemp("", "rejoin")
	if err != nil {
		return result{}, err
	}
	defer os.RemoveAll(dir)
	h, err := startRejoin(ctx, p, dir)
	if err != nil {
		return result{}, err
	}
	defer h.stop()
	talks := make([]worker, p.chats)
	for i := range talks {
		if talks[i], err = h.talk(ctx, i); err != nil {
			return result{}, err
		}
	}
	return drive(ctx, p, talks, h.cpu)
}

// talk sets up one chat with a customer and a bot.
func (h *house) talk(ctx context.Context, n int) (*talk, error) {
	customer, err := h.startChat(ctx, "")
	if err != nil {
		return nil, err
	}
	bot, err := h.addBot(ctx, customer.contact)
	if err != nil {
		return nil, err
	}
	t := &talk{chat: n}
	for side, who := range []party{customer, bot} {
		if err := t.join(side, who, h.addr, h.addr); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// join opens the connections of one side: to where it sends and to where it
// listens.
func (t *talk) join(side int, who party, sends, listens string) error {
	c, err := dial(sends)
	if err != nil {
		return err
	}
	n := 0
	t.send[side] = func(text string) error {
		n++
		body, err := json.Marshal(map[string]string{
			"Content": text, "ContentType": "text/plain", "ClientToken": who.token[:20] + strconv.Itoa(n),
		})
		if err != nil {
			return err
		}
		_, err = c.post("/participant/message", who.token, body)
		return err
	}
	t.sockets[side], err = open(listens, who.socket)
	return err
}

func (t *talk) close() {
	for _, s := range t.sockets {
		s.conn.Close()
	}
}

// padding makes a message of about 120 bytes.
const padding = "the parcel that I ordered two weeks ago has not arrived yet, could you please look where it is now?"

// turn sends a message, the two sides in turn. It is done when the message is
// acknowledged and has reached both sockets.
func (t *talk) turn(n int) error {
	side := n % 2
	mark := fmt.Sprintf("%d/%d ", t.chat, n)
	if err := t.send[side](mark + padding); err != nil {
		return err
	}
	for _, s := range []*socket{t.sockets[1-side], t.sockets[side]} {
		if err := s.until(mark); err != nil {
			return err
		}
	}
	return nil
}

// until reads frames until one holds the mark.
func (s *socket) until(mark string) error {
	for {
		text, err := s.next()
		if err != nil {
			return err
		}
		if bytes.Contains(text, []byte(mark)) {
			return nil
		}
	}
}
