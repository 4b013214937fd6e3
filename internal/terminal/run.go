// Package terminal is a customer's chat in a terminal, the body of `rejoin chat`:
// it starts, resumes or continues a chat, sends the lines that are typed and shows
// what is said.
//
// It owns the words on the screen and the file that remembers a running chat.
// Whatever it shows of others is stripped of control characters, so that nobody
// can steer the reader's terminal. It is a client like any other: it speaks to the
// server through package chatclient only and must not import the server's packages.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/internal/clock"
)

// DefaultEndpoint is where `rejoin serve` listens unless told otherwise.
const DefaultEndpoint = "http://127.0.0.1:8080"

// Options say which chat to hold and how to show it. The zero value of a member
// that is not explained means what its flag's default says; see Register.
type Options struct {
	Endpoint   string
	Name       string
	Flow       string
	Attributes map[string]string

	// Rejoin is the ended contact that the new chat continues, or Last; with
	// FromSegment its later contacts are left out.
	Rejoin      string
	FromSegment bool
	// Resume takes up the chat that the state file remembers.
	Resume bool
	// StateFile is where a running chat is remembered; empty means DefaultStateFile.
	StateFile string
	// History is how many earlier items are shown; negative means all.
	History int

	In  io.Reader
	Out io.Writer
	// Styled allows colours. Echoed says that Out shows already what In brings, so
	// that it need not be repeated.
	Styled, Echoed bool
	// Location is the time zone of the times shown; nil means the machine's.
	Location *time.Location

	// Clock waits; nil means the system's.
	Clock clock.Clock
	// HTTPClient and Dial reach the server; nil means the network.
	HTTPClient *http.Client
	Dial       func(ctx context.Context, network, addr string) (net.Conn, error)
}

// Run holds a chat until it ends, until In does, which ends it, or until ctx does,
// which leaves it open. An error is one line that needs no explanation.
func Run(ctx context.Context, o Options) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.StateFile == "" {
		file, err := DefaultStateFile()
		if err != nil {
			return err
		}
		o.StateFile = file
	}
	chat, err := open(ctx, o)
	if err != nil {
		return err
	}
	return talk(ctx, o, chat)
}

// Last stands for the contact of the chat that ended last on this machine.
const Last = "last"

// startPatience is how long a start is repeated when no server answers: somebody
// is watching.
const startPatience = 3 * time.Second

// open resumes the remembered chat or starts one, and remembers that.
func open(ctx context.Context, o Options) (state, error) {
	if o.Resume {
		return loadState(o.StateFile)
	}
	start := chatclient.StartOptions{
		Endpoint:      o.endpoint(),
		HTTPClient:    o.HTTPClient,
		RetryFor:      startPatience,
		DisplayName:   o.name(),
		ContactFlowID: o.Flow,
		Attributes:    o.Attributes,
		ContentTypes:  contentTypes,
	}
	if o.Rejoin == Last {
		var err error
		if o.Rejoin, err = lastEnded(o.StateFile); err != nil {
			return state{}, err
		}
	}
	if o.Rejoin != "" {
		start.PersistentChat = &chatclient.PersistentChat{
			RehydrationType: chatclient.EntirePastSession,
			SourceContactID: o.Rejoin,
		}
		if o.FromSegment {
			start.PersistentChat.RehydrationType = chatclient.FromSegment
		}
	}
	details, err := chatclient.Start(ctx, start)
	if err != nil {
		return state{}, explain("start the chat", o.endpoint(), err)
	}
	chat := state{Endpoint: o.endpoint(), Name: o.name(), Flow: o.Flow, Details: details}
	if before, err := readState(o.StateFile); err == nil {
		chat.Ended = before.Ended
	}
	return chat, chat.save(o.StateFile)
}

// explain turns a failure into one line for a person.
func explain(doing, endpoint string, err error) error {
	var api *chatclient.APIError
	var failed *url.Error
	switch {
	case errors.As(err, &api) && api.Code == "":
		return fmt.Errorf("cannot %s: %s is not a Rejoin server, or a proxy stands before it (%w)", doing, endpoint, err)
	case errors.As(err, &api), errors.Is(err, context.Canceled):
		return fmt.Errorf("cannot %s: %w", doing, err)
	case errors.As(err, &failed):
		return fmt.Errorf("cannot %s: no answer from %s (%w)", doing, endpoint, failed.Err)
	}
	return fmt.Errorf("cannot %s at %s: %w", doing, endpoint, err)
}

func (o Options) endpoint() string {
	if o.Endpoint == "" {
		return DefaultEndpoint
	}
	return o.Endpoint
}

func (o Options) name() string {
	if o.Name == "" {
		return defaultName
	}
	return o.Name
}
