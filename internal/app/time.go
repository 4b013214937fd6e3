package app

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/rejoin-chat/rejoin/internal/clock"
	"github.com/rejoin-chat/rejoin/internal/config"
	"github.com/rejoin-chat/rejoin/internal/timeshift"
)

// times are the two clocks of a server. They are one and the same unless people
// move the time (--clock manual); then this is who goes by which:
//
//	the time of the business, which moves:
//	  conversation   items, contacts, waits, a chat's duration, the names of
//	                 transcripts: all that an asynchronous chat is about
//	  timers         they fall due by the time at which they were set
//	  directory      when a resource was changed, hours of operation
//	  participants   how long a connection token is good
//	  forget         client tokens are kept for a time after their chat began
//
//	the time of the machine, which others share:
//	  gateway        heartbeats, silence, cursors: what real sockets do
//	  participants   the expiry that clients are told, which they compare with
//	                 a clock of their own; how long a websocket's URL opens
//	  connect        signatures, which real clients make
//	  Date           clients correct their clock by it before they sign again
//	  links          whoever follows one lives now
//	  files          leftovers are told by the dates that the disk gives
//	  tls, broker    certificates and connections
//	  streaming      how long a topic has not taken what was said
//	  store          how long its own work takes
//	  requests, logs durations, and when a line was written
//
// A participant's first cursor is the one thing that conversation stamps and the
// gateway reads; it stands for no device, so its age is never asked.
type times struct {
	business, machine clock.Clock
	// manual is business if that can be moved, else nil, and position where it
	// is.
	manual   *clock.Manual
	position *timeshift.Position
}

// openTime sets the clocks. An installation whose time was moved once is ahead
// for good: its chats and timers have times of the future.
func (s *server) openTime(ctx context.Context) error {
	s.time = times{business: s.Clock, machine: s.Clock}
	position, err := timeshift.ReadPosition(ctx, s.store)
	if err != nil {
		return err
	}
	if s.Config.Clock == config.ClockManual {
		s.time.position = position
		s.time.manual = clock.NewManual(s.Clock, position.Ahead())
		s.time.business = s.time.manual
	} else if position.Moved() {
		return timeshift.ErrMoved
	}
	return nil
}

// buildMover makes what moves a manual clock.
func (s *server) buildMover() {
	if s.time.manual == nil {
		return
	}
	s.mover = timeshift.New(timeshift.Config{
		Clock: s.time.manual, Timers: s.timers, Keep: s.keepPosition, Leaving: s.leaving.Load,
		Settle: s.settle,
	})
}

// settle waits for the calls of flows, for the offers that are made, and then for
// the transcripts of chats that ended thereby.
func (s *server) settle(ctx context.Context) error {
	if err := s.chats.SettleCalls(ctx); err != nil {
		return err
	}
	if err := s.dispatcher.Settle(ctx); err != nil {
		return err
	}
	return s.chats.SettleArchive(ctx)
}

func (s *server) keepPosition(ctx context.Context, ahead time.Duration) error {
	return s.time.position.Keep(context.WithoutCancel(ctx), ahead)
}

// checkPlace refuses a manual clock on a socket that others than this machine
// reach, which a supervisor may have handed over.
func (s *server) checkPlace(at net.Addr) error {
	if tcp, ok := at.(*net.TCPAddr); s.time.manual == nil || ok && tcp.IP.IsLoopback() {
		return nil
	}
	return errors.New("--clock manual is for tests on this machine: the socket at " + at.String() + " is not on loopback")
}
