package app

import (
	"cmp"
	"fmt"

	"github.com/google/uuid"

	"github.com/rejoin-chat/rejoin/internal/connectsvc"
	"github.com/rejoin-chat/rejoin/internal/customerdoor"
	"github.com/rejoin-chat/rejoin/internal/directory"
	"github.com/rejoin-chat/rejoin/internal/obs"
	"github.com/rejoin-chat/rejoin/internal/pages"
	"github.com/rejoin-chat/rejoin/internal/startchat"
	"github.com/rejoin-chat/rejoin/web"
)

// customerPage makes what serves the page at / and, where that is on, the door
// through which it starts chats.
func (s *server) customerPage(out *services, starter startchat.Starter, requests *obs.Requests) (err error) {
	on := s.Config.HasCustomerPage()
	c := pages.Config{Instead: web.Off(), Connect: []string{s.endpoints.Socket}}
	if on {
		c.Files, c.Instead = web.Pages(), web.Unbuilt()
	}
	if out.pages, err = pages.New(c); err != nil {
		return fmt.Errorf("prepare the pages: %w", err)
	}
	if !on {
		return nil
	}
	out.door = customerdoor.New(customerdoor.Config{
		Starter: starter, MapError: connectsvc.MapError, Tickets: s.tokens,
		InstanceID: string(directory.DefaultInstanceID),
		FlowID:     cmp.Or(s.Config.CustomerFlow, string(directory.SampleInboundID)),
		Loopback:   s.Config.LoopbackOnly(),
		NewID:      uuid.NewString, Clock: s.time.machine, Log: s.Log,
		Observe: s.observe("customer-page", requests),
	})
	return nil
}
