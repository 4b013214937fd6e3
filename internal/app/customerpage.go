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

// customerPath is the path of the customer's page.
const customerPath = "/"

// DeskPath is the path of the agents' page, below which are the others that agents'
// own pages frame. client: amazon-connect-streams src/agent-app/app.js, which finds the
// sign-in page by that.
const DeskPath = "/ccp-v2/"

// sitePages makes what serves the pages, of which the customer's may be off.
func (s *server) sitePages(out *services) (err error) {
	c := pages.Config{
		Files: web.Pages(), Connect: []string{s.endpoints.HTTP, s.endpoints.Socket}, Framed: DeskPath, Ancestors: out.login.Ancestors,
		Instead: map[string][]byte{customerPath: web.Unbuilt()},
	}
	for _, path := range web.AgentPaths() {
		c.Instead[path] = web.Unbuilt()
	}
	if !s.Config.HasCustomerPage() {
		c.Without, c.Instead[customerPath] = []string{customerPath}, web.Off()
	}
	if out.pages, err = pages.New(c); err != nil {
		return fmt.Errorf("prepare the pages: %w", err)
	}
	return nil
}

// customerPage makes the door through which the page at / starts chats, where that is
// on.
func (s *server) customerPage(out *services, starter startchat.Starter, requests *obs.Requests) {
	if !s.Config.HasCustomerPage() {
		return
	}
	out.door = customerdoor.New(customerdoor.Config{
		Starter: starter, MapError: connectsvc.MapError, Tickets: s.tokens,
		InstanceID: string(directory.DefaultInstanceID),
		FlowID:     cmp.Or(s.Config.CustomerFlow, string(directory.SampleInboundID)),
		Loopback:   s.Config.LoopbackOnly(),
		Callers:    &s.callers,
		NewID:      uuid.NewString, Clock: s.time.machine, Log: s.Log,
		Observe: s.observe("customer-page", requests),
	})
}
