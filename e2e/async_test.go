package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/connect"
	"github.com/aws/aws-sdk-go-v2/service/connect/types"

	"github.com/rejoin-chat/rejoin/e2e/chatjs"
	"github.com/rejoin-chat/rejoin/e2e/rejoin"
)

// The asynchronous scenario of the documentation, from outside: the customer falls
// silent, the agent is disconnected for it, the customer returns and the flow
// chooses where to. spec: Flow language, the asynchronous scenario.

// asyncDesk is a server with the scenario's flows, an agent and a basic queue.
type asyncDesk struct {
	*rejoin.Server
	t       *testing.T
	inbound string // flow
	queue   string
	bert    string // agent
}

// silence is how long the agent may be silent, and so how agents leave here.
const silence = 2 * time.Minute

// openDesk publishes the flows that the interpreter's golden transcripts are made
// of, the disconnect flow as changed.
func openDesk(t *testing.T, change func(string) string) *asyncDesk {
	t.Helper()
	return openDeskWith(t, func(*asyncDesk) func(string) string { return change })
}

// openDeskWith is openDesk with a change that needs the desk's people.
func openDeskWith(t *testing.T, changed func(*asyncDesk) func(string) string) *asyncDesk {
	t.Helper()
	d := &asyncDesk{Server: manual(t), t: t}
	d.queue = basicQueue(t, d.Server)
	d.bert = autoAgent(t, d.Server, "Bert")
	disconnect := d.publish(types.ContactFlowTypeContactFlow, "async_disconnect", changed(d))
	remember := d.publish(types.ContactFlowTypeAgentWhisper, "async_remember", nil)
	d.inbound = d.publish(types.ContactFlowTypeContactFlow, "async_inbound",
		strings.NewReplacer("flow-disconnect", disconnect, "flow-remember", remember, "queue-basic", d.queue).Replace)
	return d
}

func (d *asyncDesk) publish(kind types.ContactFlowType, name string, change func(string) string) string {
	d.t.Helper()
	return goldenFlow(d.t, d.Server, kind, name, change)
}

// goldenFlow makes a flow of those that the interpreter's golden transcripts are made
// of, as changed; change may be nil.
func goldenFlow(t *testing.T, s *rejoin.Server, kind types.ContactFlowType, name string, change func(string) string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "internal", "flow", "testdata", name+".json"))
	must(t, err)
	text := string(content)
	if change != nil {
		text = change(text)
	}
	out, err := s.Connect().CreateContactFlow(t.Context(), &connect.CreateContactFlowInput{
		InstanceId: aws.String(s.InstanceID()), Type: kind, Name: aws.String(fmt.Sprintf("%s %d", name, flowsMade.Add(1))), Content: aws.String(text),
	})
	must(t, err)
	return aws.ToString(out.ContactFlowId)
}

// visit is a customer who waits for an agent, one that silence disconnects.
func (d *asyncDesk) visit() *chatjs.Participant {
	d.t.Helper()
	p := arrive(d.t, d.Server, withFlow(d.inbound))
	must(d.t, limitSilence(d.t, d.Server, p.Details.ContactID, agentGone(int32(silence.Minutes()))))
	return p
}

// fallSilent lets time pass until the agent is disconnected, and answers the
// contact in which the disconnect flow speaks.
func (d *asyncDesk) fallSilent(p *chatjs.Participant) (contact string) {
	d.t.Helper()
	before := p.Position()
	advance(d.t, d.Server, silence.String(), 1)
	p.Await(before, "onAutoDisconnection", nil)
	said := p.Await(before, "onMessage", func(i chatjs.Item) bool { return strings.HasPrefix(i.Content, "Your agent has left") })
	return said.Data.ContactID
}

// reach moves the time to so long after the chat's start.
func (d *asyncDesk) reach(p *chatjs.Participant, after time.Duration, fired int) {
	d.t.Helper()
	now, err := d.Clock(d.t.Context())
	must(d.t, err)
	start := aws.ToTime(d.describe(p.Details.ContactID).InitiationTimestamp)
	advance(d.t, d.Server, start.Add(after).Sub(now.Time).String(), fired)
}

func (d *asyncDesk) describe(contact string) *types.Contact {
	d.t.Helper()
	out, err := d.Connect().DescribeContact(d.t.Context(), &connect.DescribeContactInput{
		InstanceId: aws.String(d.InstanceID()), ContactId: aws.String(contact),
	})
	must(d.t, err)
	return out.Contact
}

// returningTo is the disconnect flow with another choice for who returns.
func returningTo(action string) func(string) string {
	const next = `{"NextAction": "%s", "Condition": {"Operator": "Equals", "Operands": ["CustomerReturned"]}}`
	return func(flow string) string {
		return strings.Replace(flow, fmt.Sprintf(next, "same agent"), fmt.Sprintf(next, action), 1)
	}
}

func TestAsynchronousCustomerReturns(t *testing.T) {
	t.Parallel()
	for _, to := range []struct {
		name, action string
		queue        func(d *asyncDesk) string
	}{
		{"to the previous agent", "same agent", func(d *asyncDesk) string { return "agent/" + d.bert }},
		{"to the previous queue", "same queue", func(d *asyncDesk) string { return d.queue }},
		{"to the working queue", "transfer", func(d *asyncDesk) string { return d.queue }},
	} {
		t.Run(to.name, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t, returningTo(to.action))
			p := d.visit()
			first := p.Details.ContactID
			assign(t, d.Server, p, first, d.bert)
			p.Say("I have to look that up")
			second := d.fallSilent(p)
			if got := d.describe(first); aws.ToString(got.DisconnectReason) != "IDLE_DISCONNECT" || aws.ToString(got.AgentInfo.Id) != d.bert {
				t.Errorf("the first contact: got reason %q and agent %+v, want an idle one of %s", aws.ToString(got.DisconnectReason), got.AgentInfo, d.bert)
			}
			advance(t, d.Server, "10m", 0)
			p.Say("here it is")
			d.wantQueued(second, first, to.queue(d))
			assign(t, d.Server, p, second, d.bert)
			p.Say("thanks")
			wantUnbroken(t, p)
			if n := len(p.Sockets()); n != 1 {
				t.Errorf("got %d sockets, want the first to survive", n)
			}
		})
	}
}

// wantQueued wants a contact that followed another by way of the disconnect flow
// and is in a queue.
func (d *asyncDesk) wantQueued(contact, previous, queue string) {
	d.t.Helper()
	got := d.describe(contact)
	if got.InitiationMethod != types.ContactInitiationMethodDisconnect || aws.ToString(got.PreviousContactId) != previous ||
		got.QueueInfo == nil || aws.ToString(got.QueueInfo.Id) != queue {
		d.t.Errorf("got a contact by %s after %s in queue %+v, want one in %s",
			got.InitiationMethod, aws.ToString(got.PreviousContactId), got.QueueInfo, queue)
	}
}

// A colleague's own queue is a new one.
func TestAsynchronousCustomerReturnsToAnother(t *testing.T) {
	t.Parallel()
	var carl string
	d := openDeskWith(t, func(hired *asyncDesk) func(string) string {
		carl = autoAgent(t, hired.Server, "Carl")
		return func(flow string) string { return strings.Replace(flow, "$.Attributes.lastAgentArn", carl, 1) }
	})
	p := d.visit()
	assign(t, d.Server, p, p.Details.ContactID, d.bert)
	second := d.fallSilent(p)
	p.Say("hello again")
	d.wantQueued(second, p.Details.ContactID, "agent/"+carl)
	assign(t, d.Server, p, second, carl)
	wantUnbroken(t, p)
}

func TestAsynchronousCustomerDoesNotReturn(t *testing.T) {
	t.Parallel()
	d := openDesk(t, nil)
	p := d.visit()
	assign(t, d.Server, p, p.Details.ContactID, d.bert)
	second := d.fallSilent(p)
	advance(t, d.Server, "15m", 1)
	p.Await(0, "onEnded", nil)
	if got := aws.ToString(d.describe(second).DisconnectReason); got != "CONTACT_FLOW_DISCONNECT" {
		t.Errorf("got reason %q, want the flow's", got)
	}
	wantUnbroken(t, p)
}

// Who returns after 24 hours and 58 minutes is heard, and cut off two minutes later.
func TestAsynchronousCustomerReturnsAtTheVeryEnd(t *testing.T) {
	t.Parallel()
	d := openDesk(t, func(flow string) string { return strings.Replace(flow, `"900"`, `"90000"`, 1) })
	p := d.visit()
	assign(t, d.Server, p, p.Details.ContactID, d.bert)
	second := d.fallSilent(p)
	d.reach(p, 24*time.Hour+58*time.Minute, 0)
	p.Say("I am back")
	assign(t, d.Server, p, second, d.bert)
	p.Say("just in time")
	d.reach(p, 25*time.Hour, 1)
	p.Await(0, "onEnded", nil)
	if got := aws.ToString(d.describe(second).DisconnectReason); got != "EXPIRED" {
		t.Errorf("got reason %q, want EXPIRED", got)
	}
	wantUnbroken(t, p)
}
