package app

import (
	"context"
	"fmt"
	"net/url"

	"golang.org/x/sync/errgroup"

	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/conversation"
	"github.com/rejoin-chat/rejoin/internal/delivery"
)

// aloneHolder names the one node that a folder's database has: after a crash it need
// not wait for the end of its own lease.
const aloneHolder = "alone"

// streams are what is told elsewhere of contacts.
func (s *server) streams() conversation.Streams {
	return conversation.Streams{Records: s.Config.ContactRecords != "", Events: s.Config.ContactEvents != ""}
}

// openDelivery opens whatever is told of contacts. A stream that nobody is told any
// more has its old messages dropped.
func (s *server) openDelivery(ctx context.Context) error {
	for _, to := range []struct {
		stream, flag string
		url          config.SinkURL
	}{
		{conversation.StreamRecords, "--contact-records", s.Config.ContactRecords},
		{conversation.StreamEvents, "--contact-events", s.Config.ContactEvents},
	} {
		c := delivery.Config{
			Outbox: s.store, Stream: to.stream, Told: s.chats.Told, Holder: s.node, Clock: s.time.machine, Log: s.Log,
		}
		if !s.Config.Database.Postgres() {
			c.Holder = aloneHolder
		}
		if to.url != "" {
			sink, err := delivery.Open(ctx, string(to.url))
			if err != nil {
				return fmt.Errorf("%s %s: %w", to.flag, to.url, err)
			}
			c.Sink = sink
		}
		s.deliveries = append(s.deliveries, delivery.New(c))
	}
	return nil
}

// deliver tells until ctx ends.
func (s *server) deliver(ctx context.Context) error {
	var g errgroup.Group
	for _, d := range s.deliveries {
		g.Go(func() error { return d.Run(ctx) })
	}
	return g.Wait()
}

// sent has those who are told looked after.
func (s *server) sent() {
	for _, d := range s.deliveries {
		d.Changed()
	}
}

// filesPlace is where transcripts lie, as records tell it: the bucket's name or the
// folder.
func filesPlace(c *config.Config) string {
	at := filesLocation(c)
	if u, err := url.Parse(at); err == nil && u.Scheme == "s3" {
		return u.Host
	} else if err == nil && u.Scheme == "file" {
		return u.Path
	}
	return at
}
