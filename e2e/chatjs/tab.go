package chatjs

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/rejoin-chat/rejoin/e2e/node"
)

// outside is the event of a tab that called a host beyond this machine.
const outside = "outside"

// Reload loads the page of a tab again. The page kept its session, with the
// participant token, and creates it anew: what is left to do is to Connect. The
// log goes on, and sockets are numbered from 0 again.
func (p *Participant) Reload() {
	p.t.Helper()
	p.command("reload", nil)
}

// Outside lists the hosts beyond this machine that the tab called, by whatever
// means, in the form host:port. None of them answered.
func (p *Participant) Outside() []string {
	var hosts []string
	for _, e := range p.named(0, outside) {
		hosts = append(hosts, outsideHost(e))
	}
	return hosts
}

// AwaitOutside waits, longer than a participant waits for the server, until the
// tab called a host beyond this machine, and answers the host.
func (p *Participant) AwaitOutside() string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), 3*patience)
	defer cancel()
	e, err := p.script.Log.Await(ctx, 0, func(e node.Event) bool { return e.Name == outside })
	if err != nil {
		p.t.Fatalf("got no call of a host outside: %v; the participant's last events:%s", err, p.script.Log.Tail(15))
	}
	return outsideHost(e)
}

func outsideHost(e node.Event) string {
	return strings.ToLower(decode[struct{ Host string }](json.RawMessage(e.Data)).Host)
}
