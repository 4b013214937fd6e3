package e2e

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/chatclient"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// way leads all customers of a test to one node, which the test chooses.
type way struct {
	nodes  []*rejoin.Node
	to     atomic.Int64
	config chatclient.Config
}

// newWay leads to the first node.
func newWay(s *rejoin.Server) *way {
	w := &way{nodes: s.Nodes()}
	w.config = chatclient.Config{
		Endpoint: s.URL, ConnectParticipant: true, Dial: w.dial,
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: w.dial, MaxIdleConnsPerHost: 32}},
	}
	return w
}

func (w *way) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, w.nodes[w.to.Load()].Address)
}

// lead sends all requests to another node from now on. Sockets stay where they are.
func (w *way) lead(node int) {
	w.to.Store(int64(node))
	w.config.HTTPClient.CloseIdleConnections()
}

// shopper is a customer who keeps to the script, and keeps what was brought.
type shopper struct {
	t       *testing.T
	stage   crashStage
	details chatclient.ChatDetails
	session *chatclient.Session
	deals   *dealings

	said  int
	ended chan struct{}

	mu      sync.Mutex
	brought []chatclient.Item
}

// acts reports whether the customer does more than to come.
func (c *shopper) acts() bool { return c.stage.says > 0 }

// enter starts the chat, in which the flow begins.
func (c *shopper) enter(s *rejoin.Server, w *way, p *partner, flow string) {
	c.t.Helper()
	d := start(c.t, s, forAWeek, withFlow(flow), func(in *connect.StartChatContactInput) {
		in.Attributes = map[string]string{"who": customerName}
	})
	c.details = chatclient.ChatDetails{ContactID: d.ContactID, ParticipantID: d.ParticipantID, ParticipantToken: d.ParticipantToken}
	c.deals = p.expect(d.ContactID, c.stage.pauses)
	p.hold(c.deals, c.stage.hold)
	c.session = crashSession(c.t, w.config, c.details)
}

// crashSession is one that ends with the test.
func crashSession(t *testing.T, config chatclient.Config, d chatclient.ChatDetails) *chatclient.Session {
	session := chatclient.New(config, d)
	t.Cleanup(func() {
		session.Close()
		<-session.Done()
	})
	return session
}

// join connects the customer, who stays connected or connects again.
func (c *shopper) join() {
	c.t.Helper()
	must(c.t, c.session.Connect(background, chatclient.Handlers{
		OnMessage: c.note,
		OnEnded:   func() { close(c.ended) },
		OnConnectionBroken: func(err error) {
			c.t.Errorf("%s: the customer was refused for good: %v", c.stage.name, err)
		},
	}))
}

func (c *shopper) note(i chatclient.Item) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.brought = append(c.brought, i)
}

// lacks is "" once a text was brought, or if it is empty.
func (c *shopper) lacks(text string) (lack string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if text == "" || slices.ContainsFunc(c.brought, func(i chatclient.Item) bool { return i.Content == text }) {
		return ""
	}
	return fmt.Sprintf("%s: the customer has not seen %q", c.stage.name, text)
}

// proceed says so many of the script's things, each once the customer has seen
// what it follows. It answers what is still to be seen, "" for nothing.
func (c *shopper) proceed(upTo int) (lack string) {
	c.t.Helper()
	for c.said < upTo {
		if lack := c.lacks(crashScript[c.said].sees); lack != "" {
			return lack
		}
		c.say()
	}
	return ""
}

// say says what is next in the script.
func (c *shopper) say() {
	c.t.Helper()
	_, err := c.session.SendMessage(c.t.Context(), chatclient.Message{Content: crashScript[c.said].says})
	must(c.t, err)
	c.said++
}

// comeToStage does what the customer does last, and waits for what follows from
// it. It answers the node that makes the call which is held.
func (c *shopper) comeToStage() (node int) {
	c.t.Helper()
	if c.stage.joins && !c.acts() {
		c.join()
	}
	eventually(c.t, "a chat comes to its stage", func() string {
		return cmp.Or(c.proceed(c.stage.says), c.lacks(c.stage.sees))
	})
	if c.stage.hold == "" {
		return 0
	}
	node = c.awaitHeld()
	if c.stage.early {
		c.say()
	}
	return node
}

// awaitHeld waits for the call that is held, and answers the node that makes it.
func (c *shopper) awaitHeld() (node int) {
	c.t.Helper()
	eventually(c.t, "a call is made", func() string {
		select {
		case node = <-c.deals.held:
			return ""
		default:
			return c.stage.name + ": nobody has called"
		}
	})
	return node
}

// over is "" once the customer has heard that the chat is over.
func (c *shopper) over() (lack string) {
	select {
	case <-c.ended:
		return ""
	default:
		return c.stage.name + ": the chat goes on"
	}
}

// crashLine is an item as the test compares it.
func crashLine(i chatclient.Item) string {
	if i.Type == chatclient.ItemMessage {
		return i.DisplayName + ": " + i.Content
	}
	event := strings.TrimPrefix(i.ContentType, "application/vnd.amazonaws.connect.event.")
	return strings.TrimSpace(i.DisplayName + " " + event)
}

func crashLinesOf(items []chatclient.Item) []string {
	var lines []string
	for _, i := range items {
		lines = append(lines, crashLine(i))
	}
	return lines
}

// stored reads the chat that is over through one that continues it.
func (c *shopper) stored(s *rejoin.Server, config chatclient.Config, flow string) []chatclient.Item {
	c.t.Helper()
	d := start(c.t, s, withFlow(flow), continuing(types.RehydrationTypeEntirePastSession, c.details.ContactID))
	session := crashSession(c.t, config, chatclient.ChatDetails{
		ContactID: d.ContactID, ParticipantID: d.ParticipantID, ParticipantToken: d.ParticipantToken,
	})
	var items []chatclient.Item
	for item, err := range session.History(c.t.Context()) {
		must(c.t, err)
		if item.Contact() == c.details.ContactID {
			items = append(items, item)
		}
	}
	slices.Reverse(items)
	return items
}

// ending is how the chat ended, and what its attributes are then.
func (c *shopper) ending(s *rejoin.Server) string {
	c.t.Helper()
	instance, contact := aws.String(s.InstanceID()), aws.String(c.details.ContactID)
	out, err := s.Connect().DescribeContact(c.t.Context(), &connect.DescribeContactInput{InstanceId: instance, ContactId: contact})
	must(c.t, err)
	attributes, err := s.Connect().GetContactAttributes(c.t.Context(), &connect.GetContactAttributesInput{InstanceId: instance, InitialContactId: contact})
	must(c.t, err)
	return fmt.Sprintf("ended %t, reason %s, attributes %v", out.Contact.DisconnectTimestamp != nil,
		aws.ToString(out.Contact.DisconnectReason), attributes.Attributes)
}

// traced is what the flow did, as rejoin flow trace tells it: each action with the
// step in which it was stored.
func (c *shopper) traced(s *rejoin.Server) []string {
	c.t.Helper()
	r, err := rejoin.Run(c.t.Context(), s.Environment(), "flow", "trace", "--json", c.details.ContactID)
	must(c.t, err)
	if r.Code != 0 {
		c.t.Fatalf("rejoin flow trace: exit code %d: %s", r.Code, r.Stderr)
	}
	var lines []string
	for line := range strings.Lines(r.Stdout) {
		var did struct {
			Step                        int
			Action, Result, Error, Next string
		}
		must(c.t, json.Unmarshal([]byte(line), &did))
		lines = append(lines, fmt.Sprintf("%+v", did))
	}
	return lines
}

// wantBrought wants what the customer was brought to be what is stored from some
// item on, each item once and in order. What package chatclient reads after a loss
// may begin before that, within the second in which the customer came. Who was away
// when the chat ended has only the history.
func (c *shopper) wantBrought(stored []chatclient.Item) {
	c.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.brought) == 0 {
		c.t.Errorf("%s: nothing was brought", c.stage.name)
		return
	}
	at := func(item chatclient.Item) int {
		return slices.IndexFunc(stored, func(i chatclient.Item) bool { return i.ID == item.ID })
	}
	from := max(0, at(c.brought[0]))
	earlier := func(i chatclient.Item) bool { n := at(i); return n >= 0 && n < from }
	got := crashLinesOf(slices.DeleteFunc(c.brought, earlier))
	want := crashLinesOf(stored[from:])
	if c.stage.away && len(got) < len(want) {
		want = want[:len(got)]
	}
	wantSame(c.t, c.stage.name+": brought", got, want)
}
