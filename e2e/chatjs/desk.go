package chatjs

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rejoin-chat/rejoin/e2e/node"
)

// Desk is an agent's page without Streams that gives his sessions what Streams would:
// one socket for all of them, and a credential for each chat. All participants that are
// opened with it are in this page.
type Desk struct {
	// Socket is the webSocketTransport of the agent API.
	Socket json.RawMessage
	// Token gives the chatTokenTransport of a contact.
	Token func(Details) json.RawMessage

	script *node.Script // nil before the first session
}

// page is the script of a participant: one of its own, or that of the desk.
func (o Options) page(t testing.TB) *node.Script {
	t.Helper()
	if o.Desk == nil {
		return o.start(t)
	}
	if o.Desk.script == nil {
		o.Desk.script = o.start(t)
	}
	return o.Desk.script
}

// credentials are what the page gives a session, nil without a desk.
func (d *Desk) credentials(of Details) map[string]any {
	if d == nil {
		return nil
	}
	return map[string]any{"socket": d.Socket, "token": d.Token(of)}
}

// concerns reports whether an event of the page is the participant's: in a page with
// several sessions handlers are told apart by the contact that ChatJS names.
func (p *Participant) concerns(e node.Event) bool {
	if !p.shared || !strings.HasPrefix(e.Name, "on") {
		return true
	}
	of := decode[struct{ ChatDetails Details }](e.Data).ChatDetails
	return of.ContactID == p.Details.ContactID
}
