package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/chat"
	"github.com/rejoin-chat/rejoin/internal/store"
	"github.com/rejoin-chat/rejoin/internal/store/postgres"
)

// drivers are the stores of nodes by themselves, in this process: what of a
// message is the database's and its driver's.
type drivers struct {
	stores  []*postgres.Store
	commits commits
}

// commits counts commits and what they hold.
type commits struct{ rows, groups atomic.Int64 }

func (c *commits) add(rows int) {
	c.rows.Add(int64(rows))
	c.groups.Add(1)
}

func (c *commits) average() float64 { return float64(c.rows.Load()) / float64(max(c.groups.Load(), 1)) }

// startDrivers opens n stores over one database.
func startDrivers(ctx context.Context, n int, url string) (*drivers, error) {
	d := &drivers{}
	for range n {
		s, err := postgres.Open(ctx, postgres.Options{URL: url, OnCommit: func(rows int, _ time.Duration) { d.commits.add(rows) }})
		if err != nil {
			return nil, errors.Join(err, d.stop())
		}
		d.stores = append(d.stores, s)
	}
	return d, nil
}

func (d *drivers) stop() (err error) {
	for _, s := range d.stores {
		err = errors.Join(err, s.Close())
	}
	return err
}

// storedChat is a worker who appends the messages of one chat, through one store
// after the other.
type storedChat struct {
	ctx     context.Context // of the run
	stores  []*postgres.Store
	chat    int
	session chat.SessionID
	senders [2]chat.ParticipantID
}

// chats makes chats with two who are present.
func (d *drivers) chats(ctx context.Context, n int) ([]worker, error) {
	list := make([]worker, n)
	for i := range list {
		c := &storedChat{ctx: ctx, stores: d.stores, chat: i, session: chat.SessionID(uuid.NewString())}
		for side := range c.senders {
			c.senders[side] = chat.ParticipantID(uuid.NewString())
		}
		if err := d.stores[0].Update(ctx, c.session, c.begin); err != nil {
			return nil, err
		}
		list[i] = c
	}
	return list, nil
}

func (c *storedChat) begin(tx store.Tx) error {
	now := time.Now()
	err := tx.CreateSession(chat.Session{
		ID: c.session, State: chat.SessionActive, ContactID: c.session.Initial(), CreatedAt: now,
	})
	for _, sender := range c.senders {
		err = errors.Join(err, tx.SaveParticipant(chat.Participant{ID: sender, SessionID: c.session, CreatedAt: now, ConnectedAt: now}))
	}
	return err
}

func (c *storedChat) turn(n int) error {
	_, _, err := c.stores[(c.chat+n)%len(c.stores)].Append(c.ctx, chat.Item{
		ID: chat.ItemID(uuid.NewString()), SessionID: c.session, Time: time.Now(), Type: chat.TypeMessage,
		ContentType: chat.ContentPlain, Content: fmt.Sprintf("%d/%d ", c.chat, n) + padding,
		ParticipantID: c.senders[n%2], Role: chat.RoleCustomBot, DisplayName: "Customer",
	})
	return err
}

func (*storedChat) close() {}
