package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/cluster"
)

const (
	// nodeAway is how long after its node has died a page comes to another one, and
	// nodeAbsence how long a page may be gone.
	nodeAway    = 3 * time.Second
	nodeAbsence = 30 * time.Second
)

// A node dies under a chat of three agents whom a supervisor monitors, and under an
// agent whose page never comes back. Everybody of the first chat loses nothing, and
// what they do meanwhile is done once; the other agent is lost when his time is over,
// and his chat goes the way that it goes without an agent.
func TestANodeDiesUnderAgents(t *testing.T) {
	t.Parallel()
	scaledOnly(t)
	c := cluster.Start(t, cluster.Options{Args: []string{"--agent-absence", nodeAbsence.String()}})
	partying(t, c.Server)
	p := gather(t, c)
	g := p.alone("Dora", 0)
	p.assemble()
	kept := p.awaitPresences(p.ann, p.sue, g.page)
	enough := p.book.talk("first", p.voices...)
	p.book.awaitHeard(t, "first")

	c.Nodes[0].Kill()
	g.page.closes()
	p.sueIsHeard()
	p.ann.does("AcceptContact", map[string]any{"contactId": p.first}, nil)
	p.book.says("first", p.sueSays, "it is me, Sue")
	p.book.awaitHeard(t, "first")
	enough()
	p.book.awaitBrought(t, "first")
	p.cleoGoesAndComes()
	for _, page := range []*nodePage{p.ann, p.sue} {
		if n := page.hadSockets(); n < 2 {
			t.Errorf("%s has had %d sockets, want another one since the node died", page.name, n)
		}
	}
	must(t, c.Nodes[0].Up())
	p.book.check(t, p.wantOneTruth())

	g.awaitsLost(kept[g.page.user])
	if now := p.presences(); now[p.ann.user] <= kept[p.ann.user] || now[p.sue.user] <= kept[p.sue.user] {
		t.Errorf("got presences %v, want later ones of those who came to another node than %v", now, kept)
	}
	p.ends()
}

// nodeParty is a chat of a customer, three agents and a supervisor, who are at
// different nodes.
type nodeParty struct {
	t                    *testing.T
	c                    *cluster.Cluster
	book                 *nodeBook
	ann, bert, cleo, sue *nodePage
	queue                string // that of Ann
	toCleo               map[string]any
	details              chatclient.ChatDetails
	customer             *chatclient.Session
	over                 chan struct{}

	first, second, third, listening string   // contacts
	past                            []string // those of Cleo that are over
	cleoIs                          string
	voices                          []*nodeVoice
	sueSays                         *nodeVoice
}

// gather opens the pages of the agents.
func gather(t *testing.T, c *cluster.Cluster) *nodeParty {
	t.Helper()
	p := &nodeParty{t: t, c: c, over: make(chan struct{})}
	p.book = newNodeBook(t, []string{"Ada", "Ann", "Bert", "Cleo", "Sue"}, "first", "second")
	open := func(name string, node int) (page *nodePage, queue string) {
		d, queue := hired(t, c.Server)
		page = d.opensAt(c, node, name, nodeAway, p.book)
		page.is("routable")
		return page, queue
	}
	p.ann, p.queue = open("Ann", 0)
	p.bert, _ = open("Bert", 1)
	p.cleo, _ = open("Cleo", 2)
	p.sue, _ = open("Sue", 0)
	p.toCleo = endpointTo(t, c.Server, p.cleo.user, "", p.queue)
	supervisor, err := c.Connect().CreateSecurityProfile(t.Context(), &connect.CreateSecurityProfileInput{
		InstanceId: aws.String(c.InstanceID()), SecurityProfileName: aws.String("supervisor"),
		Permissions: []string{"BasicAgentAccess", "ManagerListenIn", "ManagerBargeIn"},
	})
	must(t, err)
	_, err = c.Connect().UpdateUserSecurityProfiles(t.Context(), &connect.UpdateUserSecurityProfilesInput{
		InstanceId: aws.String(c.InstanceID()), UserId: aws.String(p.sue.user), SecurityProfileIds: []string{aws.ToString(supervisor.SecurityProfileId)},
	})
	must(t, err)
	return p
}

// chatOf is what package chatclient needs of a customer.
func chatOf(d chatjs.Details) chatclient.ChatDetails {
	return chatclient.ChatDetails{
		ContactID: d.ContactID, InitialContactID: d.InitialContactID, ParticipantID: d.ParticipantID, ParticipantToken: d.ParticipantToken,
	}
}

// assemble brings everybody into the chat.
func (p *nodeParty) assemble() {
	p.t.Helper()
	p.details = chatOf(start(p.t, p.c.Server, withFlow(flowID(p.t, p.c.Server, "queueing", queueing(p.queue)))))
	h := homeAt(p.c, 0, nodeAway)
	p.customer = chatclient.New(chatclient.Config{
		Endpoint: p.c.URL, HTTPClient: h.client(p.t), Dial: h.dial, RetryFor: patience, ConnectTimeout: patience,
		NoGapFill: true, // the server has to bring everything
	}, p.details)
	p.t.Cleanup(func() {
		p.customer.Close()
		<-p.customer.Done()
	})
	must(p.t, p.customer.Connect(background, chatclient.Handlers{
		OnMessage: func(i chatclient.Item) { p.book.brought("Ada", i) }, OnEnded: func() { close(p.over) },
	}))
	var annIs, bertIs string
	p.first, annIs = p.ann.accepts()
	p.adds(endpointTo(p.t, p.c.Server, p.bert.user, "", p.queue))
	p.second, bertIs = p.bert.accepts()
	p.adds(p.toCleo)
	p.third, p.cleoIs = p.cleo.accepts()
	out, err := p.c.Connect().MonitorContact(p.t.Context(), &connect.MonitorContactInput{
		InstanceId: aws.String(p.c.InstanceID()), ContactId: aws.String(p.first), UserId: aws.String(p.sue.user),
		AllowedMonitorCapabilities: []types.MonitorCapability{types.MonitorCapabilitySilentMonitor, types.MonitorCapabilityBarge},
	})
	must(p.t, err)
	p.listening = aws.ToString(out.ContactId)
	_, sueIs := p.sue.shows(p.listening, "connected")
	p.sueSays = p.sue.voice(p.listening, sueIs)
	p.voices = []*nodeVoice{
		{"Ada", func(ctx context.Context, text string) string {
			sent, err := p.customer.SendMessage(ctx, chatclient.Message{Content: text, ClientToken: text})
			if err != nil && ctx.Err() == nil {
				p.t.Errorf("Ada says %q: %v", text, err)
			}
			return sent.ID
		}},
		p.ann.voice(p.first, annIs), p.bert.voice(p.second, bertIs),
	}
}

// adds has Ann ask somebody into the chat.
func (p *nodeParty) adds(endpoint map[string]any) {
	p.t.Helper()
	p.ann.does("addNewConnection", map[string]any{"contactId": p.first, "endpoint": endpoint}, nil)
}

// sueIsHeard has the supervisor barge in, twice.
func (p *nodeParty) sueIsHeard() {
	p.t.Helper()
	for range 2 {
		p.sue.does("UpdateMonitorParticipantState", map[string]any{"contactId": p.listening, "targetMonitorMode": "BARGE"}, nil)
	}
}

// cleoGoesAndComes has Ann take Cleo out and ask her in again, whom she turns down at
// first, each of it twice.
func (p *nodeParty) cleoGoesAndComes() {
	p.t.Helper()
	twice := func(page *nodePage, operation, contact string) {
		for range 2 {
			page.does(operation, map[string]any{"contactId": contact}, nil)
		}
	}
	for range 2 {
		p.ann.does("DestroyConnection", map[string]any{"contactId": p.first, "connectionId": p.cleoIs}, nil)
	}
	p.cleo.shows(p.third, "ended")
	twice(p.cleo, "ClearContact", p.third)
	p.past = append(p.past, p.third)
	p.adds(p.toCleo)
	refused, _ := p.cleo.shows("", "connecting")
	twice(p.cleo, "RejectContact", refused)
	p.cleo.shows(refused, "rejected")
	p.past = append(p.past, refused)
	twice(p.cleo, "ClearContact", refused)
	p.adds(p.toCleo)
	p.third, p.cleoIs = p.cleo.accepts(p.past...)
	for _, v := range append(p.voices, p.cleo.voice(p.third, p.cleoIs), p.sueSays) {
		p.book.says("second", v, "from "+v.name)
	}
	p.book.awaitBrought(p.t, "second")
}

// wantOneTruth compares what the nodes say of the chat, and gives the transcript.
func (p *nodeParty) wantOneTruth() (transcript []chatclient.Item) {
	p.t.Helper()
	owners := map[string]*nodePage{p.first: p.ann, p.second: p.bert, p.third: p.cleo, p.listening: p.sue}
	for _, contact := range append([]string{p.first, p.second, p.third, p.listening}, p.past...) {
		first := p.describe(0, contact)
		for node := 1; node < len(p.c.Nodes); node++ {
			if got, want := asJSON(p.t, p.describe(node, contact)), asJSON(p.t, first); got != want {
				p.t.Errorf("contact %s: node %d says %s, and node 1 %s", contact, node+1, got, want)
			}
		}
		owner := owners[contact]
		if over := first.DisconnectTimestamp != nil; over != (owner == nil) {
			p.t.Errorf("contact %s: got %s, over is to be %v", contact, asJSON(p.t, first), owner == nil)
		}
		if a := first.AgentInfo; owner != nil && (a == nil || aws.ToString(a.Id) != owner.user) {
			p.t.Errorf("contact %s: got agent %+v, want %s", contact, a, owner.name)
		}
	}
	for node := range p.c.Nodes {
		read := p.read(node)
		if got, want := asJSON(p.t, read), asJSON(p.t, transcript); node > 0 && got != want {
			p.t.Errorf("node %d reads %s, and the one before it %s", node+1, got, want)
		}
		transcript = read
	}
	for contact, page := range owners {
		tokens := map[string]bool{}
		for _, n := range p.c.Nodes {
			var seen outlook
			at := *page.routedAgent
			at.url, at.client = n.URL, http.DefaultClient
			if !at.insist(p.t.Context(), "GetAgentSnapshot", map[string]any{"timeout": 0}, &seen) {
				p.t.Fatalf("%s is refused", page.name)
			}
			tokens[seen.NextToken] = true
			if all := seen.Snapshot.Contacts; len(all) != 1 || all[0].ContactID != contact || all[0].State.Type != "connected" {
				p.t.Errorf("%s has %+v, want contact %s", page.name, all, contact)
			}
		}
		if len(tokens) != 1 {
			p.t.Errorf("the nodes say different things of %s: %v", page.name, tokens)
		}
	}
	return transcript
}

// describe asks a node for a contact.
func (p *nodeParty) describe(node int, contact string) *types.Contact {
	p.t.Helper()
	out, err := p.c.Connect().DescribeContact(p.t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(p.c.InstanceID()), ContactId: aws.String(contact),
	}, func(o *connect.Options) { o.BaseEndpoint = aws.String(p.c.Nodes[node].URL) })
	must(p.t, err)
	return out.Contact
}

// read has the customer read the chat at a node, oldest first.
func (p *nodeParty) read(node int) (items []chatclient.Item) {
	p.t.Helper()
	for item, err := range chatclient.New(p.c.At(node), p.details).History(p.t.Context()) {
		must(p.t, err)
		item.MessageMetadata = nil // receipts come from pages
		items = append(items, item)
	}
	slices.Reverse(items)
	return items
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}

// ends has the customer go, with which it is over for everybody.
func (p *nodeParty) ends() {
	p.t.Helper()
	must(p.t, p.customer.DisconnectParticipant(p.t.Context()))
	<-p.over
	for contact, page := range map[string]*nodePage{p.first: p.ann, p.second: p.bert, p.third: p.cleo, p.listening: p.sue} {
		page.shows(contact, "ended")
		page.does("ClearContact", map[string]any{"contactId": contact}, nil)
		eventually(p.t, page.name+" has no contact", func() string { return strings.Join(page.contacts(), ", ") })
		if c := p.describe(0, contact); c.DisconnectTimestamp == nil {
			p.t.Errorf("contact %s of %s goes on", contact, page.name)
		}
	}
	for _, page := range []*nodePage{p.ann, p.bert, p.cleo, p.sue} {
		for _, fault := range page.routedAgent.book.faults {
			p.t.Error(fault)
		}
	}
}

// presences are until when users count as those whose pages are there, in milliseconds.
func (p *nodeParty) presences() map[string]int64 {
	p.t.Helper()
	rows, err := p.c.SQL("SELECT encode(user_id, 'hex'), until FROM presences")
	must(p.t, err)
	all := map[string]int64{}
	for _, row := range strings.Fields(rows) {
		id, until, _ := strings.Cut(row, "|")
		n, err := strconv.ParseInt(until, 10, 64)
		must(p.t, err)
		all[strings.Join([]string{id[:8], id[8:12], id[12:16], id[16:20], id[20:]}, "-")] = n
	}
	return all
}

// awaitPresences waits until it is known that pages are there, and tells until when.
func (p *nodeParty) awaitPresences(pages ...*nodePage) (kept map[string]int64) {
	p.t.Helper()
	eventually(p.t, "it is known which pages are there", func() string {
		kept = p.presences()
		for _, page := range pages {
			if kept[page.user] == 0 {
				return page.name + " is not known"
			}
		}
		return ""
	})
	return kept
}

// nodeLoner is an agent who has a chat alone.
type nodeLoner struct {
	p       *nodeParty
	page    *nodePage
	contact string
	details chatclient.ChatDetails
}

// alone opens the page of an agent at a node, who will not come to another one, and
// brings him a customer.
func (p *nodeParty) alone(name string, node int) *nodeLoner {
	p.t.Helper()
	survey := flowID(p.t, p.c.Server, "without an agent", `{
  "Version": "2019-10-30", "StartAction": "say",
  "Actions": [
    {"Identifier": "say", "Type": "MessageParticipant", "Parameters": {"Text": "we lost your agent"},
     "Transitions": {"NextAction": "wait", "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "wait", "Type": "Wait", "Parameters": {"TimeLimitSeconds": "3600"},
     "Transitions": {"NextAction": "end", "Conditions": [{"NextAction": "end", "Condition": {"Operator": "Equals", "Operands": ["WaitCompleted"]}}],
       "Errors": [{"NextAction": "end", "ErrorType": "NoMatchingError"}]}},
    {"Identifier": "end", "Type": "DisconnectParticipant", "Parameters": {}, "Transitions": {}}
  ]
}`)
	d, queue := hired(p.t, p.c.Server)
	g := &nodeLoner{p: p, page: d.opensAt(p.c, node, name, time.Hour, nil)}
	g.page.is("routable")
	g.details = chatOf(start(p.t, p.c.Server, withFlow(flowID(p.t, p.c.Server, "hooked", hooked(queue, "CustomerRemaining", survey)))))
	g.contact, _ = g.page.accepts()
	return g
}

// awaitsLost waits until the agent has lost his chat, which is not to be before a time.
func (g *nodeLoner) awaitsLost(before int64) {
	t := g.p.t
	t.Helper()
	began := time.Now()
	eventually(t, "an agent whose page is gone loses his chat", func() string {
		if g.p.describe(1, g.contact).DisconnectTimestamp == nil {
			return "it goes on"
		}
		return ""
	})
	c := g.p.describe(1, g.contact)
	if got := aws.ToString(c.DisconnectReason); got != "AGENT_NETWORK_DISCONNECT" {
		t.Errorf("got reason %q, want AGENT_NETWORK_DISCONNECT", got)
	}
	if at := c.DisconnectTimestamp.UnixMilli(); at < before {
		t.Errorf("he was lost %d ms before his time was over", before-at)
	}
	t.Logf("he was lost %.1f s after the others were at rest", time.Since(began).Seconds())
	var seen outlook
	at := *g.page.routedAgent
	at.client = http.DefaultClient
	if !at.insist(t.Context(), "GetAgentSnapshot", map[string]any{"timeout": 0}, &seen) {
		t.Fatal("he is refused")
	}
	if all := seen.Snapshot.Contacts; seen.Snapshot.State.Type != "offline" || len(all) != 1 || all[0].State.Type != "ended" {
		t.Errorf("got %+v of who was lost, want him offline, with work after the chat", seen.Snapshot)
	}
	eventually(t, "the disconnect flow speaks", func() string {
		var texts []string
		for item, err := range chatclient.New(g.p.c.At(2), g.details).History(t.Context()) {
			must(t, err)
			if item.Content == "we lost your agent" && item.ContactID != g.contact {
				return ""
			}
			texts = append(texts, item.ContentType+item.Content)
		}
		return fmt.Sprintf("the customer reads %q", texts)
	})
}
