package nats

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"

	"github.com/rejoin-chat/rejoin/internal/clock"
)

// Options say how a node reaches the others.
type Options struct {
	// URL names the servers, separated by commas. Each is nats:// or tls://,
	// then user:password@ or token@ where the server asks for it, host and
	// port (4222 when left out). Servers of the same cluster that are not
	// named are found by themselves.
	URL string
	// Installation keeps installations that share a NATS apart: letters,
	// digits, '-' and '_'.
	Installation string
	// Node is this node's name as NATS shows it in its list of connections.
	Node string
	// TLS, for tls:// servers; nil trusts the system's authorities.
	TLS *tls.Config

	// Clock, Log and Metrics may be nil: the system's, none, none.
	Clock   clock.Clock
	Log     *slog.Logger
	Metrics Metrics
}

// Metrics counts what passes.
type Metrics interface {
	// EventPublished counts an event handed to NATS.
	EventPublished()
	// EventReceived counts an event that came from another node.
	EventReceived()
	// EventDropped counts an event given up; why is one of the Drop constants.
	EventDropped(why string)
	// Reconnected counts a connection that was lost and made again.
	Reconnected()
}

// Why events are dropped.
const (
	// DropOutboxFull: they are published faster than NATS takes them.
	DropOutboxFull = "outbox_full"
	// DropNotSent: NATS did not take it, for want of a connection or because
	// it is larger than the server allows.
	DropNotSent = "not_sent"
	// DropInboxFull: they arrive faster than this node deals them out. The
	// client library tells when this begins, not every time.
	DropInboxFull = "inbox_full"
	// DropSlowListener: a session's listener does not keep up.
	DropSlowListener = "slow_listener"
	// DropUndecodable: it is damaged or from a newer version.
	DropUndecodable = "undecodable"
)

func (o *Options) complete() error {
	switch {
	case o.Installation == "":
		return errors.New("fanout/nats: Options needs an Installation")
	case !plain(o.Installation):
		return fmt.Errorf("fanout/nats: the installation %q must be letters, digits, '-' and '_' only", o.Installation)
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics == nil {
		o.Metrics = noMetrics{}
	}
	return nil
}

type noMetrics struct{}

func (noMetrics) EventPublished()     {}
func (noMetrics) EventReceived()      {}
func (noMetrics) EventDropped(string) {}
func (noMetrics) Reconnected()        {}
