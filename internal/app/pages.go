package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/customerdoor"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/pages"
	"github.com/rejoin-chat/rejoin/internal/startchat"
	"github.com/rejoin-chat/rejoin/web"
)

// DeskPath is the route of the agents' page. client: amazon-connect-streams, whose
// ccpUrl ends like that.
const DeskPath = "/ccp-v2/"

// pageHandler makes what serves the pages: the customer's at /, where that is on, and
// the agents', which approved origins may frame.
func (s *server) pageHandler(approved func(ctx context.Context) string) (*pages.Handler, error) {
	c := pages.Config{
		Files:   web.Pages(),
		Instead: map[string][]byte{web.CustomerPage: web.Unbuilt(), web.DeskPage: web.Unbuilt()},
		Framed:  map[string]func(context.Context) string{web.DeskPage: approved},
		Connect: []string{s.endpoints.Socket},
	}
	if !s.Config.HasCustomerPage() {
		c.Replaced = map[string][]byte{web.CustomerPage: web.Off()}
	}
	h, err := pages.New(c)
	if err != nil {
		return nil, fmt.Errorf("prepare the pages: %w", err)
	}
	return h, nil
}

// customerDoor makes the door through which the customer's page starts chats; nil
// where that is off.
func (s *server) customerDoor(starter startchat.Starter, requests *obs.Requests) http.Handler {
	if !s.Config.HasCustomerPage() {
		return nil
	}
	return customerdoor.New(customerdoor.Config{
		Starter: starter, MapError: connectsvc.MapError, Tickets: s.tokens,
		InstanceID: string(directory.DefaultInstanceID),
		FlowID:     cmp.Or(s.Config.CustomerFlow, string(directory.SampleInboundID)),
		Loopback:   s.Config.LoopbackOnly(),
		NewID:      uuid.NewString, Clock: s.time.machine, Log: s.Log,
		Observe: s.observe("customer-page", requests),
	})
}
